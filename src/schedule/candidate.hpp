// A candidate schedule of a case: the decisions, and how they become a scenario of the twin. Belongs to schedule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schedule/sequence_rules.hpp"
#include "schedule/space.hpp"
#include "schedule/targets.hpp"
#include "toxicity/course_risk.hpp"
#include "twin/scenario.hpp"

namespace abscope::schedule {

/// The decisions. The first radiotherapy block of the case is what they change.
struct Candidate {
    double dose_gy = 0.0;          ///< of a fraction, as prescribed [Gy]
    int fractions = 0;
    double interval_day = 0.0;     ///< between fractions; 0: five a week [d]
    double drug_start_day = 0.0;   ///< below 0: before the first fraction; 0: one day after it; above 0: after the last [d]
    double drug_every_day = 0.0;   ///< [d]
    bool node_spared = false;      ///< draining nodes of irradiated lesions receive a tenth of their dose
    double other_lesions_gy = 0.0; ///< low dose to lesions that are no target, with each fraction [Gy]
    double beam_time = 1.0;        ///< beam-on time of a fraction relative to the plan's (dose rate) [-]
    int targets = 0;               ///< index into SearchCase::target_sets; 0: those of the plan
};

/// Share of its dose that a spared node still receives; ours [-].
inline constexpr double spared_node_share = 0.1;

/// What stays fixed in a search.
struct SearchCase {
    twin::Scenario scenario;       ///< of the case as it stands
    patient::Exposure exposure;
    double reference_dose_gy = 0.0;  ///< prescription of one fraction of the case [Gy]
    int start_weekday = 0;         ///< 0 = Monday
    std::string drug;              ///< first checkpoint inhibitor of the case; empty: none
    double drug_dose_mg = 0.0;     ///< [mg], or mg/kg
    bool drug_per_kilogram = false;
    int drug_cycles = 0;
    std::string node_site;         ///< site of the irradiated lesion, for the price of sparing
    double node_eqd2_gy = 0.0;     ///< of the draining node in the case as it stands, α/β 10 [Gy]
    std::vector<TargetSet> target_sets;  ///< that a search may choose; the plan's first
};

/// Axes: dose, fractions, interval, start and interval of the drug, node, low dose to other lesions, beam-on time, targets. Those that the
/// case cannot vary have one value.
Space case_space(const SearchCase& fixed);
Candidate candidate_at(const Space& space, const Point& point);
std::vector<double> values_of(const Candidate& candidate);

/// Days of the fractions [d]; the first is moved back where the drug begins before it.
std::vector<double> fraction_days(const Candidate& candidate, int start_weekday);
/// Day of the first administration [d]; none without a drug.
std::optional<double> first_drug_day(const SearchCase& fixed, const Candidate& candidate);
/// Where the drug stands relative to radiotherapy.
std::optional<Order> drug_order(const SearchCase& fixed, const Candidate& candidate);
const TargetSet& targets_of(const SearchCase& fixed, const Candidate& candidate);
int visits(const SearchCase& fixed, const Candidate& candidate);
/// The candidate as the twin simulates it.
twin::Scenario scenario_of(const SearchCase& fixed, const Candidate& candidate);
/// The candidate as the toxicity models see it.
toxicity::CourseVariant variant_of(const SearchCase& fixed, const Candidate& candidate);
/// "8 Gy × 3, every 2 d, pembrolizumab with radiotherapy every 21 d".
std::string describe(const SearchCase& fixed, const Candidate& candidate);

}  // namespace abscope::schedule
