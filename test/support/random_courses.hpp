// Random courses of T2: parameters, lesions, fractions and drugs.
#pragma once

#include <cmath>

#include "core/rng.hpp"
#include "support/t2_fixture.hpp"

namespace abscope::immune::t2 {

/// Courses of 40 days; interventions on a grid of a tenth of a day so that a fixed step can follow.
inline std::vector<Course> random_courses(int count, std::uint64_t seed) {
    std::vector<Course> courses;
    for (int i = 0; i < count; ++i) {
        RandomStream random(seed, RandomPurpose::test, static_cast<std::uint64_t>(i));
        Course course{test_body(i % 4 == 0 ? "ct26" : ""), {}, -10.0, 30.0};
        for (auto& lesion : course.body.lesions) {
            for (const auto name : parameter_names().first(132)) {  // those of the specification
                if (name != "ALC0") *find_parameter(lesion, name) *= std::exp(0.1 * random.normal());
            }
        }
        const auto day = [&](double from, double to) { return std::round(10.0 * (from + (to - from) * random.uniform())) / 10.0; };
        const int fractions = 1 + static_cast<int>(6.0 * random.uniform());
        for (int f = 0; f < fractions; ++f) {
            course.regimen.push_back(fraction(day(0.0, 12.0), {20.0 * random.uniform(), random.uniform()}, {random.uniform(), 0.0}));
        }
        for (int d = 0; d < 4; ++d) {
            const auto agent = static_cast<Agent>(static_cast<int>(random.uniform() * core_agent_count));
            const double amount = agent == Agent::vaccine || agent == Agent::adoptive_cells ? 1.0 : 30.0;
            course.regimen.push_back(dose(day(-5.0, 15.0), agent, amount));
        }
        courses.push_back(course);
    }
    return courses;
}

}  // namespace abscope::immune::t2
