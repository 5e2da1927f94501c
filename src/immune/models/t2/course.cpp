// What makes a course of T2 impossible, and look-up in its trajectory.
#include "immune/models/t2/course.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace abscope::immune::t2 {

namespace {

constexpr double longest_day = 20.0 * 366.0;

Result<void> check_doses(const std::vector<double>& gy, int places, const char* what, double day) {
    if (static_cast<int>(gy.size()) > places) {
        return bad_input(fmt::format("day {}: {} doses to {}s for {} of them", day, gy.size(), what, places));
    }
    for (const double d : gy) {
        if (!(d >= 0.0) || !(d <= 1000.0)) {
            return bad_input(fmt::format("day {}: a dose of {} Gy to a {}", day, d, what), "0 to 1000 Gy is possible");
        }
    }
    return {};
}

Result<void> check_intervention(const Course& course, const Intervention& intervention) {
    const double day = intervention.time_day;
    if (!(day >= course.start_day) || !(day <= course.end_day)) {
        return bad_input(fmt::format("an intervention on day {}", day),
                         fmt::format("the course runs from day {} to day {}", course.start_day, course.end_day),
                         "move it, or let the course begin earlier");
    }
    if (const auto* fraction = std::get_if<Fraction>(&intervention.act)) {
        ABSCOPE_CHECK_OK(check_doses(fraction->lesion_gy, course.body.topology.lesions(), "lesion", day));
        return check_doses(fraction->node_gy, course.body.topology.nodes, "node", day);
    }
    const auto& given = std::get<Administration>(intervention.act);
    if (!(given.amount >= 0.0) || !std::isfinite(given.amount)) {
        return bad_input(fmt::format("day {}: an amount of {} of {}", day, given.amount, agent_name(given.agent)),
                         "an administration cannot be negative or infinite");
    }
    return {};
}

Result<void> check_body(const Body& body) {
    const int lesions = body.topology.lesions();
    if (lesions < 1) return bad_input("no lesion", "T2 follows at least one lesion");
    if (lesions > most_lesions) {
        return bad_input(fmt::format("{} lesions", lesions), fmt::format("T2 follows at most {}", most_lesions),
                         "group the small ones");
    }
    ABSCOPE_EXPECT(body.lesions.size() == body.topology.node_of.size() && body.cells.size() == body.lesions.size());
    for (const int node : body.topology.node_of) {
        if (node >= body.topology.nodes) return bad_input(fmt::format("a lesion drains to node {}", node), "there is none of that number");
    }
    for (int j = 0; j < body.topology.nodes; ++j) {
        if (body.topology.first_lesion_of(j) < 0) {
            return bad_input(fmt::format("node {} drains no lesion", j), "a node takes its parameters from a lesion", "leave it out");
        }
    }
    for (const double c : body.cells) {
        if (!(c > 0.0) || !std::isfinite(c)) return bad_input(fmt::format("a lesion of {} million cells", c), "it must be positive");
    }
    return {};
}

}  // namespace

const std::vector<double>& Trajectory::at_day(double day) const {
    const auto at = std::find_if(days.begin(), days.end(), [&](double d) { return std::abs(d - day) < 1e-9; });
    ABSCOPE_EXPECT(at != days.end());
    return states[static_cast<std::size_t>(at - days.begin())];
}

Result<void> check_course(const Course& course) {
    ABSCOPE_CHECK_OK(check_body(course.body));
    if (!(course.end_day >= course.start_day) || !(course.end_day - course.start_day <= longest_day)) {
        return bad_input(fmt::format("a course from day {} to day {}", course.start_day, course.end_day),
                         "it must end after it begins and last at most 20 years");
    }
    for (const auto& intervention : course.regimen) ABSCOPE_CHECK_OK(check_intervention(course, intervention));
    return {};
}

}  // namespace abscope::immune::t2
