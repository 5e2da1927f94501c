// What a candidate does: control, lymphocytes, toxicity, visits, for the same virtual patients in every candidate. Response is read
// after RECIST 1.1 [@eisenhauer2009], made smooth. Belongs to schedule.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "schedule/alc_recovery.hpp"
#include "schedule/candidate.hpp"
#include "schedule/comparison.hpp"
#include "schedule/limits.hpp"
#include "schedule/toxicity_range.hpp"
#include "toxicity/brain_necrosis.hpp"
#include "toxicity/ntcp_table.hpp"
#include "twin/immune_model.hpp"
#include "twin/simulate.hpp"

namespace abscope::schedule {

/// One of the two sides of a contested rule, as a change of the model.
struct StructuralVariant {
    std::string id;        ///< "base", "no sensitisation", …
    std::string conflict;  ///< id in the ledger; empty for the base
    twin::ImmuneModel model;
};
/// Base; CD8 cells bound by anti-PD-1 not sensitised to radiation (sPD1 = 0); TREX1 not induced (aX = 0).
std::vector<StructuralVariant> structural_variants(const twin::ImmuneModel& base);

struct EvaluationOptions {
    int patients = 32;
    std::uint64_t seed = 1;
    double tolerance = 1e-3;  ///< relative, of one step of the model [-]
};

/// One value a patient.
struct Evaluation {
    std::vector<double> irradiated;  ///< control of irradiated lesions: at least −30 % diameter at the horizon [-]
    std::vector<double> other;       ///< control of the others: less than +20 % diameter [-]
    std::vector<double> all;         ///< mean over all lesions of their control [-]
    std::vector<double> alc_nadir;   ///< [1e9/L]
    std::vector<double> alc_end;     ///< at the horizon [1e9/L]
    std::vector<double> alc_recovery_day;  ///< back at 0.8e9/L for good; 0: never below, infinity: not within the horizon [d]
    std::vector<toxicity::OrganRange> organs;
    std::optional<toxicity::BrainNecrosis> necrosis;  ///< printed, not optimised: its tables end in bounds
    double toxicity_low = 0.0, toxicity_high = 0.0;  ///< worst organ, over its models and over what no plan says [-]
    std::vector<std::string> toxicity_unknown;       ///< what no plan says about its organs; empty: the doses are the plan's
    bool toxicity_incomplete() const { return !toxicity_unknown.empty(); }
    double horizon_day = 0.0;         ///< how long the patients are followed [d]
    int visits = 0;
    int extra_measures = 0;           ///< of sparing a node, low dose elsewhere, a faster beam, other targets
    int unfinished = 0;
    std::vector<std::string> broken;  ///< limits that it breaks
    std::string failure;              ///< why it could not be simulated
};

/// How much each objective counts in the single number that a search climbs.
struct Weights {
    double irradiated = 1.0, other = 1.0, toxicity = 1.0, lymphopenia = 0.5, visits = 0.1, recovery = 0.1;
};

double mean_of(const std::vector<double>& values);
/// Share of patients with a nadir below 0.5e9/L, smooth over 15 % [-].
double lymphopenia_share(const Evaluation& evaluation);
/// w·control − w·(middle of toxicity) − w·lymphopenia − w·(mean day of recovery)/180 − w·visits/30 − 0.01 for each extra measure;
/// −infinity where a limit is broken.
double utility(const Evaluation& evaluation, const Weights& weights);
/// Larger is better: irradiated, other, mean nadir, −mean day of recovery, −toxicity, −visits.
std::vector<double> objectives(const Evaluation& evaluation);

/// Adds one patient's control and lymphocytes to an evaluation; `t_day` are the days of the trajectory [d].
void read_patient(const twin::Scenario& scenario, std::span<const double> t_day, const twin::PatientTrajectory& patient, Evaluation& out);

struct Judges {
    const std::vector<toxicity::OrganModel>* organ_models = nullptr;
    const Limits* limits = nullptr;
};

/// Evaluates candidates side by side; one that breaks a limit is not simulated unless `also_broken`.
std::vector<Evaluation> evaluate(const SearchCase& fixed, std::span<const Candidate> candidates, const twin::ImmuneModel& model, const Judges& judges,
                                 const EvaluationOptions& options, bool also_broken = false);

}  // namespace abscope::schedule
