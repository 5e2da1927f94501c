// Tests of the rule layer: every boundary from both sides, scores, drivers, timing, continuity, the map.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/embedded.hpp"
#include "evidence/evidence.hpp"
#include "io/toml.hpp"
#include "windows/rule_map.hpp"

using namespace abscope;
using namespace abscope::windows;

namespace {

WindowAssessment judge(double dose_gy, int fractions, IciTiming ici = IciTiming::none, std::optional<Duration> interval = {}, int weekday = 0) {
    return assess(embedded_rules(), schedule_of(gray(dose_gy), fractions, interval, weekday, ici));
}

std::string judged(double dose_gy, int fractions) { return std::string(class_name(judge(dose_gy, fractions).window)); }

double member_of(const WindowAssessment& result, WindowClass window) {
    for (const auto& m : result.memberships)
        if (m.window == window) return m.value;
    FAIL("window without membership");
    return -1.0;
}

bool flagged(const WindowAssessment& result, const std::string& flag) { return std::ranges::find(result.flags, flag) != result.flags.end(); }

}  // namespace

TEST_CASE("schedules in use fall where the hypothesis says") {
    CHECK(judged(8, 3) == "II-optimal");
    CHECK(judged(10, 5) == "II-optimal");
    CHECK(judged(20, 1) == "TREX1-attenuated");
    CHECK(judged(24, 1) == "TREX1-attenuated");
    CHECK(judged(12, 3) == "TREX1-attenuated");
    CHECK(judged(11, 3) == "II");
    CHECK(judged(6, 1) == "II");
    CHECK(judged(5.5, 5) == "II");
    CHECK(judged(2, 30) == "III");
    CHECK(judged(1.8, 28) == "III");
    CHECK(judged(2, 25) == "gray");
    CHECK(judged(2, 10) == "gray");
    CHECK(judged(1.5, 60) == "gray");
    CHECK(judged(0.5, 4) == "I");
    CHECK(judged(3, 10) == "unclassified");
    CHECK(judged(4, 15) == "unclassified");
    CHECK(judged(2.67, 15) == "unclassified");
    CHECK(judged(0.3, 10) == "unclassified");
}

TEST_CASE("each boundary from both sides") {
    struct Row { double dose_gy; int fractions; const char* expected; };
    const Row rows[]{
        {0.499, 4, "unclassified"}, {0.5, 4, "I"},   {1.0, 4, "I"},          {1.001, 4, "gray"},
        {1.799, 30, "gray"},        {1.8, 30, "III"}, {2.0, 30, "III"},       {2.001, 30, "unclassified"},
        {2.0, 4, "gray"},           {4.999, 3, "unclassified"}, {5.0, 3, "II"}, {5.999, 3, "II"},
        {6.0, 3, "II-optimal"},     {10.0, 3, "II-optimal"},    {10.001, 3, "II"}, {11.999, 3, "II"},
        {12.0, 3, "TREX1-attenuated"}, {8.0, 5, "II-optimal"},  {8.0, 6, "unclassified"}, {8.0, 2, "II-optimal"},
        {8.0, 1, "II"},             {5.0, 6, "unclassified"},   {11.0, 6, "unclassified"}, {12.0, 60, "TREX1-attenuated"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.dose_gy);
        CAPTURE(row.fractions);
        CHECK(judged(row.dose_gy, row.fractions) == row.expected);
    }
}

TEST_CASE("a dose that is a quotient stands on its boundary") {
    CHECK(judged(50.4 / 28.0, 28) == "III");
    CHECK(judged(59.4 / 33.0, 33) == "III");
    CHECK(judged(0.1 + 0.2 + 0.2, 4) == "I");
    CHECK(judged(5.0 - 1e-9, 3) == "II");
}

TEST_CASE("overall time counts weekends and decides Window III") {
    CHECK(value_as<Day>(judge(1.8, 28).schedule.overall_time) == 38.0);
    CHECK(value_as<Day>(judge(2, 30).schedule.overall_time) == 40.0);
    CHECK(value_as<Day>(judge(2, 25).schedule.overall_time) == 33.0);
    // 26 fractions: from a Monday 36 d; from a Friday (one fraction, then five full weeks) 36 + 2 d.
    CHECK(value_as<Day>(judge(2, 26).schedule.overall_time) == 36.0);
    CHECK(value_as<Day>(judge(2, 26, IciTiming::none, {}, 4).schedule.overall_time) == 36.0);
    CHECK(value_as<Day>(judge(2, 27, IciTiming::none, {}, 4).schedule.overall_time) == 39.0);
    CHECK(class_name(judge(2, 27, IciTiming::none, {}, 4).window) == "III");
    CHECK(class_name(judge(2, 27).window) == "gray");  // 37 d from a Monday
    CHECK(class_name(judge(2, 38, IciTiming::none, days(1)).window) == "III");
    CHECK(class_name(judge(2, 37, IciTiming::none, days(1)).window) == "gray");
    CHECK(value_as<Day>(judge(2, 30, IciTiming::none, days(0.25)).schedule.overall_time) == 8.0);
    CHECK(class_name(judge(2, 30, IciTiming::none, days(0.25)).window) == "gray");
}

TEST_CASE("scores are the stated weights, and only Window III looks at the drug") {
    CHECK(*judge(8, 3).score == 1.0);
    CHECK(*judge(11, 3).score == doctest::Approx(0.6));
    CHECK(*judge(0.5, 4).score == doctest::Approx(0.5));
    CHECK(*judge(20, 1).score == doctest::Approx(0.2));
    CHECK(*judge(2, 10).score == 0.0);
    CHECK(*judge(2, 30, IciTiming::concurrent).score == -1.0);
    CHECK(*judge(2, 30, IciTiming::sequential).score == 0.0);
    CHECK(*judge(2, 30, IciTiming::none).score == 0.0);
    CHECK_FALSE(judge(3, 10).score.has_value());
    CHECK(judge(3, 10).score_low == -1.0);
    CHECK(judge(3, 10).score_high == 1.0);
    for (const double dose_gy : {0.5, 1.5, 5.5, 8.0, 20.0})
        CHECK(*judge(dose_gy, 3, IciTiming::concurrent).score == *judge(dose_gy, 3, IciTiming::none).score);
}

TEST_CASE("[property] the drug never changes the class") {
    for (int n = 1; n <= 40; ++n)
        for (double dose_gy = 0.25; dose_gy < 15.0; dose_gy += 0.25)
            REQUIRE(judge(dose_gy, n, IciTiming::concurrent).window == judge(dose_gy, n, IciTiming::none).window);
}

TEST_CASE("membership is a trapezoid with shoulders of a tenth outside its boundaries") {
    const auto optimal = WindowClass::hypofractionated_optimal;
    CHECK(member_of(judge(8, 3), optimal) == 1.0);
    CHECK(member_of(judge(6.0, 3), optimal) == 1.0);
    CHECK(member_of(judge(5.7, 3), optimal) == doctest::Approx(0.5));
    CHECK(member_of(judge(5.4, 3), optimal) == doctest::Approx(0.0));
    CHECK(member_of(judge(10.5, 3), optimal) == doctest::Approx(0.5));
    CHECK(member_of(judge(11.0, 3), optimal) == doctest::Approx(0.0));
    CHECK(member_of(judge(8, 6), optimal) == 0.0);   // n is crisp
    CHECK(member_of(judge(8, 1), optimal) == 0.0);
    CHECK(member_of(judge(11.4, 1), WindowClass::trex1_attenuated) == doctest::Approx(0.5));
    CHECK(member_of(judge(2.1, 30), WindowClass::conventional) == doctest::Approx(0.5));
    CHECK(member_of(judge(2.0, 25), WindowClass::conventional) == 0.0);  // T is crisp
    CHECK(member_of(judge(0.475, 4), WindowClass::low_dose) == doctest::Approx(0.5));
}

TEST_CASE("[property] membership is continuous in dose, between 0 and 1, and 1 in the schedule's own class") {
    const auto& rules = embedded_rules();
    const double step = 1e-3;
    for (const int n : {1, 3, 5, 10, 30}) {
        auto last = judge(0.2, n);
        for (double dose_gy = 0.2 + step; dose_gy < 16.0; dose_gy += step) {
            const auto next = assess(rules, schedule_of(gray(dose_gy), n));
            for (std::size_t i = 0; i < next.memberships.size(); ++i) {
                REQUIRE(next.memberships[i].value >= 0.0);
                REQUIRE(next.memberships[i].value <= 1.0);
                // Steepest shoulder: 1/(0.1 × 0.5 Gy) = 20/Gy.
                REQUIRE(std::abs(next.memberships[i].value - last.memberships[i].value) <= 20.0 * step * 1.0001);
            }
            if (next.window != WindowClass::unclassified) REQUIRE(member_of(next, next.window) == 1.0);
            last = next;
        }
    }
}

TEST_CASE("drivers name the boundary, the distance, the sign and the source") {
    const auto result = judge(8, 3);
    REQUIRE(result.drivers.size() >= 5);
    const auto find = [](const WindowAssessment& r, const std::string& name) {
        const auto found = std::ranges::find(r.drivers, name, &Driver::boundary);
        REQUIRE(found != r.drivers.end());
        return *found;
    };
    const auto lower = find(result, "optimal_min");
    CHECK(lower.limit == 6.0);
    CHECK(lower.distance == 2.0);
    CHECK(lower.satisfied);
    CHECK(lower.sign == 1);
    CHECK(lower.relation == ">=");
    CHECK(std::ranges::find(lower.sources, "W2opt") != lower.sources.end());
    const auto trex1 = find(result, "trex1_min");
    CHECK_FALSE(trex1.satisfied);
    CHECK(trex1.distance == -4.0);
    CHECK(trex1.sign == 1);  // not being attenuated helps
    CHECK(trex1.sources == std::vector<std::string>{"TREX1"});

    CHECK(find(judge(20, 1), "trex1_min").sign == -1);
    CHECK(find(judge(2, 30, IciTiming::concurrent), "III-concurrent").sign == -1);
    CHECK(find(judge(2, 30, IciTiming::sequential), "III-other").sign == 0);
    CHECK(find(judge(2, 30), "conventional_time").distance == 2.0);
    CHECK(find(judge(2, 25), "conventional_time").distance == -5.0);
    CHECK_FALSE(find(judge(2, 25), "conventional_time").satisfied);
    CHECK_FALSE(find(judge(11, 3), "optimal_max").satisfied);
    CHECK_FALSE(find(judge(8, 1), "optimal_fractions").satisfied);
    CHECK_FALSE(find(judge(8, 6), "hypofractionated_fractions").satisfied);
    for (const double dose_gy : {0.3, 0.7, 1.5, 3.0, 5.5, 8.0, 11.0, 15.0})
        for (const auto& driver : judge(dose_gy, 3).drivers) CHECK_FALSE(driver.sources.empty());
}

TEST_CASE("more than one fraction above the TREX1 threshold is flagged as extrapolated") {
    CHECK(flagged(judge(12, 3), "extrapolated"));
    CHECK_FALSE(flagged(judge(12, 1), "extrapolated"));
    CHECK_FALSE(flagged(judge(8, 3), "extrapolated"));
}

TEST_CASE("conflicts stand with the class they contradict, modulators everywhere") {
    const auto has = [](const WindowAssessment& r, const std::string& id) { return std::ranges::find(r.conflicts, id, &Conflict::id) != r.conflicts.end(); };
    CHECK(has(judge(2, 30), "window3-keynote-a18"));
    CHECK(has(judge(2, 30), "window3-dolphin"));
    CHECK(has(judge(20, 1), "trex1-single-fraction-trials"));
    CHECK_FALSE(has(judge(8, 3), "window3-dolphin"));
    CHECK(has(judge(3, 10), "unclassified-in-use"));
    const auto result = judge(8, 3);
    CHECK(result.modulators.size() == 10);
    int flags = 0;
    for (const auto& modulator : result.modulators) {
        flags += !modulator.in_twin;
        CHECK_FALSE(modulator.size.empty());
    }
    CHECK(flags == 1);  // the microbiome
    CHECK(std::ranges::is_sorted(result.sources));
    CHECK(std::ranges::find(result.sources, "W2opt") != result.sources.end());
}

namespace {

patient::Course course_with(const std::string& drug, double first_day, int cycles, double every_day = 21) {
    patient::Course course;
    patient::RadiotherapyBlock rt;
    rt.dose_per_fraction = gray(2);
    rt.fractions = 30;  // days 0 … 39
    course.radiotherapy.push_back(rt);
    patient::ImmunotherapyBlock io;
    io.drug = drug;
    io.first = days(first_day);
    io.every = days(every_day);
    io.cycles = cycles;
    course.immunotherapy.push_back(io);
    return course;
}

}  // namespace

TEST_CASE("timing of the checkpoint inhibitor from the course") {
    const auto& rules = embedded_rules();
    const auto timing = [&](const std::string& drug, double first_day, int cycles) { return ici_timing(rules, course_with(drug, first_day, cycles), 0); };
    CHECK(timing("durvalumab", 0, 1) == IciTiming::concurrent);
    CHECK(timing("Durvalumab", 39.9, 1) == IciTiming::concurrent);
    CHECK(timing("durvalumab", 40, 20) == IciTiming::sequential);
    CHECK(timing("durvalumab", -21, 1) == IciTiming::concurrent);
    CHECK(timing("durvalumab", -22, 1) == IciTiming::sequential);
    CHECK(timing("durvalumab", -43, 2) == IciTiming::sequential);  // second dose on day −22
    CHECK(timing("durvalumab", -42, 2) == IciTiming::concurrent);
    CHECK(timing("cisplatin", 0, 3) == IciTiming::none);
    CHECK(class_name(assess(rules, schedule_of(rules, course_with("durvalumab", 0, 1), 0)).window) == "III");
    CHECK(*assess(rules, schedule_of(rules, course_with("durvalumab", 0, 1), 0)).score == -1.0);
    CHECK(*assess(rules, schedule_of(rules, course_with("durvalumab", 53, 9), 0)).score == 0.0);
}

TEST_CASE("the map agrees with the single schedule") {
    const auto& rules = embedded_rules();
    const auto map = rule_map(rules);
    REQUIRE(map.dose_gy.size() == 100);
    REQUIRE(map.window.size() == 6000);
    CHECK(map.dose_gy.front() == doctest::Approx(0.3));
    CHECK(map.dose_gy.back() == 30.0);
    for (const int i : {0, 17, 40, 55, 70, 99})
        for (const int n : {1, 2, 5, 6, 28, 30, 60}) {
            const auto single = judge(map.dose_gy[static_cast<std::size_t>(i)], n, IciTiming::concurrent);
            const auto at = static_cast<std::size_t>(i + 100 * (n - 1));
            CHECK(map.window[at] == single.window);
            if (single.score) CHECK(map.score[at] == *single.score);
            else CHECK(std::isnan(map.score[at]));
        }
    CHECK(map.overall_time_day[29] == 40.0);
}

TEST_CASE("rules without a source, with an unknown name or out of order are refused") {
    const std::string text(core::embedded_file("windows_rules.toml"));
    const auto refused = [&](const std::string& from, const std::string& to) {
        auto changed = text;
        const auto at = changed.find(from);
        REQUIRE(at != std::string::npos);
        changed.replace(at, from.size(), to);
        const auto document = io::parse_toml(changed, "rules.toml");
        REQUIRE(document.ok());
        const auto rules = read_rules(*document);
        REQUIRE_FALSE(rules.ok());
        return rules.error().message();
    };
    CHECK(refused("sources = [\"W1\"]", "sources = []").find("low_dose_min") != std::string::npos);
    CHECK(refused("name = \"trex1_min\"", "name = \"trex_min\"").find("trex_min") != std::string::npos);
    CHECK(refused("value = 12.0", "value = 9.0").find("rising order") != std::string::npos);
    CHECK(refused("value = 12.0", "value = \"12 Gy\"").find("rules.toml") != std::string::npos);
    CHECK(refused("classes = [\"III\"]", "classes = [\"IV\"]").find("'IV'") != std::string::npos);
    CHECK(refused("shoulder = 0.10", "shoulder = 1.5").find("shoulder") != std::string::npos);
}

TEST_CASE("every id the rules cite has its entry among the evidence") {
    evidence::Evidence known;
    for (const char* name : {"evidence/claims.toml", "evidence/trials.toml"}) {
        const auto document = io::parse_toml(core::embedded_file(name), name);
        REQUIRE(document.ok());
        const auto added = known.add(*document);
        REQUIRE_MESSAGE(added.ok(), (added.ok() ? "" : added.error().message()));
    }
    const auto& rules = embedded_rules();
    const auto resolve = [&](const std::vector<std::string>& sources) { CHECK(known.missing(sources) == std::vector<std::string>{}); };
    for (const auto& boundary : rules.boundaries) resolve(boundary.sources);
    for (const auto& weight : rules.weights) resolve(weight.sources);
    for (const auto& modulator : rules.modulators) resolve(modulator.sources);
    for (const auto& conflict : rules.conflicts) resolve(conflict.sources);
    CHECK(known.find("TREX1")->source.find("chen2026") != std::string::npos);
    CHECK(known.find("RAPPORT")->level == "4");
    CHECK(known.find("CheckPAC")->level == "1b");
}
