// Filling the decision report: what is said, and by whose word. Belongs to study.
#include "study/decision_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/version.hpp"
#include "report/decision.hpp"
#include "study/biomarker_records.hpp"
#include "study/decision_appendix.hpp"
#include "study/decision_tables.hpp"
#include "windows/assessment.hpp"

namespace abscope::study {

namespace {

using report::Statement;
using schedule::Alternative;
using schedule::Evaluation;

std::string points(double share) { return std::isnan(share) ? "–" : fmt::format("{:+.1f}", 100.0 * share); }
std::string percent(double share) { return std::isnan(share) ? "–" : fmt::format("{:.0f} %", 100.0 * share); }
std::string range(double low, double high) { return fmt::format("{:.1f}–{:.1f} %", 100.0 * low, 100.0 * high); }

windows::IciTiming ici_timing(const ScheduleStudy& study, const schedule::Candidate& c) {
    auto timing = windows::IciTiming::none;
    for (std::size_t k = 0; k < c.drugs.size(); ++k) {
        if (!study.fixed.drugs[k].checkpoint_inhibitor) continue;
        if (c.drugs[k].start_day == 0.0) return windows::IciTiming::concurrent;
        timing = windows::IciTiming::sequential;
    }
    return timing;
}

/// Class of each block.
std::string window_of(const ScheduleStudy& study, const schedule::Candidate& c) {
    std::string out;
    for (const auto& block : c.blocks) {
        const auto interval = block.interval_day > 0.0 ? std::optional<Duration>(days(block.interval_day)) : std::nullopt;
        const auto found = windows::assess(windows::embedded_rules(), windows::schedule_of(gray(block.dose_gy), block.fractions, interval, study.fixed.start_weekday, ici_timing(study, c)));
        out += (out.empty() ? "" : " + ") + std::string(windows::class_name(found.window));
    }
    return out;
}

std::vector<std::string> organ_names(const Evaluation& e) {
    std::vector<std::string> names;
    for (const auto& organ : e.organs)
        if (organ.endpoint != "late cardiac mortality") names.push_back(organ.endpoint.substr(0, organ.endpoint.find(" of grade")));
    return names;
}

void fill_numbers(report::DecisionRow& row, const Evaluation& e) {
    row.control_irradiated = percent(schedule::mean_of(e.irradiated));
    row.control_other = percent(schedule::mean_of(e.other));
    for (const auto& organ : e.organs)
        if (organ.endpoint != "late cardiac mortality") row.toxicity.push_back(range(organ.low, organ.high) + (e.toxicity_incomplete() ? " ?" : ""));
    row.alc_nadir = fmt::format("{:.2f}", schedule::mean_of(e.alc_nadir));
    if (!e.alc_recovery_day.empty()) row.alc_recovery = schedule::recovery_text(schedule::recovery_of(e.alc_recovery_day), e.horizon_day);
    row.visits = fmt::format("{}", e.visits);
}

void add_rules(report::DecisionRow& row, const std::vector<schedule::SequenceVerdict>& verdicts) {
    for (const auto& v : verdicts)
        row.rules.push_back({fmt::format("{}, {} {}: {}{}", v.drug, v.rule->id, schedule::order_name(v.order), v.sign > 0 ? "preferred by the rule" : v.sign < 0 ? "the rule advises against" : "the rule takes no side",
                                         v.rule->contested ? "; contested" : ""), v.rule->sources});
}

std::vector<std::string> ids_of_nodal(const toxicity::NodalSource& source) {
    static const std::map<std::string, std::string> ids{{"head-neck-40-50", "EXT-neck-dose"}, {"nasopharynx-36", "EXT-neck-36"},  {"lung-involved-field", "EXT-lung-involved"},
                                                        {"lung-stereotactic", "EXT-lung-sabr"}, {"breast-regional", "EXT-MA20"}, {"prostate-pelvic", "EXT-POPRT"}};
    return {ids.at(source.id)};
}

/// Brain necrosis of one schedule under every reading; nothing where no brain is contoured.
void add_necrosis(report::DecisionRow& row, const Evaluation& e) {
    if (!e.necrosis) return;
    const auto& n = *e.necrosis;
    const auto volume = fmt::format("{:.1f} cm3 of brain, target included, with {:.0f} Gy or more", n.volume_cc, n.least_gy);
    if (n.views.empty()) {
        row.rules.push_back({fmt::format("brain necrosis: no number ({}); {}", n.note, volume), {"EXT-necrosis-table"}});
        return;
    }
    Statement s{fmt::format("brain necrosis: {} over both sides of the concurrency question; {}", n.high >= 1.0 ? fmt::format("at least {:.1f} %", 100.0 * n.low) : range(n.low, n.high), volume), {}};
    if (!n.note.empty()) s.text += "; " + n.note;
    for (const auto& view : n.views)
        for (const auto& id : view.evidence)
            if (std::find(s.ids.begin(), s.ids.end(), id) == s.ids.end()) s.ids.push_back(id);
    row.rules.push_back(std::move(s));
}

report::DecisionRow row_of(const ScheduleStudy& study, const Alternative& a) {
    report::DecisionRow row;
    row.name = schedule::describe(study.fixed, a.candidate);
    row.why = a.why;
    fill_numbers(row, a.evaluation);
    row.gain = fmt::format("{} ({} to {})", points(a.gain.gain.front().mean), points(a.gain.low()), points(a.gain.high()));
    row.resolved = a.gain.resolved() ? "yes" : "not resolved";
    row.p_better = a.gain.p_better_high() - a.gain.p_better_low() < 0.005 ? fmt::format("{:.2f}", a.gain.p_better_low()) : fmt::format("{:.2f}–{:.2f}", a.gain.p_better_low(), a.gain.p_better_high());
    row.window = window_of(study, a.candidate);
    add_rules(row, a.verdicts);
    for (const auto& price : a.node_price) row.rules.push_back({"price of sparing the node: " + price.statement, ids_of_nodal(*price.source)});
    if (a.candidate.node_spared && a.node_price.empty()) row.rules.push_back({"price of sparing the node: no source for this site gives a number; it is not zero", {"TDLN"}});
    if (a.candidate.other_lesions_gy > 0.0)
        row.rules.push_back({fmt::format("low dose elsewhere: {:.1f} Gy in all; in the twin it acts by direct kill as well", a.candidate.other_lesions_gy * schedule::fraction_count(a.candidate)), {"sim", "LD1"}});
    for (const auto& unknown : a.evaluation.toxicity_unknown) row.rules.push_back({"toxicity incomplete (?): " + unknown, {"sim", "EXT-lung-quantec"}});
    add_necrosis(row, a.evaluation);
    for (const auto& broken : a.evaluation.broken) row.rules.push_back({"breaks a limit: " + broken, {"EXT-lung-quantec"}});
    return row;
}

Statement answer_of(const ScheduleStudy& study) {
    const auto& all = study.result.alternatives;
    if (all.empty()) return {"The search found no allowed alternative to the reference. Nothing is recommended.", {"sim"}};
    std::string better, open;
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto& list = all[i].gain.low() > 0.0 ? better : open;
        list += (list.empty() ? "" : ", ") + std::to_string(i + 1);
    }
    std::string out = better.empty() ? "No alternative is resolved as better than the reference in the twin." : "Better than the reference in the twin under both sides of every contested rule: " + better + ".";
    if (!open.empty()) out += " Difference not resolved, or worse: " + open + ".";
    return {out + " This is a simulation, not evidence of benefit; no trial compared these schedules. A clinician decides.", {"sim"}};
}

/// Where the numbers of the table come from.
std::vector<Statement> columns_of(const ScheduleStudy& study, const report::DecisionPage& page) {
    static const std::map<std::string, std::string> claims{{"I", "W1"}, {"gray", "W1gray"}, {"II", "W2"}, {"II-optimal", "W2opt"}, {"TREX1-attenuated", "TREX1"}, {"III", "W3"}, {"unclassified", "Wgap"}};
    std::set<std::string> windows;
    for (const auto& row : page.rows)
        for (const auto& [name, id] : claims)
            if ((" + " + row.window + " + ").find(" + " + name + " + ") != std::string::npos) windows.insert(id);
    std::vector<std::string> toxicity{"sim"};
    for (const auto& organ : study.result.reference_evaluation.organs) {
        if (organ.organ == "lungs") toxicity.insert(toxicity.end(), {"EXT-lung-ntcp", "EXT-lung-quantec"});
        if (organ.organ == "oesophagus") toxicity.emplace_back("EXT-oes-ntcp");
    }
    return {{"Control, gain, lymphocytes: simulation; ALC back at 0.8: day from which the median patient stays at 0.8e9/L or more (CTCAE 5.0, grade 1 or none).", {"sim"}},
            {"Toxicity: range over models and over the interaction with checkpoint inhibition; ?: a bound, organ doses of no plan.", toxicity},
            {"Window: rule layer.", {windows.begin(), windows.end()}}};
}

std::vector<Statement> conflicts_of(const ScheduleStudy& study, const report::DecisionPage& page) {
    std::set<std::string> wanted;
    for (const auto& v : study.result.reference_verdicts)
        if (v.rule->contested) wanted.insert(v.rule->conflict);
    for (const auto& a : study.result.alternatives)
        for (const auto& v : a.verdicts)
            if (v.rule->contested) wanted.insert(v.rule->conflict);
    for (const auto& row : page.rows) {
        if (row.window.find("TREX1-attenuated") != std::string::npos) wanted.insert("trex1-single-fraction");
        if (row.window == "III" || row.window.ends_with(" III") || row.window.starts_with("III ")) wanted.insert("window3-concurrent");
    }
    if (study.toxicity.necrosis && study.toxicity.necrosis->checkpoint_inhibitor) wanted.insert("necrosis-concurrency");
    std::vector<Statement> out;
    for (const auto& conflict : conflict_ledger()) {
        if (!wanted.contains(conflict.id)) continue;
        Statement s{conflict.question, {}};
        for (std::size_t i = 0; i < conflict.sides.size(); ++i) {
            s.text += fmt::format(" {}: {}.", i == 0 ? "One side" : "Other side", conflict.sides[i].recommends);
            s.ids.insert(s.ids.end(), conflict.sides[i].sources.begin(), conflict.sides[i].sources.end());
        }
        s.text += " Here: " + conflict.widens + ".";
        out.push_back(std::move(s));
    }
    return out;
}

/// How many of the alternatives have organ doses that no plan says.
Statement incomplete_toxicity(const std::vector<Alternative>& alternatives) {
    const auto count = std::count_if(alternatives.begin(), alternatives.end(), [](const auto& a) { return a.evaluation.toxicity_incomplete(); });
    if (count == 0) return {"the organ doses of every alternative are those of the plan, scaled", {"sim"}};
    return {fmt::format("{} of {} alternatives irradiate what the plan does not: their toxicity, marked ?, is a bound and not a prediction", count, alternatives.size()), {"sim"}};
}

std::vector<Statement> toxicity_of(const ScheduleStudy& study) {
    std::vector<Statement> out{incomplete_toxicity(study.result.alternatives)};
    if (study.fixed.has_checkpoint_inhibitor()) {
        out.push_back({"pneumonitis with a checkpoint inhibitor: odds × 1.5 (1.0 to 2.5) of radiotherapy alone; no multiplier for other organs", {"EXT-FDA-pooled", "tox-uniform"}});
        out.push_back({"pneumonitis comes mostly in weeks 8 to 12: examine then", {"tox-peak"}});
        out.push_back({"the drug alone: pneumonitis 2.7 % (grade 3 to 4: 0.8 %), grade 3 or more of any kind 14 %", {"EXT-PD1-pneumonitis", "EXT-PD1-rates"}});
        out.push_back({"pneumonitis of grade 2: hold; grade 3 or 4: stop for good; other organs in the appendix", {"EXT-holds", "tox-hold"}});
    }
    for (const auto& onset : study.toxicity.onsets)
        if (onset.organ != "any" && onset.organ != "lung") out.push_back({fmt::format("{}: median {:.0f} weeks after the first dose", onset.event, onset.median_week), {"EXT-onset"}});
    if (study.toxicity.thyroid_mean_eqd2_gy)
        out.push_back({"thyroid in the plan: dysfunction was more frequent after irradiation of neck (odds ratio 9.64, 1.88 to 49.36) or thorax (35.6 against 10.8 %); the dose was not known", {"tox-thy", "EXT-thyroid-neck", "EXT-thyroid-thorax"}});
    if (study.toxicity.necrosis)
        for (const auto& view : study.toxicity.necrosis->views)
            out.push_back({fmt::format("brain necrosis, reference, {}: {}", view.text, view.high >= 1.0 ? fmt::format("at least {:.1f} %", 100.0 * view.low) : range(view.low, view.high)), view.evidence});
    for (const auto& side : study.lymphopenia)
        if (side.value) out.push_back({fmt::format("{}: {}: {}", side.side == toxicity::LymphopeniaSide::Side::toxicity ? "lymphopenia as toxicity" : "lymphocytes and efficacy", side.text, *side.value < 0.01 ? "<1 %" : percent(*side.value)), {side.side == toxicity::LymphopeniaSide::Side::toxicity ? "sim" : side.evidence}});
    for (const auto& bowel : study.toxicity.bowel) out.push_back({fmt::format("{}: {:.0f} cm3 with 0.25 to 4 Gy; context only", bowel.organ, bowel.volume_cc), {"ILDR-vol"}});
    return out;
}

std::vector<Statement> measurements(const ScheduleStudy& study) {
    const auto dates = schedule::fraction_days(study.fixed, study.result.reference);
    const double last = dates.back();
    return {{fmt::format("ALC before, on day {:.0f} (end of radiotherapy) and four weeks later (day {:.0f}); 1.3e9/L separates responders", last, last + 28), {"ALC"}},
            {"neutrophil-to-lymphocyte ratio with each of them; 4 separates survival", {"NLR4", "NLR-abs"}},
            {fmt::format("ctDNA before and on day {:.0f}: an early fall goes with longer survival", last + 21), {"ctDNA"}},
            {"PD-L1 proportion score and tissue burden with assay and date; soluble PD-L1 and blood burden are other quantities", {"TPS50", "TMB10", "B-F1RST"}}};
}

void collect(std::set<std::string>& ids, const std::vector<Statement>& list) {
    for (const auto& s : list) ids.insert(s.ids.begin(), s.ids.end());
}

std::vector<report::EvidenceRow> evidence_of(const report::DecisionPage& page) {
    std::set<std::string> ids;
    for (const auto* list : {&page.conflicts, &page.toxicity, &page.measure, &page.columns}) collect(ids, *list);
    for (const auto& row : page.rows) collect(ids, row.rules);
    ids.erase("sim");
    std::vector<report::EvidenceRow> rows{{"sim", "–", "simulation by the twin (model T2, human set, scaled from mice and fitted to published groups): not evidence", ""}};
    for (const auto& id : ids)
        if (const auto* entry = evidence_entries().find(id)) rows.push_back({id, entry->level.empty() ? std::string(evidence::kind_name(entry->kind)) : "OCEBM " + entry->level, entry->text, entry->flag});
    return rows;
}

}  // namespace

report::DecisionPage decision_page(const ScheduleStudy& study) {
    const auto& r = study.result;
    const auto& host = study.loaded.subject.host;
    report::DecisionPage page;
    page.title = study.loaded.subject.name;
    page.subtitle = "Reference: " + schedule::describe(study.fixed, r.reference);
    for (const auto& lesion : study.fixed.scenario.lesions)
        page.facts.emplace_back(lesion.name, fmt::format("{:.1f} cm3{}{}", lesion.volume_cc, lesion.site.empty() ? "" : ", " + lesion.site, lesion.irradiated ? ", irradiated" : ""));
    page.facts.emplace_back("ALC", host.alc ? fmt::format("{:.2f}e9/L", value_as<GigaPerLitre>(*host.alc)) : "not given");
    for (const auto& row : biomarker_rows(study.loaded.file.biomarkers, host))
        page.facts.emplace_back(row.name, fmt::format("{}{}{}: {}", row.category.empty() ? fmt::format("{:.3g} {}", row.value, row.unit == "1" ? "" : row.unit) : row.category, row.assay.empty() ? "" : ", " + row.assay,
                                                      row.day == 0.0 ? "" : fmt::format(", day {:.0f}", row.day), row.used ? "used" : "context"));
    page.facts.emplace_back("virtual patients", fmt::format("{}", r.reference_evaluation.all.size()));
    page.facts.emplace_back("followed for", fmt::format("{:.0f} d", study.fixed.scenario.horizon_day));
    page.organs = organ_names(r.reference_evaluation);
    report::DecisionRow reference;
    reference.name = schedule::describe(study.fixed, r.reference);
    fill_numbers(reference, r.reference_evaluation);
    reference.window = window_of(study, r.reference);
    add_rules(reference, r.reference_verdicts);
    add_necrosis(reference, r.reference_evaluation);
    for (const auto& broken : r.reference_evaluation.broken) reference.rules.push_back({"breaks a limit: " + broken, {"EXT-lung-quantec"}});
    page.rows.push_back(std::move(reference));
    for (const auto& a : r.alternatives) page.rows.push_back(row_of(study, a));
    page.answer = answer_of(study);
    page.columns = columns_of(study, page);
    page.conflicts = conflicts_of(study, page);
    page.toxicity = toxicity_of(study);
    page.measure = measurements(study);
    for (const auto& line : r.tornado) page.tornado.push_back({line.unknown, 100.0 * line.gain_low, 100.0 * line.gain_high});
    if (!r.alternatives.empty()) page.tornado_base = 100.0 * r.alternatives.front().gain.gain.front().mean;
    page.evidence = evidence_of(page);
    page.appendix = appendix_tables(study);
    page.map = appendix_map(study);
    page.notes = study.notes;
    page.provenance = fmt::format("abscope {}, seed {}; {} candidates simulated of {:.0f}; intervals of gains at {:.0f} %, joined over {} structural variants.", core::version, study.seed, r.evaluations,
                                  r.grid_size, 100.0 * schedule::resolution_level, r.variants.size());
    return page;
}

std::string decision_html(const ScheduleStudy& study) { return report::render_decision(decision_page(study)); }

}  // namespace abscope::study
