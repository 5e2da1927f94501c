// From blocks to dated events.
#include "patient/course.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/contract.hpp"

namespace abscope::patient {

std::vector<Duration> fraction_dates(Duration start, int fractions, std::optional<Duration> interval,
                                     int start_weekday) {
    ABSCOPE_EXPECT(fractions >= 0 && start_weekday >= 0 && start_weekday < 7);
    std::vector<Duration> dates;
    double t = 0.0;
    for (int i = 0; i < fractions; ++i) {
        if (interval) {
            dates.push_back(start + *interval * static_cast<double>(i));
            continue;
        }
        while ((start_weekday + static_cast<int>(t)) % 7 >= 5) t += 1.0;
        dates.push_back(start + days(t));
        t += 1.0;
    }
    return dates;
}

Duration overall_time(const std::vector<Duration>& dates) {
    if (dates.empty()) return days(0);
    const auto [first, last] = std::minmax_element(dates.begin(), dates.end());
    return days(std::floor(last->native()) - std::floor(first->native()) + 1.0);
}

namespace {

void add_labs(Course& course) {
    int number = 0;
    for (const auto& lab : course.labs) course.events.push_back({lab.time, EventKind::lab, lab.analyte, lab.value, lab.unit, ++number, 0});
}

void add_radiotherapy(Course& course) {
    for (int b = 0; b < static_cast<int>(course.radiotherapy.size()); ++b) {
        const auto& block = course.radiotherapy[static_cast<std::size_t>(b)];
        int number = 0;
        for (const auto t : fraction_dates(block.start, block.fractions, block.interval, block.start_weekday))
            course.events.push_back({t, EventKind::fraction, block.target, block.dose_per_fraction.native(), "Gy", ++number, b});
    }
}

void add_immunotherapy(Course& course) {
    for (int b = 0; b < static_cast<int>(course.immunotherapy.size()); ++b) {
        const auto& block = course.immunotherapy[static_cast<std::size_t>(b)];
        for (int i = 0; i < block.cycles; ++i) {
            const auto t = block.first + block.every.value_or(days(0)) * static_cast<double>(i);
            course.events.push_back({t, EventKind::drug, block.drug, block.dose.native(),
                                     block.per_kilogram ? "mg/kg" : "mg", i + 1, b});
        }
    }
}

void add_other(Course& course) {
    for (int b = 0; b < static_cast<int>(course.other.size()); ++b) {
        const auto& other = course.other[static_cast<std::size_t>(b)];
        int number = 0;
        for (const auto t : other.dates) course.events.push_back({t, other.kind, other.name, 0.0, other.detail, ++number, b});
    }
}

}  // namespace

void lay_out_events(Course& course) {
    course.events.clear();
    add_labs(course);
    add_radiotherapy(course);
    add_immunotherapy(course);
    add_other(course);
    std::stable_sort(course.events.begin(), course.events.end(), [](const Event& a, const Event& b) {
        return std::tuple(a.time.native(), a.kind, a.block, a.number) < std::tuple(b.time.native(), b.kind, b.block, b.number);
    });
}

std::vector<Duration> Course::fraction_times(int block) const {
    std::vector<Duration> times;
    for (const auto& event : events)
        if (event.kind == EventKind::fraction && event.block == block) times.push_back(event.time);
    return times;
}

}  // namespace abscope::patient
