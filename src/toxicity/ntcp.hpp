// Normal-tissue complication probability of one organ from its dose distribution: Lyman–Kutcher–Burman, logistic in the mean
// dose, relative seriality; each with its gradient. Equations and ranges: docs/methods/toxicity.md. Belongs to toxicity.
#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "patient/exposure.hpp"

namespace abscope::toxicity {

/// NTCP = Φ((gEUD − TD50)/(m·TD50)), gEUD = (Σ v·D^(1/n))^n [@lyman1985; @kutcher1989]. Range: the doses of the cohort that
/// gave the parameters; outside it the tail is an extrapolation.
struct LymanModel {
    double td50_gy = 0.0;  ///< gEUD of 50 % [Gy, EQD2]
    double m = 0.0;        ///< relative slope [-], > 0
    double n = 1.0;        ///< volume exponent [-], > 0; 1: mean dose
};

/// NTCP = 1/(1 + exp(−(b0 + b1·D̄))) of the mean dose D̄ [@marks2010].
struct LogisticModel {
    double b0 = 0.0;        ///< [-]
    double b1_per_gy = 0.0; ///< [1/Gy, EQD2]
};

/// NTCP = (1 − Π(1 − p(D)^s)^v)^(1/s), p(D) = 2^−exp(e·γ·(1 − D/D50)) [@kallman1992].
struct SerialityModel {
    double d50_gy = 0.0;  ///< [Gy, EQD2]
    double gamma = 0.0;   ///< relative slope [-]
    double s = 1.0;       ///< relative seriality [-], > 0
};

using NtcpModel = std::variant<LymanModel, LogisticModel, SerialityModel>;

/// "LKB", "logistic", "relative seriality".
std::string_view model_name(const NtcpModel& model);

/// Probability [-] of the whole organ's distribution; doses are EQD2 [Gy].
double ntcp(const NtcpModel& model, const patient::DoseBins& eqd2);

/// ∂NTCP/∂D of every bin [1/Gy].
std::vector<double> ntcp_gradient(const NtcpModel& model, const patient::DoseBins& eqd2);

/// Generalised equivalent uniform dose [Gy] with exponent 1/n, `n` [-].
double generalised_eud_gy(const patient::DoseBins& eqd2, double n);

/// Bin by bin EQD2 = N·d·(d + α/β)/(2 Gy + α/β) of N equal fractions [@joiner2019]; `alpha_beta_gy` > 0. Range: as for the
/// linear-quadratic model, about 1–6 Gy a fraction; above it overstates the effect.
patient::DoseBins to_eqd2(const patient::DoseBins& per_fraction, int fractions, double alpha_beta_gy);

/// The sum over blocks is not defined bin by bin (voxels are lost in a histogram): doses are added rank by rank, hottest on
/// hottest, which is an upper bound for convex effects. `parts` are EQD2 distributions of the same organ.
patient::DoseBins add_by_rank(const std::vector<patient::DoseBins>& parts);

}  // namespace abscope::toxicity
