// A model as data: named states and constants, the formula of each rate, and what happens at given times. What SBML files
// become, and what a built-in model becomes when it is written as one. Belongs to math.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "math/expression.hpp"
#include "math/ode_solve.hpp"

namespace abscope::math {

/// The symbol that stands for time in formulas.
inline const std::string time_symbol = "time";

/// At `time` the named states take new values, all computed from the values before.
struct OdeEvent {
    double time = 0.0;  ///< [unit of time]
    std::string name;
    std::vector<std::pair<std::size_t, Expression>> assignments;  ///< state, its new value
};

struct OdeModel {
    std::string name;
    std::vector<std::string> states;
    std::vector<double> initial;                            ///< [unit of each state]
    std::vector<std::string> titles;                        ///< of each state, for people
    std::vector<std::pair<std::string, double>> constants;  ///< [unit of each]
    std::vector<Expression> rates;                          ///< of each state
    std::vector<OdeEvent> events;  ///< at equal times in the order of the list
    std::vector<std::pair<std::string, Expression>> observables;  ///< further quantities of the states
    double start = 0.0;  ///< [unit of time]
};

struct OdeRun {
    std::vector<double> times;                ///< those asked for [unit of time]
    std::vector<std::vector<double>> states;  ///< [time][state], then the observables; before the events of the moment
    int steps = 0, rejected = 0;
    bool implicit_used = false;
    bool finished = true;  ///< false: the rest is missing
};

/// Integrates from the start of the model to the last of `times` (ascending, none before the start). Events are met exactly.
OdeRun run_model(const OdeModel& model, const std::vector<double>& times, OdeMethod method = OdeMethod::automatic,
                 const OdeTolerance& tolerance = {});

}  // namespace abscope::math
