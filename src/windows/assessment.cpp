// Class, membership, score and drivers of one schedule.
#include "windows/assessment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include "core/contract.hpp"

namespace abscope::windows {

namespace {

/// Doses that differ by less than this are the same: 50.4 Gy / 28 must be 1.8 Gy.
constexpr double dose_tolerance_gy = 1e-6;

enum class Relation { at_least, above, at_most, below };

/// One thing a window asks of a schedule.
struct Condition {
    const char* boundary;
    DriverQuantity quantity;
    Relation relation;
};

using Q = DriverQuantity;
using R = Relation;
constexpr Condition low_dose_asks[]{{"low_dose_min", Q::dose_per_fraction, R::at_least}, {"low_dose_max", Q::dose_per_fraction, R::at_most}};
constexpr Condition gray_asks[]{{"low_dose_max", Q::dose_per_fraction, R::above}, {"gray_max", Q::dose_per_fraction, R::at_most}};
constexpr Condition hypofractionated_asks[]{{"hypofractionated_min", Q::dose_per_fraction, R::at_least},
                                            {"trex1_min", Q::dose_per_fraction, R::below},
                                            {"hypofractionated_fractions", Q::fractions, R::at_most}};
constexpr Condition optimal_asks[]{{"optimal_min", Q::dose_per_fraction, R::at_least},
                                   {"optimal_max", Q::dose_per_fraction, R::at_most},
                                   {"hypofractionated_fractions", Q::fractions, R::at_most},
                                   {"optimal_fractions", Q::fractions, R::at_least}};
constexpr Condition trex1_asks[]{{"trex1_min", Q::dose_per_fraction, R::at_least}};
constexpr Condition conventional_asks[]{{"conventional_min", Q::dose_per_fraction, R::at_least},
                                        {"conventional_max", Q::dose_per_fraction, R::at_most},
                                        {"conventional_time", Q::overall_time, R::at_least}};

std::span<const Condition> asks(WindowClass window) {
    switch (window) {
        case WindowClass::low_dose: return low_dose_asks;
        case WindowClass::gray: return gray_asks;
        case WindowClass::hypofractionated: return hypofractionated_asks;
        case WindowClass::hypofractionated_optimal: return optimal_asks;
        case WindowClass::trex1_attenuated: return trex1_asks;
        case WindowClass::conventional: return conventional_asks;
        case WindowClass::unclassified: break;
    }
    return {};
}

double quantity_of(const Schedule& schedule, DriverQuantity quantity) {
    switch (quantity) {
        case Q::dose_per_fraction: return value_as<Gray>(schedule.dose_per_fraction);
        case Q::fractions: return schedule.fractions;
        case Q::overall_time: return value_as<Day>(schedule.overall_time);
        case Q::ici_timing: break;
    }
    return 0.0;
}

bool holds(Relation relation, double value, double limit) {
    const double difference = value - limit;
    switch (relation) {
        case R::at_least: return difference >= -dose_tolerance_gy;
        case R::above: return difference > dose_tolerance_gy;
        case R::at_most: return difference <= dose_tolerance_gy;
        case R::below: return difference < -dose_tolerance_gy;
    }
    return false;
}

bool meets(const WindowRules& rules, const Schedule& schedule, WindowClass window) {
    return std::ranges::all_of(asks(window), [&](const Condition& c) {
        return holds(c.relation, quantity_of(schedule, c.quantity), rules.boundary(c.boundary).value);
    });
}

/// The order in which the windows claim a schedule.
constexpr WindowClass precedence[]{WindowClass::trex1_attenuated, WindowClass::hypofractionated_optimal, WindowClass::hypofractionated,
                                   WindowClass::conventional, WindowClass::low_dose, WindowClass::gray};

/// The window a class was nearly in, whose boundaries explain why it is not: none for most.
std::vector<WindowClass> neighbours(WindowClass window) {
    switch (window) {
        case WindowClass::low_dose: return {WindowClass::gray};
        case WindowClass::gray: return {WindowClass::low_dose, WindowClass::conventional};
        case WindowClass::hypofractionated: return {WindowClass::hypofractionated_optimal, WindowClass::trex1_attenuated};
        case WindowClass::hypofractionated_optimal: return {WindowClass::trex1_attenuated};
        case WindowClass::trex1_attenuated: return {WindowClass::hypofractionated_optimal};
        case WindowClass::conventional: return {};
        case WindowClass::unclassified: return {WindowClass::low_dose, WindowClass::gray, WindowClass::hypofractionated};
    }
    return {};
}

const char* relation_text(Relation relation) {
    static constexpr const char* texts[]{">=", ">", "<=", "<"};
    return texts[static_cast<int>(relation)];
}

const char* quantity_text(DriverQuantity quantity) {
    static constexpr const char* texts[]{"dose per fraction", "number of fractions", "overall time", "timing of the checkpoint inhibitor"};
    return texts[static_cast<int>(quantity)];
}

int sign_of(double value) { return (value > 0.0) - (value < 0.0); }

/// Sign of a window in the score: an attenuation lowers what Window II would give.
int window_sign(const WindowRules& rules, WindowClass window, IciTiming ici) {
    if (window == WindowClass::trex1_attenuated) return -1;
    return sign_of(class_weight(rules, window, ici).value_or(0.0));
}

Driver make_driver(const WindowRules& rules, const Schedule& schedule, WindowClass window, const Condition& condition) {
    const auto& boundary = rules.boundary(condition.boundary);
    Driver driver;
    driver.boundary = boundary.name;
    driver.quantity = condition.quantity;
    driver.relation = relation_text(condition.relation);
    driver.limit = boundary.value;
    driver.unit = boundary.unit;
    driver.value = quantity_of(schedule, condition.quantity);
    driver.distance = driver.value - driver.limit;
    if (std::abs(driver.distance) < dose_tolerance_gy) driver.distance = 0.0;
    driver.satisfied = holds(condition.relation, driver.value, driver.limit);
    driver.window = window;
    driver.sign = window_sign(rules, window, schedule.ici) * (driver.satisfied ? 1 : -1);
    driver.sources = boundary.sources;
    const auto unit = boundary.unit == "1" ? std::string() : " " + boundary.unit;
    driver.text = fmt::format("{} {:.6g}{} {} {} {:.6g}{} ({}): {}", quantity_text(condition.quantity), driver.value, unit,
                              driver.satisfied ? "meets" : "misses", driver.relation, driver.limit, unit, class_name(window), boundary.statement);
    return driver;
}

/// Window III: the label bites with concurrent checkpoint inhibition only.
Driver timing_driver(const WindowRules& rules, const Schedule& schedule) {
    const bool concurrent = schedule.ici == IciTiming::concurrent;
    const auto& weight = rules.weight(concurrent ? "III-concurrent" : "III-other");
    Driver driver;
    driver.boundary = weight.name;
    driver.quantity = Q::ici_timing;
    driver.relation = "=";
    driver.unit = "1";
    driver.limit = driver.value = concurrent ? 1.0 : 0.0;
    driver.window = WindowClass::conventional;
    driver.sign = sign_of(weight.value);
    driver.sources = weight.sources;
    driver.text = fmt::format("checkpoint inhibitor: {}; {}", timing_name(schedule.ici), weight.statement);
    return driver;
}

double relative_distance(const Driver& driver) { return std::abs(driver.distance) / std::max(std::abs(driver.limit), 1e-9); }

std::vector<Driver> drivers_of(const WindowRules& rules, const Schedule& schedule, WindowClass window) {
    std::vector<Driver> drivers;
    for (const auto& condition : asks(window)) drivers.push_back(make_driver(rules, schedule, window, condition));
    if (window == WindowClass::conventional) drivers.push_back(timing_driver(rules, schedule));
    std::vector<Driver> others;
    for (const auto neighbour : neighbours(window))
        for (const auto& condition : asks(neighbour)) {
            auto driver = make_driver(rules, schedule, neighbour, condition);
            if (!driver.satisfied) others.push_back(std::move(driver));
        }
    std::ranges::stable_sort(others, {}, relative_distance);
    drivers.insert(drivers.end(), others.begin(), others.end());
    return drivers;
}

std::vector<std::string> cited(const WindowAssessment& result) {
    std::set<std::string> ids;
    for (const auto& driver : result.drivers) ids.insert(driver.sources.begin(), driver.sources.end());
    for (const auto& modulator : result.modulators) ids.insert(modulator.sources.begin(), modulator.sources.end());
    for (const auto& conflict : result.conflicts) ids.insert(conflict.sources.begin(), conflict.sources.end());
    return {ids.begin(), ids.end()};
}

std::string summarise(const WindowAssessment& result) {
    const auto& s = result.schedule;
    const auto course = fmt::format("{:.6g} Gy x {} over {:.0f} d, checkpoint inhibitor {}", value_as<Gray>(s.dose_per_fraction), s.fractions,
                                    value_as<Day>(s.overall_time), timing_name(s.ici));
    if (!result.score) return course + ": the hypothesis has no class for it";
    return fmt::format("{}: {}, score {:.2g}", course, class_name(result.window), *result.score);
}

}  // namespace

Schedule schedule_of(PhysicalDose dose_per_fraction, int fractions, std::optional<Duration> interval, int start_weekday, IciTiming ici) {
    ABSCOPE_EXPECT(fractions >= 1);
    const auto dates = patient::fraction_dates(days(0), fractions, interval, start_weekday);
    return {dose_per_fraction, fractions, patient::overall_time(dates), ici};
}

Schedule schedule_of(const WindowRules& rules, const patient::Course& course, int block) {
    ABSCOPE_EXPECT(block >= 0 && static_cast<std::size_t>(block) < course.radiotherapy.size());
    const auto& rt = course.radiotherapy[static_cast<std::size_t>(block)];
    ABSCOPE_EXPECT(rt.fractions >= 1);
    const auto dates = patient::fraction_dates(rt.start, rt.fractions, rt.interval, rt.start_weekday);
    return {rt.dose_per_fraction, rt.fractions, patient::overall_time(dates), ici_timing(rules, course, block)};
}

IciTiming ici_timing(const WindowRules& rules, const patient::Course& course, int block) {
    ABSCOPE_EXPECT(block >= 0 && static_cast<std::size_t>(block) < course.radiotherapy.size());
    const auto& rt = course.radiotherapy[static_cast<std::size_t>(block)];
    const auto dates = patient::fraction_dates(rt.start, rt.fractions, rt.interval, rt.start_weekday);
    ABSCOPE_EXPECT(!dates.empty());
    const double first_day = std::floor(value_as<Day>(dates.front())) - rules.boundary("concurrent_before").value;
    const double last_day = std::floor(value_as<Day>(dates.back())) + rules.boundary("concurrent_after").value;
    bool given = false;
    for (const auto& drug : course.immunotherapy) {
        if (!rules.is_checkpoint_inhibitor(drug.drug)) continue;
        for (int i = 0; i < drug.cycles; ++i) {
            const double day = std::floor(value_as<Day>(drug.first + drug.every.value_or(days(0)) * static_cast<double>(i)));
            given = true;
            if (day >= first_day && day <= last_day) return IciTiming::concurrent;
        }
    }
    return given ? IciTiming::sequential : IciTiming::none;
}

WindowClass classify(const WindowRules& rules, const Schedule& schedule) {
    ABSCOPE_EXPECT(value_as<Gray>(schedule.dose_per_fraction) > 0.0 && schedule.fractions >= 1);
    for (const auto window : precedence)
        if (meets(rules, schedule, window)) return window;
    return WindowClass::unclassified;
}

double membership(const WindowRules& rules, const Schedule& schedule, WindowClass window) {
    const auto conditions = asks(window);
    double value = conditions.empty() ? 0.0 : 1.0;
    for (const auto& condition : conditions) {
        const double limit = rules.boundary(condition.boundary).value;
        const double x = quantity_of(schedule, condition.quantity);
        if (condition.quantity != Q::dose_per_fraction) {
            if (!holds(condition.relation, x, limit)) return 0.0;
            continue;
        }
        const bool lower_end = condition.relation == R::at_least || condition.relation == R::above;
        const double outside = lower_end ? limit - x : x - limit;
        if (outside > dose_tolerance_gy) value = std::min(value, std::max(0.0, 1.0 - outside / (rules.shoulder * limit)));
    }
    return value;
}

std::optional<double> class_weight(const WindowRules& rules, WindowClass window, IciTiming ici) {
    if (window == WindowClass::unclassified) return std::nullopt;
    if (window == WindowClass::conventional) return rules.weight(ici == IciTiming::concurrent ? "III-concurrent" : "III-other").value;
    return rules.weight(class_name(window)).value;
}

WindowAssessment assess(const WindowRules& rules, const Schedule& schedule) {
    WindowAssessment result;
    result.schedule = schedule;
    result.window = classify(rules, schedule);
    for (const auto window : all_classes())
        if (window != WindowClass::unclassified) result.memberships.push_back({window, membership(rules, schedule, window)});
    if (const auto weight = class_weight(rules, result.window, schedule.ici)) {
        const double score = *weight * membership(rules, schedule, result.window);
        result.score = score == 0.0 ? 0.0 : score;
        result.score_low = result.score_high = *result.score;
    } else {
        const auto [low, high] = std::ranges::minmax_element(rules.weights, {}, &Boundary::value);
        result.score_low = low->value;
        result.score_high = high->value;
    }
    result.drivers = drivers_of(rules, schedule, result.window);
    if (result.window == WindowClass::trex1_attenuated && schedule.fractions > rules.boundary("trex1_fractions").value)
        result.flags.emplace_back("extrapolated");
    result.modulators = rules.modulators;
    for (const auto& conflict : rules.conflicts)
        if (std::ranges::find(conflict.classes, result.window) != conflict.classes.end()) result.conflicts.push_back(conflict);
    result.sources = cited(result);
    result.summary = summarise(result);
    return result;
}

}  // namespace abscope::windows
