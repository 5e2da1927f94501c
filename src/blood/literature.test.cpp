// Published behaviours under validation/blood/<author_year>/: case.csv holds the geometry, fixed before the run,
// reference.csv the claims with their bars. A known gap must stay outside its bar, so that a change is noticed. Each case
// writes its section of validation/blood/RESULTS.md.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "blood/blood_dose.hpp"
#include "blood/blood_test_cases.hpp"
#include "blood/csv_rows.hpp"
#include "support/validation_page.hpp"

using namespace abscope;
using namespace abscope::blood;

namespace {

using Rows = std::vector<std::vector<std::string>>;

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

// A sphere of the target's volume at the prescription, and around it a dose that falls as (R/r)^exponent, in an organ of this
// volume that is centred on the target: the bins of the whole organ.
patient::DoseBins sphere(double target_cc, double organ_cc, double dose_gy, double exponent) {
    patient::DoseBins bins{{dose_gy}, {target_cc / organ_cc}};
    constexpr int shells = 300;
    const double step = std::log(organ_cc / target_cc) / shells;
    for (int i = 0; i < shells; ++i) {
        const double inner = target_cc * std::exp(step * i), outer = target_cc * std::exp(step * (i + 1));
        const double radius_ratio = std::cbrt(0.5 * (inner + outer) / target_cc);
        bins.dose_gy.push_back(dose_gy * std::pow(radius_ratio, -exponent));
        bins.volume_fraction.push_back((outer - inner) / organ_cc);
    }
    return bins;
}

struct Arm {
    std::map<std::string, double> setup;
    Rows organs;
    double get(const std::string& name, double otherwise) const {
        const auto found = setup.find(name);
        return found == setup.end() ? otherwise : found->second;
    }
};

struct Outcome {
    BloodResult result;
    double end_day = 0.0;
    int fractions = 1;
};

patient::DoseBins bins_of(const Arm& arm, const std::vector<std::string>& row, int fractions) {
    if (row[1] == "sphere")
        return sphere(std::stod(row[4]), std::stod(row[5]), arm.setup.at("dose_gy") / fractions,
                      arm.setup.at("fall_off"));
    return distribution(std::stod(row[4]) / fractions, arm.setup.at("max_gy") / fractions);
}

Outcome run_arm(const CirculationNetwork& network, const Arm& arm) {
    const int fractions = static_cast<int>(arm.setup.at("fractions"));
    BloodExposureBuilder builder(network);
    for (const auto& row : arm.organs)
        REQUIRE(
            builder.add_compartment(row[2], std::stod(row[3]), bins_of(arm, row, fractions), row[2]).ok());
    auto exposure = builder.build(arm.setup.at("beam_on_s"));
    REQUIRE(exposure.ok());
    BloodCourse course;
    course.exposures = {*exposure};
    const int week = static_cast<int>(arm.get("per_week", 5));
    for (int i = 0; i < fractions; ++i)
        course.fractions.push_back({i / week * 7.0 + i % week * (week == 5 ? 1.0 : 2.0), 0});
    BloodOptions options;
    options.parameter_draws = 2000;
    options.cohort_dose_spread = arm.get("dose_spread", 0.0);
    options.transport.mean_rate = arm.get("mean_rate", 0.0) > 0.0;
    auto result = compute_blood(network, course, default_lymphocyte_parameters(), options);
    REQUIRE(result.ok());
    return {std::move(*result), course.fractions.back().t_day, fractions};
}

double course_d1(const BloodDvh& dvh) {
    for (std::size_t i = 0; i < dvh.dose_gy.size(); ++i)
        if (dvh.volume_fraction[i] < 0.01) return dvh.dose_gy[i];
    return dvh.dose_gy.back();
}

// "alc_day30": on day 30 after the first fraction; "alc_after90": 90 days after the last.
double at_day(const Outcome& o, const std::string& name, const std::vector<double>& values) {
    const auto after = name.find("_after"), day = name.find("_day");
    const double t = after != std::string::npos ? o.end_day + std::stod(name.substr(after + 6))
                                                : std::stod(name.substr(day + 4));
    return values[static_cast<std::size_t>(std::lround(t))];
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
    // First fraction after which 90 % of the blood has a dose, full mixing.
    if (name == "fractions_to_v90")
        return std::ceil(std::log(0.1) / std::log1p(-r.per_fraction.fraction_irradiated));
    if (name.starts_with("alc_")) return at_day(o, name, r.alc.per_nl);
    if (name.starts_with("p_below_0_5_")) return at_day(o, name, r.alc.p_below_0_5);
    FAIL("unknown quantity " << name);
    return 0.0;
}

double evaluate(const std::map<std::string, Outcome>& outcomes, const std::string& arm,
                const std::string& name) {
    const auto slash = arm.find('/');
    const double first = quantity(outcomes.at(arm.substr(0, slash)), name);
    return slash == std::string::npos ? first : first / quantity(outcomes.at(arm.substr(slash + 1)), name);
}

void check_case(const std::string& name, const std::string& title) {
    const auto folder = abscope::test::validation_folder() / name;
    std::map<std::string, Arm> arms;
    for (const auto& row : csv_rows(abscope::test::file_text(folder / "case.csv"))) {
        if (row[1] == "setup")
            arms[row[0]].setup[row[2]] = std::stod(row[3]);
        else
            arms[row[0]].organs.push_back(row);
    }
    const auto network = reference_circulation(patient::Sex::male);
    std::map<std::string, Outcome> outcomes;
    for (const auto& [label, arm] : arms) outcomes.emplace(label, run_arm(network, arm));
    std::vector<abscope::test::PageRow> page;
    for (const auto& row : csv_rows(abscope::test::file_text(folder / "reference.csv"))) {
        const double ours = evaluate(outcomes, row[0], row[1]);
        const bool inside = ours >= std::stod(row[3]) && ours <= std::stod(row[4]);
        CAPTURE(row[0]);
        CAPTURE(row[1]);
        CAPTURE(ours);
        CHECK(inside == (row[5] == "pass"));
        page.push_back(
            {row[0] + " " + row[1], row[2], ours, row[3] + " to " + row[4], row[5], row[6], row[7]});
    }
    abscope::test::check_section(name, title, page);
}

}  // namespace

TEST_CASE("[validation] pancreas, conventional against stereotactic (Wild 2016)") {
    check_case("wild2016", "Pancreas, conventional against stereotactic (Wild 2016)");
}
TEST_CASE("[validation] brain and liver, irradiated share of the blood (Shin 2021)") {
    check_case("shin2021", "Brain and liver, irradiated share of the blood (Shin 2021)");
}
TEST_CASE("[validation] brain, protons against photons (Hammi 2020)") {
    check_case("hammi2020", "Brain, protons against photons (Hammi 2020)");
}
TEST_CASE("[validation] liver, target volume and dose rate (Basler 2018)") {
    check_case("basler2018", "Liver, target volume and dose rate (Basler 2018)");
}
TEST_CASE("[validation] cranial irradiation in 5, 12 and 20 fractions (MacLennan 1978)") {
    check_case("maclennan1978", "Cranial irradiation in 5, 12 and 20 fractions (MacLennan 1978)");
}
TEST_CASE("[validation] spleen dose and nadir (Saito 2018, Alexandru 2021)") {
    check_case("spleen_slope", "Spleen dose and nadir (Saito 2018, Alexandru 2021)");
}
TEST_CASE("[validation] FLASH against conventional delivery") {
    check_case("flash", "FLASH against conventional delivery");
}
TEST_CASE("[validation] FLASH: dose per fraction (Jin 2020)") {
    check_case("jin2020", "FLASH, dose per fraction (Jin 2020)");
}
TEST_CASE("[validation] brain target of 8 cm (Yovino 2013)") {
    check_case("yovino2013", "Brain target of 8 cm, a recorded conflict (Yovino 2013)");
}
