// The schedule search as JSON. Belongs to study.
#include "study/schedule_study.hpp"
#include "study/toxicity_study.hpp"

namespace abscope::study {

namespace {

using io::JsonValue;
using schedule::Candidate;
using schedule::Evaluation;

JsonValue gain_json(const schedule::StructuralGain& gain) {
    auto variants = JsonValue::array();
    for (std::size_t v = 0; v < gain.gain.size(); ++v) {
        const auto& g = gain.gain[v];
        variants.push(JsonValue::object({{"variant", gain.variant[v]}, {"mean", g.mean}, {"low", g.low}, {"high", g.high}, {"p_better", g.p_better}, {"patients_better", g.patients_better}}));
    }
    return JsonValue::object({{"mean", gain.gain.front().mean},
                              {"low", gain.low()},
                              {"high", gain.high()},
                              {"p_better_low", gain.p_better_low()},
                              {"p_better_high", gain.p_better_high()},
                              {"resolved", gain.resolved()},
                              {"variants", std::move(variants)}});
}

JsonValue recovery_json(const Evaluation& e) {
    if (e.alc_recovery_day.empty()) return nullptr;
    using Median = schedule::Recovery::Median;
    const auto r = schedule::recovery_of(e.alc_recovery_day);
    return JsonValue::object({{"threshold_per_nl", schedule::recovered_per_nl},
                              {"median", r.median == Median::never_below ? "never_below" : r.median == Median::recovered ? "recovered" : "not_within_horizon"},
                              {"median_day", r.median == Median::recovered ? JsonValue(r.median_day) : JsonValue(nullptr)},
                              {"p_never_below", r.never_below},
                              {"p_not_recovered", r.not_recovered},
                              {"horizon_day", e.horizon_day}});
}

JsonValue outcomes_json(const Evaluation& e) {
    auto organs = JsonValue::array();
    for (const auto& organ : e.organs) organs.push(JsonValue::object({{"organ", organ.organ}, {"endpoint", organ.endpoint}, {"p_low", organ.low}, {"p_high", organ.high}}));
    return JsonValue::object({{"control_irradiated", schedule::mean_of(e.irradiated)},
                              {"control_other", schedule::mean_of(e.other)},
                              {"control_all", schedule::mean_of(e.all)},
                              {"alc_nadir_per_nl", schedule::mean_of(e.alc_nadir)},
                              {"alc_end_per_nl", schedule::mean_of(e.alc_end)},
                              {"alc_recovery", recovery_json(e)},
                              {"p_lymphopenia", schedule::lymphopenia_share(e)},
                              {"toxicity_low", e.toxicity_low},
                              {"toxicity_high", e.toxicity_high},
                              {"toxicity_incomplete", e.toxicity_incomplete()},
                              {"toxicity_unknown", JsonValue::array(e.toxicity_unknown)},
                              {"organs", std::move(organs)},
                              {"brain_necrosis", e.necrosis ? necrosis_json(*e.necrosis) : JsonValue()},
                              {"visits", e.visits},
                              {"unfinished", e.unfinished},
                              {"broken_limits", JsonValue::array(e.broken)}});
}

JsonValue candidate_json(const schedule::SearchCase& fixed, const Candidate& c) {
    auto targets = JsonValue::array();
    for (std::size_t i = 0; i < fixed.scenario.lesions.size(); ++i)
        if (schedule::targets_of(fixed, c)[i]) targets.push(fixed.scenario.lesions[i].name);
    auto blocks = JsonValue::array(), drugs = JsonValue::array();
    for (const auto& block : c.blocks)
        blocks.push(JsonValue::object({{"dose_per_fraction_gy", block.dose_gy}, {"fractions", block.fractions}, {"interval_day", block.interval_day}, {"gap_day", block.gap_day}}));
    for (std::size_t k = 0; k < c.drugs.size(); ++k) drugs.push(JsonValue::object({{"drug", fixed.drugs[k].name}, {"start_day", c.drugs[k].start_day}, {"every_day", c.drugs[k].every_day}}));
    const auto first_drug = c.drugs.empty() ? schedule::DrugDecision{} : c.drugs.front();
    return JsonValue::object({{"text", schedule::describe(fixed, c)},
                              {"fractions", c.blocks.front().fractions},
                              {"dose_per_fraction_gy", c.blocks.front().dose_gy},
                              {"interval_day", c.blocks.front().interval_day},
                              {"drug_start_day", first_drug.start_day},
                              {"drug_every_day", first_drug.every_day},
                              {"node_spared", c.node_spared},
                              {"other_lesions_gy", c.other_lesions_gy},
                              {"beam_time", c.beam_time},
                              {"target_lesions", std::move(targets)},
                              {"blocks", std::move(blocks)},
                              {"drugs", std::move(drugs)}});
}

JsonValue verdicts_json(const std::vector<schedule::SequenceVerdict>& verdicts) {
    auto out = JsonValue::array();
    for (const auto& v : verdicts)
        out.push(JsonValue::object({{"drug", v.drug}, {"rule", v.rule->id}, {"order", schedule::order_name(v.order)}, {"sign", v.sign}, {"contested", v.rule->contested}, {"text", v.rule->text}, {"sources", JsonValue::array(v.rule->sources)}}));
    return out;
}

JsonValue alternative_json(const schedule::SearchCase& fixed, const schedule::Alternative& a) {
    auto out = candidate_json(fixed, a.candidate);
    auto prices = JsonValue::array();
    for (const auto& price : a.node_price)
        prices.push(JsonValue::object({{"source", price.source->id}, {"eqd2_gy", price.eqd2_gy}, {"p", price.value}, {"p_low", price.low}, {"p_high", price.high}, {"text", price.statement}, {"reference", price.source->source}}));
    out.add("why", a.why);
    out.add("outcomes", outcomes_json(a.evaluation));
    out.add("interval", JsonValue::object({{"control_all", gain_json(a.gain)}, {"control_irradiated", gain_json(a.gain_irradiated)}, {"control_other", gain_json(a.gain_other)}}));
    out.add("resolved", a.gain.resolved());
    out.add("sequence_rules", verdicts_json(a.verdicts));
    out.add("node_price", std::move(prices));
    return out;
}

JsonValue adaptive_json(const schedule::PulseStudy& pulses) {
    const auto& o = pulses.outcome;
    const auto gain = [](const schedule::PairedGain& g) { return JsonValue::object({{"mean", g.mean}, {"low", g.low}, {"high", g.high}, {"p_better", g.p_better}}); };
    return JsonValue::object({{"verdict", o.verdict()},
                              {"fixed", pulses.tree.name[static_cast<std::size_t>(o.fixed)]},
                              {"ensemble", pulses.options.ensemble},
                              {"treated", pulses.options.truth},
                              {"cost_per_gy", pulses.options.cost_per_gy},
                              {"spread", pulses.options.spread},
                              {"wait_day", pulses.options.wait_day},
                              {"gain", gain(o.gain)},
                              {"headroom", gain(o.headroom)},
                              {"effective_members", schedule::mean_of(o.effective_members)}});
}

}  // namespace

JsonValue schedule_json(const ScheduleStudy& study) {
    const auto& r = study.result;
    auto candidates = JsonValue::array(), pareto = JsonValue::array(), tornado = JsonValue::array();
    for (const auto& a : r.alternatives) candidates.push(alternative_json(study.fixed, a));
    for (const auto& [candidate, evaluation] : r.pareto) {
        auto point = candidate_json(study.fixed, candidate);
        point.add("outcomes", outcomes_json(evaluation));
        pareto.push(std::move(point));
    }
    for (const auto& line : r.tornado) tornado.push(JsonValue::object({{"unknown", line.unknown}, {"gain_low", line.gain_low}, {"gain_high", line.gain_high}}));
    auto reference = candidate_json(study.fixed, r.reference);
    reference.add("outcomes", outcomes_json(r.reference_evaluation));
    reference.add("sequence_rules", verdicts_json(r.reference_verdicts));
    auto out = JsonValue::object({{"name", study.loaded.subject.name},
                                  {"seed", static_cast<std::int64_t>(study.seed)},
                                  {"patients", r.reference_evaluation.all.size()},
                                  {"resolution_level", schedule::resolution_level},
                                  {"variants", JsonValue::array(r.variants)},
                                  {"evaluations", r.evaluations},
                                  {"grid_size", r.grid_size},
                                  {"reference", std::move(reference)},
                                  {"candidates", std::move(candidates)},
                                  {"pareto", std::move(pareto)},
                                  {"tornado", std::move(tornado)},
                                  {"toxicity", toxicity_json(study.toxicity)},
                                  {"notes", JsonValue::array(study.notes)}});
    if (study.pulses) out.add("adaptive", adaptive_json(*study.pulses));
    return out;
}

}  // namespace abscope::study
