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

// Only courses whose topology has the adjunct states can follow a further drug or a removed node.
Error without_adjuncts(double day, std::string_view what) {
    return bad_input(fmt::format("day {}: {}", day, what), "this course does not follow it", "set adjuncts in its topology");
}

Result<void> check_administration(const Course& course, const Administration& given, double day) {
    if (!(given.amount >= 0.0) || !std::isfinite(given.amount)) {
        return bad_input(fmt::format("day {}: an amount of {} of {}", day, given.amount, agent_name(given.agent)),
                         "an administration cannot be negative or infinite");
    }
    if (static_cast<int>(given.agent) >= core_agent_count && !course.body.topology.adjuncts) {
        return without_adjuncts(day, agent_name(given.agent));
    }
    return {};
}

Result<void> check_chemotherapy(const Chemotherapy& cycle, double day) {
    for (const double kill : {cycle.tumour_kill, cycle.hypoxic_kill, cycle.lymphocyte_kill, cycle.myeloid_kill}) {
        if (!(kill >= 0.0) || !std::isfinite(kill)) {
            return bad_input(fmt::format("day {}: chemotherapy with a kill of {}", day, kill), "-ln of a surviving share is 0 or more");
        }
    }
    return {};
}

Result<void> check_measurement(const Course& course, const Measurement& measured, double day) {
    if (static_cast<int>(measured.volume.size()) > course.body.topology.lesions()) {
        return bad_input(fmt::format("day {}: {} measured lesions", day, measured.volume.size()), "the course has fewer");
    }
    for (const double volume : measured.volume) {
        if (!(volume > 0.0) || !std::isfinite(volume)) {
            return bad_input(fmt::format("day {}: a lesion measured as {}", day, volume), "a volume is positive");
        }
    }
    return {};
}

Result<void> check_surgery(const Topology& topology, const Surgery& surgery, double day) {
    for (const int lesion : surgery.lesions) {
        if (lesion < 0 || lesion >= topology.lesions()) {
            return bad_input(fmt::format("day {}: surgery of lesion {}", day, lesion), "there is none of that number");
        }
    }
    for (const int node : surgery.nodes) {
        if (node < 0 || node >= topology.nodes) {
            return bad_input(fmt::format("day {}: surgery of node {}", day, node), "there is none of that number");
        }
    }
    if (!surgery.nodes.empty() && !topology.adjuncts) return without_adjuncts(day, "removal of a node");
    return {};
}

Result<void> check_parts(const Fraction& fraction, int lesions, double day) {
    const auto wrong = [&](const char* what) { return bad_input(fmt::format("day {}: {}", day, what)); };
    if (static_cast<int>(fraction.parts.size()) > lesions) return wrong("doses over more lesions than there are");
    for (const auto& over : fraction.parts) {
        double sum = 0.0;
        for (const double share : over.share) sum += share >= 0.0 ? share : NAN;
        if (!over.share.empty() && !(std::abs(sum - 1.0) < 1e-6)) return wrong("shares of a lesion that do not sum to 1");
        if (over.dose_gy.size() != over.share.size()) return wrong("a lesion whose parts and doses differ in number");
        ABSCOPE_CHECK_OK(check_doses(over.dose_gy, static_cast<int>(over.share.size()), "part of a lesion", day));
        for (const auto& earlier : over.earlier) {
            if (earlier.dose_gy.size() != over.share.size() || earlier.times < 0) return wrong("earlier doses of another lesion");
            ABSCOPE_CHECK_OK(check_doses(earlier.dose_gy, static_cast<int>(over.share.size()), "part of a lesion", day));
        }
    }
    if (fraction.blood_kill && !(*fraction.blood_kill >= 0.0 && std::isfinite(*fraction.blood_kill))) {
        return wrong("a kill of circulating lymphocytes that is negative or infinite");
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
        ABSCOPE_CHECK_OK(check_doses(fraction->node_gy, course.body.topology.nodes, "node", day));
        return check_parts(*fraction, course.body.topology.lesions(), day);
    }
    if (const auto* given = std::get_if<Administration>(&intervention.act)) return check_administration(course, *given, day);
    if (const auto* cycle = std::get_if<Chemotherapy>(&intervention.act)) return check_chemotherapy(*cycle, day);
    if (const auto* measured = std::get_if<Measurement>(&intervention.act)) return check_measurement(course, *measured, day);
    return check_surgery(course.body.topology, std::get<Surgery>(intervention.act), day);
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
