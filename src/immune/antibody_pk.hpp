// Population pharmacokinetics of therapeutic antibodies: two or three compartments, linear elimination that may fall over
// time, Michaelis-Menten elimination where a drug has it, body weight, albumin and sex as covariates, spread between
// patients. Values and sources stand in data/drugs.toml; infusions are taken as instantaneous. Belongs to immune.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace abscope::immune {

/// Typical values of a drug, and how they change with the patient.
struct AntibodyPk {
    double cl_l_per_day = 0.0;     ///< linear clearance before treatment [L/d]
    double v1_l = 1.0;             ///< central volume [L]
    double v2_l = 1.0;             ///< peripheral volume [L]
    double q_l_per_day = 0.0;      ///< [L/d]
    double v3_l = 1.0;             ///< second peripheral volume [L]
    double q3_l_per_day = 0.0;     ///< 0: two compartments [L/d]
    double emax = 0.0;             ///< ln of the change of clearance after a long time [-]
    double t50_day = 1.0;          ///< time of half of it [d]
    double hill = 1.0;             ///< [-]
    double vmax_mg_per_day = 0.0;  ///< saturable elimination; 0: none [mg/d]
    double km_mg_per_l = 1.0;      ///< [mg/L]
    double weight_kg = 70.0;       ///< of the reference patient [kg]
    double weight_on_cl = 0.0;     ///< exponent, on clearance and exchange [-]
    double weight_on_v = 0.0;      ///< exponent, on volumes [-]
    double albumin_g_per_l = 40.0; ///< of the reference patient [g/L]
    double albumin_on_cl = 0.0;    ///< exponent [-]
    double female_on_cl = 1.0;     ///< factor [-]
    double female_on_v = 1.0;      ///< factor, central volume [-]
    double nsclc_on_cl = 1.0;      ///< factor in non-small-cell lung cancer [-]
    double omega2_cl = 0.0;        ///< variance of ln(clearance) between patients [-]
    double omega2_v = 0.0;         ///< variance of ln(central volume) [-]
    double covariance = 0.0;       ///< of the two [-]
};

/// What the kinetics of one patient depend on.
struct PkPatient {
    double weight_kg = 70.0;       ///< [kg]
    double albumin_g_per_l = 40.0; ///< [g/L]
    bool female = false;
    bool nsclc = true;
    double z_cl = 0.0, z_v = 0.0;  ///< independent standard normal deviates of the patient [-]
};

/// The drug in one patient: the same fields with every covariate and deviate applied.
AntibodyPk individual(const AntibodyPk& typical, const PkPatient& patient);

/// One dose.
struct PkDose {
    double t_day = 0.0;  ///< [d]
    double mg = 0.0;     ///< [mg]
};

/// Plasma concentration [ug/mL] at `t_day` [d] (rising); a dose at the same time counts. Doses in order of time.
std::vector<double> plasma_levels(const AntibodyPk& patient, std::span<const PkDose> doses, std::span<const double> t_day);

/// A drug as model T2 carries it: two compartments with constant rates. The elimination rate is the mean of the exact model
/// over the treatment (amount eliminated over the area of the concentration), and every dose raises the concentration to what
/// the exact model has after it, so the two meet at each dose.
struct ModelDosing {
    double kel_per_day = 0.0, k12_per_day = 0.0, k21_per_day = 1.0;  ///< [1/d]
    std::vector<double> rise_ug_per_ml;                              ///< of each dose [ug/mL]
};
/// `until_day`: end of the treatment that the mean is taken over [d].
ModelDosing model_dosing(const AntibodyPk& patient, std::span<const PkDose> doses, double until_day);

}  // namespace abscope::immune
