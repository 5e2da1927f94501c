// The made-up study that the tests of the report use (test/support/example_study.hpp).
#include "support/example_study.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace abscope::test {

namespace {

using patient::OrganRole;
using patient::Vector3;

struct Ellipsoid {
    const char* name;
    OrganRole role;
    Vector3 centre, radius;  // [mm]
    double hu;
};

const std::vector<Ellipsoid>& organs() {
    static const std::vector<Ellipsoid> list{
        {"External", OrganRole::external, {0, 0, 0}, {170, 115, 900}, 20},
        {"Lung_R", OrganRole::lung_right, {-80, -5, 10}, {55, 80, 110}, -760},
        {"Lung_L", OrganRole::lung_left, {80, -5, 10}, {52, 78, 108}, -760},
        {"Heart", OrganRole::heart, {20, -40, -30}, {48, 40, 46}, 45},
        {"Spinal <Cord>", OrganRole::spinal_cord, {0, 72, 0}, {8, 8, 900}, 30},
        {"Vertebrae", OrganRole::vertebrae, {0, 66, 0}, {22, 18, 900}, 260},
        {"Spleen", OrganRole::spleen, {88, 40, -110}, {30, 38, 40}, 60},
        {"Nodes_Hilar", OrganRole::lymph_nodes, {38, 10, 30}, {12, 12, 16}, 55},
        {"GTVp", OrganRole::target, {78, 12, 48}, {15, 15, 15}, 40},
        {"Couch", OrganRole::support, {0, 135, 0}, {180, 6, 900}, -500}};
    return list;
}

bool inside(const Ellipsoid& e, Vector3 p) {
    const double x = (p.x - e.centre.x) / e.radius.x, y = (p.y - e.centre.y) / e.radius.y, z = (p.z - e.centre.z) / e.radius.z;
    return x * x + y * y + z * z <= 1.0;
}

// A course of 24 Gy: a flat top on the target, three beams through the body.
double dose_at(Vector3 p) {
    const Vector3 r = p - organs()[8].centre;
    if (!inside(organs()[0], p)) return 0.02;
    double dose = 24.3 / (1 + std::exp((norm(r) - 24) / 2.4));
    for (const double angle : {0.3, 2.2, 4.1}) {
        const double along = r.x * std::cos(angle) + r.y * std::sin(angle), across = -r.x * std::sin(angle) + r.y * std::cos(angle);
        const double edge = 1 / (1 + std::exp((std::hypot(across, r.z) - 20) / 3.5));
        dose += 7.0 * edge * (along > 0 ? std::exp(-along / 140) : std::exp(along / 400)) * (1 - 1 / (1 + std::exp((norm(r) - 24) / 2.4)));
    }
    return dose + 0.35 * std::exp(-norm(r) / 90);
}

patient::Grid grid_of(double step, double half_x, double half_y, double half_z) {
    patient::Grid g;
    g.size = {static_cast<std::size_t>(2 * half_x / step) + 1, static_cast<std::size_t>(2 * half_y / step) + 1,
              static_cast<std::size_t>(2 * half_z / step) + 1};
    g.origin = {-half_x, -half_y, -half_z};
    g.spacing = {step, step, step};
    return g;
}

template <class F>
std::vector<float> fill(const patient::Grid& g, F value) {
    std::vector<float> out;
    for (std::size_t k = 0; k < g.size[2]; ++k)
        for (std::size_t j = 0; j < g.size[1]; ++j)
            for (std::size_t i = 0; i < g.size[0]; ++i)
                out.push_back(static_cast<float>(value(g.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)))));
    return out;
}

patient::Structure structure_of(const Ellipsoid& e, int number) {
    patient::Structure s;
    s.number = number;
    s.name = e.name;
    s.role = e.role;
    for (double z = -141; z <= 141; z += 3) {
        const double h = (z - e.centre.z) / e.radius.z;
        if (h * h >= 1) continue;
        const double f = std::sqrt(1 - h * h);
        patient::Contour c;
        for (int k = 0; k < 72; ++k) {
            const double a = 2 * std::numbers::pi * k / 72;
            c.points.push_back({e.centre.x + f * e.radius.x * std::cos(a), e.centre.y + f * e.radius.y * std::sin(a), z});
        }
        s.contours.push_back(std::move(c));
    }
    return s;
}

report::DvhEntry dvh_of(const Ellipsoid& e) {
    std::vector<double> doses;
    const Vector3 low = e.centre - e.radius, high = e.centre + e.radius;
    const double step = std::max(1.5, std::cbrt(e.radius.x * e.radius.y * std::min(e.radius.z, 140.0)) / 14);
    for (double z = std::max(low.z, -140.0); z <= std::min(high.z, 140.0); z += step)
        for (double y = low.y; y <= high.y; y += step)
            for (double x = low.x; x <= high.x; x += step)
                if (inside(e, {x, y, z})) doses.push_back(dose_at({x, y, z}));
    std::sort(doses.begin(), doses.end());
    report::DvhEntry d;
    d.name = e.name;
    d.role = e.role;
    d.volume_cc = static_cast<double>(doses.size()) * step * step * step / 1000;
    d.volume_uncertainty_cc = d.volume_cc * 0.004;
    d.dose_coverage = e.radius.z > 500 ? 0.93 : 1.0;
    d.min_gy = doses.front();
    d.max_gy = doses.back();
    for (const double v : doses) d.mean_gy += v / static_cast<double>(doses.size());
    for (double dose = 0; dose <= d.max_gy + 0.1; dose += 0.1) {
        const auto above = doses.end() - std::lower_bound(doses.begin(), doses.end(), dose);
        d.dose_gy.push_back(dose);
        d.volume_fraction.push_back(static_cast<double>(above) / static_cast<double>(doses.size()));
    }
    const double d95 = doses[static_cast<std::size_t>(0.05 * static_cast<double>(doses.size()))];
    d.metrics = {{"D95%", d95, "Gy", ""}, {"D2%", doses[static_cast<std::size_t>(0.98 * static_cast<double>(doses.size() - 1))], "Gy", ""}};
    if (d.dose_coverage < 1)
        d.metrics.push_back({"V5Gy", std::numeric_limits<double>::quiet_NaN(), "%", "part of the structure lies outside the dose grid"});
    else d.metrics.push_back({"V5Gy", 100 * d.volume_fraction[std::min<std::size_t>(50, d.volume_fraction.size() - 1)], "%", ""});
    return d;
}

blood::BloodDvh exponential_tail(double mean_gy, double share) {
    blood::BloodDvh dvh;
    for (int i = 0; i <= 200; ++i) {
        const double dose = mean_gy / share * 12 * i / 200.0;
        dvh.dose_gy.push_back(dose);
        dvh.volume_fraction.push_back(share * std::exp(-dose * share / mean_gy));
    }
    return dvh;
}

blood::LymphocyteCount count_over_time() {
    blood::LymphocyteCount a;
    a.baseline_per_nl = 1.4;
    a.nadir_per_nl = 9;
    a.bands = {{0.5, {}, {}}, {0.9, {}, {}}};
    for (int day = 0; day <= 180; ++day) {
        const double fall = day < 1 ? 0 : 0.36 * (1 - std::exp(-(day - 1) / 3.0)) * std::exp(-std::max(0, day - 9) / 70.0);
        const double v = 1.4 * (1 - fall);
        a.t_day.push_back(day);
        a.per_nl.push_back(v);
        a.median_per_nl.push_back(v * 0.99);
        for (auto& band : a.bands) {
            const double width = band.level * 0.55 * fall + 0.04 * band.level;
            band.low_per_nl.push_back(v - 1.4 * width);
            band.high_per_nl.push_back(v + 1.4 * width * 0.8);
        }
        if (v < a.nadir_per_nl) {
            a.nadir_per_nl = v;
            a.nadir_day = day;
        }
    }
    a.nadir_low_per_nl = 0.64;
    a.nadir_high_per_nl = 1.18;
    a.recovery_day = 96;
    a.p_grade3 = 0.034;
    a.p_grade4 = 0.002;
    a.draws = 200;
    return a;
}

blood::BloodResult blood_result() {
    blood::BloodResult b;
    b.per_fraction = {0.071, 0.118, 0.41, 0.021, 0.46, 0.95, 0.071, exponential_tail(0.071, 0.41)};
    b.exposures = {b.per_fraction};
    b.course = {0.213, 0.204, 0.795, 0.098, 0.83, exponential_tail(0.213, 0.795)};
    b.survival_fraction = 0.861;
    b.coverage = {0.52, 0.34, 0.14};
    b.edic = {{"Jin, mean body dose", 1.12, "External contour within the dose grid", "", "jin2021"},
              {"Xu, with liver", 1.19, "External contour within the dose grid", "mean liver dose", "xu2020"}};
    b.lymphoid = {{"spleen", true, 1.0, 0.22, {0.5, 1, 5}, {0.06, 0.02, 0}},
                  {"red_marrow", true, 0.4, 0.61, {0.5, 1, 5}, {0.21, 0.11, 0.03}}};
    b.alc = count_over_time();
    b.parameters = {{"alpha", 0.70, "1/Gy", blood::Spread::lognormal, 0.30, "nakamura1990", "B", ""},
                    {"blood_share", 0.035, "1", blood::Spread::loguniform, 1.7, "assumed: prior", "D", ""}};
    b.circulation = "reference_adult_male";
    b.scale = {5.3, 6.5, "reference adult male"};
    return b;
}

void add_course(patient::Case& c) {
    patient::RadiotherapyBlock block;
    block.target = "GTVp";
    block.dose_per_fraction = gray(8);
    block.fractions = 3;
    block.start = days(7);
    block.interval = days(2);
    c.course.radiotherapy = {block};
    patient::ImmunotherapyBlock drug;
    drug.drug = "pembrolizumab";
    drug.dose = milligrams(200);
    drug.first = days(8);
    drug.every = days(21);
    drug.cycles = 6;
    c.course.immunotherapy = {drug};
    c.course.other = {{patient::EventKind::systemic, "carboplatin", "AUC 5", {days(-14)}}};
    c.host.alc = giga_per_litre(1.4);
    c.host.steroids = {{milligrams(5), days(30), days(60)}};
    lay_out_events(c.course);
    for (const double t : {0.0, 28.0, 63.0}) {
        c.course.events.push_back({days(t), patient::EventKind::lab, "ALC", t == 0.0 ? 1.4 : 1.05, "1e9/L", 1, 0});
    }
}

report::WindowMap rule_map() {
    report::WindowMap map;
    map.assumption = "five fractions a week";
    for (int i = 0; i < 60; ++i) map.dose_per_fraction_gy.push_back(0.3 * std::pow(100.0, i / 59.0));
    for (int n = 1; n <= 40; ++n) map.fractions.push_back(n);
    for (const int n : map.fractions)
        for (const double d : map.dose_per_fraction_gy)
            map.window_class.push_back(d >= 12 ? "TREX1-attenuated" : n <= 5 && n >= 2 && d >= 6 && d <= 10 ? "II-optimal" : n <= 5 && d >= 5
                                       ? "II" : d >= 1.8 && d <= 2 && n >= 28 ? "III" : d >= 0.5 && d <= 1 ? "I" : d > 1 && d <= 2 ? "gray" : "unclassified");
    return map;
}

}  // namespace

report::StudyResult empty_study() {
    report::StudyResult s;
    s.provenance = {"0.1.0", 1, "abscope study case.toml", {}};
    return s;
}

report::StudyResult example_study() {
    report::StudyResult s = empty_study();
    s.subject.name = "Made-up <case> & \"lung\"";
    auto& anatomy = s.subject.anatomy;
    patient::Image image;
    image.grid = grid_of(4, 200, 150, 140);
    image.values = fill(image.grid, [](Vector3 p) {
        double hu = -1000;
        for (const auto& e : organs())
            if (inside(e, p)) hu = e.hu + 12 * std::sin(p.x * 0.9) * std::cos(p.y * 0.7 + p.z);
        return hu;
    });
    anatomy.image = image;
    patient::DoseGrid dose;
    dose.grid = grid_of(4, 196, 144, 132);
    dose.values = fill(dose.grid, dose_at);
    anatomy.dose = dose;
    int number = 1;
    for (const auto& e : organs()) {
        anatomy.structures.structures.push_back(structure_of(e, number++));
        if (e.role == OrganRole::support) continue;
        s.dvhs.push_back(dvh_of(e));
        auto eqd2 = s.dvhs.back();
        eqd2.quantity = "eqd2";
        eqd2.alpha_beta_gy = e.role == OrganRole::target ? 10 : 3;
        const auto convert = [&](double d) { return d * (d / 3 + eqd2.alpha_beta_gy) / (2 + eqd2.alpha_beta_gy); };
        for (auto* v : {&eqd2.mean_gy, &eqd2.min_gy, &eqd2.max_gy}) *v = convert(*v);
        eqd2.metrics.resize(2);
        for (auto& m : eqd2.metrics) m.value = convert(m.value);
        for (auto& d : eqd2.dose_gy) d = convert(d);
        s.dvhs.push_back(eqd2);
    }
    add_course(s.subject);
    s.subject.lesions = {{"primary", "GTVp", {}, {}, "lung", "Nodes_Hilar"}, {"liver metastasis", "", cubic_centimetres(12), {}, "liver", ""}};
    s.prescription_gy = 24;
    s.dose_fractions = 3;
    patient::BlockExposure block;
    block.fractions = 3;
    block.lesions = {{"primary", true, 7.9, {}, "Nodes_Hilar", 0.9}, {"liver metastasis", false, 0.0, {}, "", 0.0}};
    s.exposure = patient::Exposure{{block}, {}};
    s.blood = blood_result();
    s.contributions = {{"lung", "Lung_L", 0.055, 0.61, 0.0336}, {"lung", "Lung_R", 0.05, 0.12, 0.006}, {"left_heart", "Heart", 0.045, 0.2, 0.009},
                       {"right_heart", "Heart", 0.045, 0.2, 0.009}, {"large_veins", "body remainder", 0.14, 0.05, 0.007},
                       {"spleen", "Spleen", 0.014, 0.07, 0.001}, {"muscle", "body remainder", 0.14, 0.05, 0.007}};
    s.windows = {{"8 Gy × 3 to GTVp", 8, 3, 5, "concurrent", "II-optimal", 1.0, false, {{"II-optimal", 1.0}, {"II", 1.0}},
                  {{"dose per fraction", "8 Gy", "lies between 6 and 10 Gy", "W2"}, {"fractions", "3", "at most five", "W2"}},
                  {{"anti-PD-1 works best with or shortly after radiotherapy", "W9", "in mice it works best before or with it", "nakamura1990", ""}}}};
    s.window_map = rule_map();
    s.assumptions = {{"Beam-on time 90 s", "Neither case nor plan says how long the beam is on.", "beam_on = \"60 s\" under [[radiotherapy]]"}};
    s.parameters = {{"dose", "α/β of targets", 10, "Gy", "fixed", "assumed: usual for tumours", "D"}};
    s.references = {{"jin2021", "Jin et al. (2021)."}, {"nakamura1990", "Nakamura et al. (1990)."}};
    s.warnings = {{"structure-outside-dose-grid", "7 % of 'External' lies outside the dose grid, so its metrics describe the rest. Extend the grid."}};
    s.provenance.inputs = {{"case.toml", std::string(64, 'a'), 812}};
    return s;
}

}  // namespace abscope::test
