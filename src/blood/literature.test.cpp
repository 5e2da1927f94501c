// Published behaviours under validation/blood/<author_year>/: case.csv holds the geometry, fixed before the run,
// reference.csv the claims with their bars. A known gap must stay outside its bar, so that a change is noticed.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "blood/blood_dose.hpp"
#include "blood/blood_test_cases.hpp"
#include "blood/csv_rows.hpp"
#include "support/files.hpp"

using namespace abscope;
using namespace abscope::blood;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    REQUIRE(file.good());
    std::stringstream text;
    text << file.rdbuf();
    return csv_rows(text.str());
}

// Volume ∝ e^(−dose/scale) on [0, max], with this mean: rising instead of falling where the mean is above half of the maximum.
patient::DoseBins distribution(double mean_gy, double max_gy) {
    if (mean_gy >= 0.999 * max_gy) return {{mean_gy}, {1.0}};
    const bool rising = mean_gy > 0.5 * max_gy;
    const double mean = rising ? max_gy - mean_gy : mean_gy;
    double low = 1e-4 * max_gy, high = 1e4 * max_gy;
    for (int i = 0; i < 200; ++i) {
        const double middle = std::sqrt(low * high);
        (middle - max_gy / std::expm1(max_gy / middle) > mean ? high : low) = middle;
    }
    patient::DoseBins bins = blood::test::falling_bins(std::sqrt(low * high), max_gy);
    if (rising)
        for (double& d : bins.dose_gy) d = max_gy - d;
    return bins;
}

struct Arm {
    std::map<std::string, double> setup;
    Rows organs;
};

struct Outcome {
    BloodResult result;
    double end_day = 0.0;
};

Outcome run_arm(const CirculationNetwork& network, const Arm& arm) {
    const int fractions = static_cast<int>(arm.setup.at("fractions"));
    BloodExposureBuilder builder(network);
    for (const auto& row : arm.organs) {
        const double mean = std::stod(row[4]) / fractions;
        REQUIRE(builder
                    .add_compartment(row[2], std::stod(row[3]),
                                     distribution(mean, arm.setup.at("max_gy") / fractions), row[2])
                    .ok());
    }
    auto exposure = builder.build(arm.setup.at("beam_on_s"));
    REQUIRE(exposure.ok());
    BloodCourse course;
    course.exposures = {*exposure};
    for (int i = 0; i < fractions; ++i) course.fractions.push_back({i / 5 * 7.0 + i % 5, 0});
    BloodOptions options;
    options.parameter_draws = 2000;
    auto result = compute_blood(network, course, default_lymphocyte_parameters(), options);
    REQUIRE(result.ok());
    return {std::move(*result), course.fractions.back().t_day};
}

double at_month(const Outcome& o, const std::vector<double>& values, int month) {
    return values[static_cast<std::size_t>(std::lround(o.end_day)) + static_cast<std::size_t>(30 * month)];
}

double course_d1(const BloodDvh& dvh) {
    for (std::size_t i = 0; i < dvh.dose_gy.size(); ++i)
        if (dvh.volume_fraction[i] < 0.01) return dvh.dose_gy[i];
    return dvh.dose_gy.back();
}

double quantity(const Outcome& o, const std::string& name) {
    const BloodResult& r = o.result;
    if (name == "v_gt_0") return r.per_fraction.fraction_irradiated;
    if (name == "v_0_5gy") return r.per_fraction.v_0_5gy;
    if (name == "course_v_gt_0") return r.course.fraction_irradiated;
    if (name == "course_v_0_5gy") return r.course.v_0_5gy;
    if (name == "course_mean_gy") return r.course.mean_gy;
    if (name == "course_d1_gy") return course_d1(r.course.dvh);
    if (name == "killed") return 1.0 - r.survival_fraction;
    if (name == "nadir") return r.alc.nadir_per_nl;
    if (name == "alc_month3") return at_month(o, r.alc.per_nl, 3);
    if (name == "p_below_0_5_month1") return at_month(o, r.alc.p_below_0_5, 1);
    if (name == "p_below_0_5_month2") return at_month(o, r.alc.p_below_0_5, 2);
    FAIL("unknown quantity " << name);
    return 0.0;
}

void check_case(const std::string& name) {
    const auto folder = abscope::test::source_dir() / "validation" / "blood" / name;
    std::map<std::string, Arm> arms;
    for (const auto& row : rows_of(folder / "case.csv")) {
        if (row[1] == "setup")
            arms[row[0]].setup[row[2]] = std::stod(row[3]);
        else
            arms[row[0]].organs.push_back(row);
    }
    const auto network = reference_circulation(patient::Sex::male);
    std::map<std::string, Outcome> outcomes;
    for (const auto& [label, arm] : arms) outcomes.emplace(label, run_arm(network, arm));
    for (const auto& row : rows_of(folder / "reference.csv")) {
        const auto slash = row[0].find('/');
        double ours = quantity(outcomes.at(row[0].substr(0, slash)), row[1]);
        if (slash != std::string::npos) ours /= quantity(outcomes.at(row[0].substr(slash + 1)), row[1]);
        const bool inside = ours >= std::stod(row[3]) && ours <= std::stod(row[4]);
        CAPTURE(row[0]);
        CAPTURE(row[1]);
        CAPTURE(ours);
        CHECK(inside == (row[5] == "pass"));
        MESSAGE("| " << name << " | " << row[0] << " " << row[1] << " | " << row[2] << " | " << ours << " | "
                     << row[3] << " to " << row[4] << " | " << row[5] << " | " << row[6] << " |");
    }
}

}  // namespace

TEST_CASE("[validation] pancreas, conventional against stereotactic (Wild 2016)") { check_case("wild2016"); }
TEST_CASE("[validation] brain and liver, irradiated share of the blood (Shin 2021)") {
    check_case("shin2021");
}
TEST_CASE("[validation] brain, protons against photons (Hammi 2020)") { check_case("hammi2020"); }
TEST_CASE("[validation] cranial irradiation in 5, 12 and 20 fractions (MacLennan 1978)") {
    check_case("maclennan1978");
}
TEST_CASE("[validation] spleen dose and nadir") { check_case("spleen_slope"); }
TEST_CASE("[validation] FLASH against conventional delivery") { check_case("flash"); }
TEST_CASE("[validation] brain target of 8 cm (Yovino 2013)") { check_case("yovino2013"); }
