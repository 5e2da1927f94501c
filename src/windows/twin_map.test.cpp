// The twin's map: branches against whole courses, threads, defaults of the modulators, signs.
#include <doctest/doctest.h>

#include <set>

#include <cmath>

#include "core/embedded.hpp"
#include "core/parallel.hpp"
#include "immune/models/t2/adaptive_step.hpp"
#include "io/toml.hpp"
#include "windows/map_findings.hpp"
#include "windows/modulators.hpp"

using namespace abscope;
using namespace abscope::windows;

namespace {

immune::t2::Parameters calibrated() {
    constexpr auto name = "immune/models/t2/parameters.toml";
    return immune::t2::read_parameters(*io::parse_toml(core::embedded_file(name), name))->values();
}

TwinMapOptions small() {
    TwinMapOptions options;
    options.dose_gy = {2.0, 8.0};
    options.most_fractions = 4;
    return options;
}

/// The yield of one schedule from one whole course, integrated tightly on a fine grid: what the branches must reproduce.
double whole_course_yield(double dose_gy, int fractions, IciTiming ici) {
    using namespace immune::t2;
    const auto p = calibrated();
    double yields[2];
    for (const bool irradiated : {false, true}) {
        Course course;
        course.body = {one_node_each(2), {p, p}, {22.0, 9.0}};
        course.end_day = fractions - 1 + 37.0;
        for (int f = 0; irradiated && f < fractions; ++f) course.regimen.push_back({static_cast<double>(f), immune::Fraction{{dose_gy}, {}}});
        const double anchor = ici == IciTiming::sequential ? fractions - 1.0 : 0.0;
        for (int i = 0; ici != IciTiming::none && i < 3; ++i)
            course.regimen.push_back({anchor + 1.0 + 3.0 * i, immune::Administration{immune::Agent::anti_pd1, 30.0}});
        Sampling sampling;
        for (int j = 0; j < 2; ++j) sampling.probes.push_back(course.body.topology.node_at(j) + NodeIndex::W3);
        sampling.grid_step_day = 0.01;
        const auto run = run_adaptive(std::vector<Course>{course}, sampling, {1e-8, 1e-11});
        double sum = 0.0;
        for (const auto& probe : run[0].probes)
            for (std::size_t i = 1; i < probe.size(); ++i) sum += 0.5 * (probe[i - 1] + probe[i]) * 0.01;
        yields[irradiated] = p.ktw * sum;
    }
    return yields[1] - yields[0];
}

}  // namespace

TEST_CASE("twin map: branches agree with whole courses to a few parts in a thousand") {
    const std::vector<immune::t2::Parameters> patients{calibrated()};
    for (const auto ici : {IciTiming::none, IciTiming::concurrent, IciTiming::sequential}) {
        auto options = small();
        options.ici = ici;
        const auto map = twin_map(patients, options);
        CHECK(map.failed == 0);
        for (const int n : {1, 3})
            for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
                CAPTURE(n);
                CAPTURE(i);
                const double whole = whole_course_yield(map.options.dose_gy[i], n, ici);
                CHECK(std::abs(map.yield.median[map.entry(i, n)] - whole) < 0.01 * std::abs(whole) + 0.002);
            }
    }
}

TEST_CASE("twin map: the same bytes for 1 and 2 threads, and for a patient in any company") {
    std::vector<immune::t2::Parameters> patients(3, calibrated());
    patients[1].nu *= 2.0;
    patients[2].rg *= 0.8;
    set_thread_count(1);
    const auto one = twin_map(patients, small());
    set_thread_count(2);
    const auto two = twin_map(patients, small());
    set_thread_count(0);
    CHECK(one.yield.patient == two.yield.patient);
    CHECK(one.chemokine.patient == two.chemokine.patient);
    const auto alone = twin_map(std::vector<immune::t2::Parameters>{patients[1]}, small());
    const std::size_t entries = alone.yield.median.size();
    for (std::size_t e = 0; e < entries; ++e) CHECK(alone.yield.patient[e] == one.yield.patient[entries + e]);
}

TEST_CASE("modulators: defaults change no bit; signs are those of the hypothesis where it claims one") {
    const auto patient = calibrated();
    const auto same = modulated(patient, {});
    for (const auto name : immune::t2::parameter_names()) {
        auto a = patient, b = same;
        CHECK(*immune::t2::find_parameter(a, name) == *immune::t2::find_parameter(b, name));
    }
    const std::vector<immune::t2::Parameters> patients{patient};
    std::set<std::string> with_line;
    for (const auto& line : ablation(patients, 8.0, 3)) {
        with_line.insert(line.modulator);
        CAPTURE(line.modulator);
        CAPTURE(line.setting);
        if (line.expected_sign != 0) CHECK((line.yield > line.yield_default) == (line.expected_sign > 0));
        if (line.modulator == "microbiome") CHECK(line.yield == line.yield_default);
        CHECK_FALSE(line.sources.empty());
    }
    for (const auto& modulator : embedded_rules().modulators) CHECK_MESSAGE(with_line.count(modulator.id) == 1, modulator.id);
    CHECK(with_line.size() == embedded_rules().modulators.size());
}

TEST_CASE("twin map: findings read a made-up map right") {
    // Yield peaks at 8 Gy for every n; chemokine per Gy peaks at 0.7 Gy; interferon grows with n.
    TwinMap map;
    map.options.dose_gy = logarithmic_doses(60, 0.3, 30.0);
    map.options.most_fractions = 5;
    map.patients = 1;
    for (int n = 1; n <= 5; ++n)
        for (const double d : map.options.dose_gy) {
            map.yield.median.push_back(std::exp(-std::pow(std::log(d / 8.0), 2)));
            map.chemokine.median.push_back(d * std::exp(-std::pow(std::log(d / 0.7), 2)));
            map.interferon.median.push_back(n);
        }
    map.yield.patient = map.yield.median;
    map.chemokine.patient = map.chemokine.median;
    map.interferon.patient = map.interferon.median;
    for (const auto& finding : map_findings(map)) {
        CAPTURE(finding.twin);
        CHECK(finding.agrees);
    }
    for (auto& v : map.yield.median) v = -v;
    CHECK_FALSE(map_findings(map).front().agrees);
}
