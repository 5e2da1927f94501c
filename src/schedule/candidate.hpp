// A candidate schedule of a case: the decisions, and how they become a scenario of the twin. Belongs to schedule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schedule/sequence_rules.hpp"
#include "schedule/targets.hpp"
#include "toxicity/course_risk.hpp"
#include "twin/scenario.hpp"

namespace abscope::schedule {

/// What is decided about one radiotherapy block.
struct BlockDecision {
    double dose_gy = 0.0;       ///< of a fraction, as prescribed [Gy]
    int fractions = 0;
    double interval_day = 0.0;  ///< between fractions; 0: five a week [d]
    double gap_day = 0.0;       ///< from the last fraction of the block before to the first of this one; 0: it begins with the course [d]
};

/// What is decided about one drug.
struct DrugDecision {
    double start_day = 0.0;  ///< below 0: before the first fraction of the course; 0: one day after it; above 0: after the last [d]
    double every_day = 0.0;  ///< between administrations [d]
};

/// The decisions.
struct Candidate {
    std::vector<BlockDecision> blocks;  ///< of each of SearchCase::blocks
    std::vector<DrugDecision> drugs;    ///< of each of SearchCase::drugs
    bool node_spared = false;      ///< draining nodes of irradiated lesions receive a tenth of their dose
    double other_lesions_gy = 0.0; ///< low dose to lesions that are no target, with each fraction [Gy]
    double beam_time = 1.0;        ///< beam-on time of a fraction relative to the plan's (dose rate) [-]
    int targets = 0;               ///< index into SearchCase::target_sets; 0: those of the plan
};

/// Share of its dose that a spared node still receives; ours [-].
inline constexpr double spared_node_share = 0.1;

/// A radiotherapy block as the case has it.
struct SearchBlock {
    double dose_gy = 0.0;       ///< prescription of one fraction [Gy]
    int fractions = 0;
    double node_gy = 0.0;       ///< of one fraction to the draining node [Gy]
};

/// A drug as the case has it.
struct SearchDrug {
    std::string name;
    immune::Agent agent = immune::Agent::anti_pd1;
    bool checkpoint_inhibitor = false;
    double dose_mg = 0.0;       ///< [mg], or mg/kg
    bool per_kilogram = false;
    int cycles = 1;
};

/// What stays fixed in a search.
struct SearchCase {
    twin::Scenario scenario;        ///< of the case as it stands
    patient::Exposure exposure;
    std::vector<SearchBlock> blocks;  ///< one for each block of the scenario
    std::vector<SearchDrug> drugs;  ///< those that are varied; other drugs and treatments of the scenario keep their distance to the first fraction
    Candidate reference;            ///< the case's own schedule
    int start_weekday = 0;          ///< 0 = Monday
    std::string node_site;          ///< site of the irradiated lesion, for the price of sparing
    std::vector<TargetSet> target_sets;  ///< that a search may choose; the plan's first

    bool has_checkpoint_inhibitor() const;
};

const TargetSet& targets_of(const SearchCase& fixed, const Candidate& candidate);
int fraction_count(const Candidate& candidate);
/// Days of the fractions of each block [d]; the course is moved back where a drug begins before it.
std::vector<std::vector<double>> block_days(const SearchCase& fixed, const Candidate& candidate);
/// The same over all blocks, rising.
std::vector<double> fraction_days(const SearchCase& fixed, const Candidate& candidate);
/// Day of the first administration of each drug [d].
std::vector<double> first_drug_days(const SearchCase& fixed, const Candidate& candidate);
/// Where a drug stands relative to radiotherapy.
Order drug_order(const DrugDecision& drug);
int visits(const SearchCase& fixed, const Candidate& candidate);
/// EQD2 of the draining node, α/β 10 [Gy].
double node_eqd2_gy(const SearchCase& fixed, const Candidate& candidate);
/// The candidate as the twin simulates it.
twin::Scenario scenario_of(const SearchCase& fixed, const Candidate& candidate);
/// The candidate as the toxicity models see it.
toxicity::CourseVariant variant_of(const SearchCase& fixed, const Candidate& candidate);
/// "8 Gy × 3, every 2 d, pembrolizumab with, every 21 d".
std::string describe(const SearchCase& fixed, const Candidate& candidate);

}  // namespace abscope::schedule
