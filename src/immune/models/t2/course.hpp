// A course of T2: the body, what is done to it, and which of its states are wanted when. Belongs to the shelf of model T2.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "immune/models/t2/parameters.hpp"
#include "immune/models/t2/states.hpp"
#include "immune/regimen.hpp"

namespace abscope::immune::t2 {

/// One patient: where lesions drain, the parameters of each lesion, and its viable tumour cells at the start.
struct Body {
    Topology topology;
    std::vector<Parameters> lesions;
    std::vector<double> cells;  ///< [1e6]
};

struct Course {
    Body body;
    Regimen regimen;           ///< in any order; it acts in the order of in_order()
    double start_day = -10.0;  ///< untreated growth begins [d]
    double end_day = 35.0;     ///< [d]
    std::vector<double> initial{};  ///< state at the start, by place [unit of the state]; empty: an untreated body
};

/// What a run keeps: whole states at some days, and a few states on a fine grid. Values stand before the interventions of
/// the same moment.
struct Sampling {
    std::vector<double> days;       ///< ascending [d]
    std::vector<int> probes;        ///< places of states kept on the grid
    double grid_from_day = 0.0;     ///< [d]
    double grid_step_day = 0.05;    ///< [d]
};

struct Trajectory {
    std::vector<double> days;                 ///< of `states` [d]
    std::vector<std::vector<double>> states;  ///< [day][state]
    std::vector<double> grid_days;            ///< of `probes` [d]
    std::vector<std::vector<double>> probes;  ///< [probe][grid point]
    int steps = 0;                            ///< accepted steps
    int rejected = 0;                         ///< steps that were repeated
    bool finished = true;                     ///< false: the step limit was reached; the rest is NaN

    const std::vector<double>& at_day(double day) const;  ///< day [d]
};

/// What cannot be run: no lesion, a lesion that drains to a node that is not there, a negative dose or amount, a drug or a
/// fraction before the course begins or after its end, more lesions than `most_lesions`, a course longer than 20 years.
Result<void> check_course(const Course& course);
constexpr int most_lesions = 200;

}  // namespace abscope::immune::t2
