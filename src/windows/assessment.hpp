// Where one schedule falls in the dose–immune windows, why, and by whose word: the rule layer [@chen2026]. No simulation
// takes part in it; equations and examples are in docs/methods/windows.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/quantity.hpp"
#include "patient/course.hpp"
#include "windows/rules.hpp"

namespace abscope::windows {

/// What the hypothesis looks at.
struct Schedule {
    PhysicalDose dose_per_fraction;      ///< > 0
    int fractions = 1;                   ///< ≥ 1
    Duration overall_time = days(1);     ///< last fraction − first + 1 d, weekends included
    IciTiming ici = IciTiming::none;
};

/// What a driver looks at.
enum class DriverQuantity { dose_per_fraction, fractions, overall_time, ici_timing };

/// One boundary that took part in the decision.
struct Driver {
    std::string boundary;                ///< name in the rules
    DriverQuantity quantity = DriverQuantity::dose_per_fraction;
    std::string relation;                ///< what the window asks: ">=", ">", "<=", "<"; "=" for ICI timing
    double limit = 0.0;                  ///< value of the boundary [`unit`]
    double value = 0.0;                  ///< the schedule's [`unit`]
    double distance = 0.0;               ///< value − limit [`unit`]; negative: below the boundary
    std::string unit;                    ///< "Gy", "1", "d"
    bool satisfied = true;               ///< the schedule meets what the window asks
    WindowClass window = WindowClass::unclassified;  ///< the window whose boundary it is
    int sign = 0;                        ///< effect on the score of being where the schedule is: −1, 0, +1
    std::string text;                    ///< one sentence
    std::vector<std::string> sources;
};

struct Membership {
    WindowClass window = WindowClass::unclassified;
    double value = 0.0;                  ///< 0 … 1 [-]
};

struct WindowAssessment {
    Schedule schedule;
    WindowClass window = WindowClass::unclassified;
    std::optional<double> score;         ///< weight × membership of the class, −1 … 1 [-]; none where unclassified
    double score_low = 0.0, score_high = 0.0;  ///< both equal the score; the whole range of weights where unclassified [-]
    std::vector<Membership> memberships; ///< of every window, in order of WindowClass, without unclassified
    std::vector<Driver> drivers;         ///< those that decided first, then the nearest that did not
    std::vector<std::string> flags;      ///< "extrapolated": TREX1 statement is about single fractions
    std::vector<Modulator> modulators;   ///< context: no effect on class and score
    std::vector<Conflict> conflicts;     ///< evidence that does not fit this class
    std::vector<std::string> sources;    ///< every evidence id cited above, sorted, once each
    std::string summary;                 ///< one sentence
};

/// The schedule of n fractions of d: T from `interval`, or five fractions a week from `start_weekday` (0 = Monday).
Schedule schedule_of(PhysicalDose dose_per_fraction, int fractions, std::optional<Duration> interval = {},
                     int start_weekday = 0, IciTiming ici = IciTiming::none);
/// The schedule of one radiotherapy block of a course, with the ICI timing its drugs give it.
Schedule schedule_of(const WindowRules& rules, const patient::Course& course, int block);

/// Concurrent where any checkpoint inhibitor is given from `concurrent_before` days before the first fraction to
/// `concurrent_after` days after the last (calendar days); otherwise sequential where one is given at all.
IciTiming ici_timing(const WindowRules& rules, const patient::Course& course, int block);

/// Class by d, n and T alone; doses are compared to 1e-6 Gy.
WindowClass classify(const WindowRules& rules, const Schedule& schedule);
/// Membership in one window: 1 inside, falling linearly to 0 over the shoulder outside each boundary of d; n and T crisp.
double membership(const WindowRules& rules, const Schedule& schedule, WindowClass window);
/// Weight of a class [-]; none where unclassified.
std::optional<double> class_weight(const WindowRules& rules, WindowClass window, IciTiming ici);
WindowAssessment assess(const WindowRules& rules, const Schedule& schedule);

}  // namespace abscope::windows
