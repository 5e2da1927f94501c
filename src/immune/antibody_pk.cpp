// Integration of the antibody models: classical Runge-Kutta with at most half a day (rates are below 1/d: error below 1e-5).
#include "immune/antibody_pk.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace abscope::immune {

namespace {

// Amounts [mg] in the three compartments, eliminated [mg], and the area of the concentration [mg·d/L].
using State = std::array<double, 5>;
constexpr double longest_step_day = 0.5;

State rates(const AntibodyPk& p, double since_first_day, const State& x) {
    const double c = x[0] / p.v1_l;
    double clearance = p.cl_l_per_day;
    if (p.emax != 0.0 && since_first_day > 0.0) {
        const double t = std::pow(since_first_day / p.t50_day, p.hill);
        clearance *= std::exp(p.emax * t / (1.0 + t));
    }
    const double out = clearance * c + p.vmax_mg_per_day * c / (p.km_mg_per_l + c);
    const double to2 = p.q_l_per_day * (c - x[1] / p.v2_l);
    const double to3 = p.q3_l_per_day * (c - x[2] / p.v3_l);
    return {-out - to2 - to3, to2, to3, out, c};
}

State moved(const State& x, const State& k, double h) {
    State y = x;
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += h * k[i];
    return y;
}

void advance(const AntibodyPk& p, double first_day, double from_day, double to_day, State& x) {
    const double span = to_day - from_day;
    if (span <= 0.0) return;
    const int steps = std::max(1, static_cast<int>(std::ceil(span / longest_step_day)));
    const double h = span / steps;
    for (int n = 0; n < steps; ++n) {
        const double t = from_day + n * h - first_day;
        const State k1 = rates(p, t, x);
        const State k2 = rates(p, t + 0.5 * h, moved(x, k1, 0.5 * h));
        const State k3 = rates(p, t + 0.5 * h, moved(x, k2, 0.5 * h));
        const State k4 = rates(p, t + h, moved(x, k3, h));
        for (std::size_t i = 0; i < x.size(); ++i) x[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
    }
}

// The two compartments of the model over a time with constant rates.
void advance_model(const ModelDosing& m, double span_day, double& c, double& cp) {
    const int steps = std::max(1, static_cast<int>(std::ceil(span_day / longest_step_day)));
    AntibodyPk linear;
    linear.cl_l_per_day = m.kel_per_day;
    linear.q_l_per_day = m.k12_per_day;
    linear.v2_l = m.k12_per_day / m.k21_per_day;
    State x{c, cp, 0.0, 0.0, 0.0};
    if (m.k12_per_day == 0.0) linear.v2_l = 1.0;
    advance(linear, 0.0, 0.0, steps * (span_day / steps), x);
    c = x[0];
    cp = x[1];
}

}  // namespace

AntibodyPk individual(const AntibodyPk& typical, const PkPatient& patient) {
    AntibodyPk p = typical;
    const double weight = patient.weight_kg / typical.weight_kg;
    const double on_cl = std::pow(weight, typical.weight_on_cl), on_v = std::pow(weight, typical.weight_on_v);
    const double sd_cl = std::sqrt(typical.omega2_cl);
    const double along = sd_cl > 0.0 ? typical.covariance / sd_cl : 0.0;
    const double rest = std::sqrt(std::max(0.0, typical.omega2_v - along * along));
    p.cl_l_per_day *= on_cl * std::pow(patient.albumin_g_per_l / typical.albumin_g_per_l, typical.albumin_on_cl) *
                      (patient.female ? typical.female_on_cl : 1.0) * (patient.nsclc ? typical.nsclc_on_cl : 1.0) *
                      std::exp(sd_cl * patient.z_cl);
    p.v1_l *= on_v * (patient.female ? typical.female_on_v : 1.0) * std::exp(along * patient.z_cl + rest * patient.z_v);
    p.v2_l *= on_v;
    p.v3_l *= on_v;
    p.q_l_per_day *= on_cl;
    p.q3_l_per_day *= on_cl;
    return p;
}

std::vector<double> plasma_levels(const AntibodyPk& patient, std::span<const PkDose> doses, std::span<const double> t_day) {
    std::vector<double> levels;
    State x{};
    double now = doses.empty() ? 0.0 : doses.front().t_day;
    const double first = now;
    std::size_t next = 0;
    for (const double t : t_day) {
        for (; next < doses.size() && doses[next].t_day <= t; ++next) {
            advance(patient, first, now, doses[next].t_day, x);
            now = doses[next].t_day;
            x[0] += doses[next].mg;
        }
        if (next > 0) advance(patient, first, now, t, x);
        if (next > 0) now = std::max(now, t);
        levels.push_back(x[0] / patient.v1_l);
    }
    return levels;
}

ModelDosing model_dosing(const AntibodyPk& patient, std::span<const PkDose> doses, double until_day) {
    ModelDosing out;
    out.k12_per_day = (patient.q_l_per_day + patient.q3_l_per_day) / patient.v1_l;
    const double peripheral = patient.v2_l + (patient.q3_l_per_day > 0.0 ? patient.v3_l : 0.0);
    out.k21_per_day = out.k12_per_day > 0.0 ? out.k12_per_day * patient.v1_l / peripheral : 1.0;
    out.kel_per_day = patient.cl_l_per_day / patient.v1_l;
    if (doses.empty()) return out;
    State x{};
    std::vector<double> after;
    const double first = doses.front().t_day;
    for (std::size_t i = 0; i < doses.size(); ++i) {
        x[0] += doses[i].mg;
        after.push_back(x[0] / patient.v1_l);
        const double next = i + 1 < doses.size() ? doses[i + 1].t_day : std::max(until_day, doses[i].t_day + 1.0);
        advance(patient, first, doses[i].t_day, next, x);
    }
    if (x[4] > 0.0) out.kel_per_day = x[3] / (x[4] * patient.v1_l);
    double c = 0.0, cp = 0.0;
    for (std::size_t i = 0; i < doses.size(); ++i) {
        if (i > 0) advance_model(out, doses[i].t_day - doses[i - 1].t_day, c, cp);
        out.rise_ug_per_ml.push_back(std::max(0.0, after[i] - c));
        c += out.rise_ug_per_ml.back();
    }
    return out;
}

}  // namespace abscope::immune
