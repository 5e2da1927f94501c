// Tables of the appendix. Belongs to study.
#include "study/decision_appendix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "study/claim_checks.hpp"
#include "study/decision_tables.hpp"
#include "study/evidence_output.hpp"
#include "study/virtual_patients.hpp"
#include "windows/map_findings.hpp"

namespace abscope::study {

namespace {

using report::DecisionTable;

constexpr int map_fractions = 12, map_patients = 8, map_doses = 60;

std::string points(double share) { return std::isnan(share) ? "–" : fmt::format("{:+.1f}", 100.0 * share); }
std::string percent(double share) { return fmt::format("{:.1f} %", 100.0 * share); }

DecisionTable gains(const ScheduleStudy& study) {
    DecisionTable table{"Gain of each alternative under both sides of the contested rules", "points of control of all lesions; interval of the mean at 99 %; share of patients who gain",
                        {"alternative", "variant", "gain", "interval", "P(better)", "patients better"}, {}};
    for (std::size_t i = 0; i < study.result.alternatives.size(); ++i) {
        const auto& gain = study.result.alternatives[i].gain;
        for (std::size_t v = 0; v < gain.gain.size(); ++v) {
            const auto& g = gain.gain[v];
            table.rows.push_back({fmt::format("{}", i + 1), gain.variant[v], points(g.mean), fmt::format("{} to {}", points(g.low), points(g.high)), fmt::format("{:.3f}", g.p_better), percent(g.patients_better)});
        }
    }
    return table;
}

DecisionTable organs(const ScheduleStudy& study) {
    DecisionTable table{"Toxicity of the reference, model by model", "with a checkpoint inhibitor only where an interaction has a number; * parameters recalled, not yet re-read in the paper",
                        {"organ", "endpoint", "model", "mean EQD2", "radiotherapy alone", "with the drug", "range of data", "source"}, {}};
    for (const auto& risk : study.toxicity.organs) {
        std::string source;
        for (const auto& line : references_of(risk.source)) source += line;
        table.rows.push_back({risk.organ, risk.endpoint, risk.model + (risk.source_read ? "" : " *"), fmt::format("{:.1f} Gy", risk.mean_eqd2_gy), percent(risk.probability),
                              risk.has_ici_term ? fmt::format("{} ({} to {})", percent(risk.with_ici), percent(risk.with_ici_low), percent(risk.with_ici_high)) : "no interaction known", risk.range, source});
    }
    return table;
}

DecisionTable holds() {
    DecisionTable table{"Hold, resume, stop", "where sources disagree the stricter is meant; * recalled; resuming asks for grade 1 or less and at most 10 mg prednisone a day unless said",
                        {"organ", "grade", "drug", "before resuming", "treatment"}, {}};
    for (const auto& rule : hold_rules().rules()) {
        auto drug = std::string(toxicity::advice_name(rule.advice));
        if (rule.other_advice) drug += fmt::format(" or {} (sources differ)", toxicity::advice_name(*rule.other_advice));
        if (rule.ctla4_advice) drug += fmt::format("; anti-CTLA-4: {}", toxicity::advice_name(*rule.ctla4_advice));
        auto resume = rule.least_hold_day > 0.0 ? fmt::format("{:.0f} d at least", rule.least_hold_day) : std::string();
        if (!rule.confirm.empty()) resume += (resume.empty() ? "" : "; ") + rule.confirm;
        table.rows.push_back({rule.organ + (rule.source_read ? "" : " *"), rule.lowest_grade == rule.highest_grade ? fmt::format("{}", rule.lowest_grade) : fmt::format("{}–{}", rule.lowest_grade, rule.highest_grade), drug,
                              resume, rule.steroid});
    }
    return table;
}

DecisionTable nodes() {
    DecisionTable table{"What sparing a node costs, as published", "exact 95 % intervals; no other site has a source here", {"site", "endpoint", "EQD2", "recurrence", "text"}, {}};
    for (const auto& source : nodal_sources())
        for (const auto& point : source.points)
            table.rows.push_back({source.site, fmt::format("{}, {:.0f} years", source.endpoint, source.years), point.eqd2_gy ? fmt::format("{:.0f} Gy", *point.eqd2_gy) : "not prescribed",
                                  fmt::format("{} ({} to {})", percent(point.probability), percent(point.low), percent(point.high)), source.text});
    return table;
}

DecisionTable pareto(const ScheduleStudy& study) {
    DecisionTable table{"Pareto set of the search", fmt::format("{} candidates, none beaten in one aim without losing in another; the first twenty by control, with the search's own patients", study.result.pareto.size()),
                        {"schedule", "in the field", "elsewhere", "ALC nadir", "toxicity", "visits"}, {}};
    auto sorted = study.result.pareto;
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return schedule::mean_of(a.second.all) > schedule::mean_of(b.second.all); });
    if (sorted.size() > 20) sorted.resize(20);
    for (const auto& [candidate, e] : sorted)
        table.rows.push_back({schedule::describe(study.fixed, candidate), percent(schedule::mean_of(e.irradiated)), percent(schedule::mean_of(e.other)), fmt::format("{:.2f}", schedule::mean_of(e.alc_nadir)),
                              fmt::format("{}–{}{}", percent(e.toxicity_low), percent(e.toxicity_high), e.toxicity_incomplete() ? " ?" : ""), fmt::format("{}", e.visits)});
    return table;
}

DecisionTable adaptive(const schedule::PulseStudy& pulses) {
    const auto& o = pulses.outcome;
    DecisionTable table{"Adaptive pulses", fmt::format("{} members in the ensemble, {} patients treated, spread of patients × {:.3g}; a Gy costs {:.2g} points of control; observed: volume, lymphocytes, ctDNA", pulses.options.ensemble, pulses.options.truth,
                                                     pulses.options.spread, 100.0 * pulses.options.cost_per_gy), {"", ""}, {}};
    table.rows = {{"verdict", o.verdict()},
                  {"fixed schedule", pulses.tree.name[static_cast<std::size_t>(o.fixed)]},
                  {"gain over it", fmt::format("{} points ({} to {})", points(o.gain.mean), points(o.gain.low), points(o.gain.high))},
                  {"with perfect knowledge", fmt::format("{} points", points(o.headroom.mean))}};
    return table;
}

DecisionTable claims() {
    DecisionTable table{"What became of every claim", "a check that runs, a recorded conflict, or a recorded gap", {"domain", "holds", "fails", "conflict", "gap"}, {}};
    for (const auto& c : count_claims()) table.rows.push_back({c.domain, fmt::format("{}", c.checked), fmt::format("{}", c.failed), fmt::format("{}", c.conflicts), fmt::format("{}", c.gaps)});
    return table;
}

}  // namespace

std::vector<DecisionTable> appendix_tables(const ScheduleStudy& study) {
    std::vector<DecisionTable> tables{gains(study), organs(study), nodes(), holds(), pareto(study)};
    if (study.pulses) tables.push_back(adaptive(*study.pulses));
    tables.push_back(claims());
    return tables;
}

report::DecisionMap appendix_map(const ScheduleStudy& study) {
    windows::TwinMapOptions options;
    options.dose_gy = windows::logarithmic_doses(map_doses, 0.3, 30.0);
    options.most_fractions = map_fractions;
    const auto patients = virtual_patients(map_patients, study.seed);
    const auto map = windows::twin_map(patients, options);
    report::DecisionMap out{options.dose_gy, map_fractions, map.yield.median, {{study.result.reference.blocks.front().dose_gy, study.result.reference.blocks.front().fractions}}, ""};
    for (const auto& a : study.result.alternatives) out.marks.emplace_back(a.candidate.blocks.front().dose_gy, a.candidate.blocks.front().fractions);
    out.caption = "Immune yield of radiotherapy alone, mouse set, median of 8 virtual patients; each row by its own highest value. R: reference, 1 to 5: alternatives.";
    for (const auto& finding : windows::map_findings(map))
        if (!finding.agrees) out.caption += " Against the hypothesis: " + finding.twin + ".";
    return out;
}

}  // namespace abscope::study
