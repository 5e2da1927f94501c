// The table of claims and their checks. Belongs to study.
#include "study/claim_checks.hpp"

#include <algorithm>
#include <cmath>

#include "evidence/biomarker.hpp"
#include "study/decision_tables.hpp"
#include "study/virtual_patients.hpp"
#include "toxicity/course_risk.hpp"
#include "toxicity/ici_interaction.hpp"
#include "windows/assessment.hpp"
#include "windows/modulators.hpp"

namespace abscope::study {

namespace {

using schedule::Order;
using windows::IciTiming;
using windows::WindowClass;

WindowClass class_of(double dose_gy, int fractions) {
    return windows::classify(windows::embedded_rules(), windows::schedule_of(gray(dose_gy), fractions));
}

std::optional<double> score_of(double dose_gy, int fractions, IciTiming ici) {
    return windows::assess(windows::embedded_rules(), windows::schedule_of(gray(dose_gy), fractions, {}, 0, ici)).score;
}

/// The rule layer prefers one order, and says nothing for or against the others unless they are worse.
bool prefers_only_after(immune::Agent agent) {
    const auto sign = [&](Order order) {
        const auto verdicts = schedule::sequence_verdicts(sequence_rules(), agent, order, 3);
        return verdicts.empty() ? 0 : verdicts.front().sign;
    };
    return sign(Order::after) > 0 && sign(Order::before) <= 0 && sign(Order::with) <= 0;
}

bool best_score_is_inside_optimum() {
    double best = -2.0, at = 0.0;
    for (double dose = 0.5; dose <= 30.0; dose += 0.25)
        if (const auto score = score_of(dose, 3, IciTiming::concurrent); score && *score > best) {
            best = *score;
            at = dose;
        }
    return at >= 6.0 && at <= 10.0;
}

bool hazard_peaks_in_weeks_8_to_12() {
    double best = 0.0, at = 0.0;
    for (double week = 0.5; week < 40.0; week += 0.5)
        if (const double hazard = toxicity::pneumonitis_hazard_per_week(0.1, week); hazard > best) {
            best = hazard;
            at = week;
        }
    return at >= 8.0 && at <= 12.0;
}

patient::Exposure chest(double lung_gy) {
    patient::Exposure exposure;
    auto& block = exposure.blocks.emplace_back();
    block.fractions = 30;
    block.organs = {{"lungs", patient::OrganRole::lungs, 3000.0, 1.0, {{lung_gy}, {1.0}}},
                    {"oesophagus", patient::OrganRole::oesophagus, 30.0, 1.0, {{1.0}, {1.0}}}};
    return exposure;
}

/// With the drug the lung's risk rises, the oesophagus' does not: no multiplier for all organs.
bool no_global_multiplier() {
    const auto with = toxicity::course_risks(organ_models(), chest(0.5), true);
    return std::all_of(with.begin(), with.end(), [](const auto& risk) { return (risk.with_ici > risk.probability) == (risk.organ == "lungs"); });
}

bool lung_risk_rises_with_mean_dose() {
    const auto low = toxicity::course_risks(organ_models(), chest(0.3), false), high = toxicity::course_risks(organ_models(), chest(0.6), false);
    return low.front().probability < high.front().probability;
}

double death_rate(const char* drugs) {
    for (const auto& rate : toxicity::rates_of(base_rates(), drugs))
        if (rate.event == "death") return rate.probability;
    return std::nan("");
}

bool hold_is_enforced() {
    toxicity::DrugState state;
    const auto drug = toxicity::DrugClass::anti_pd1;
    return !toxicity::act(hold_rules(), "pneumonitis", drug, state, {2, toxicity::SteroidLevel::none, false, 1.0}, toxicity::DrugAction::proceed).ok() &&
           toxicity::act(hold_rules(), "pneumonitis", drug, state, {2, toxicity::SteroidLevel::none, false, 1.0}, toxicity::DrugAction::hold).ok();
}

bool cut_off_of(const char* name, double below, double at, const char* unit) {
    const auto low = evidence::make_biomarker(name, below, unit, "", days(0)), high = evidence::make_biomarker(name, at, unit, "", days(0));
    return low.ok() && high.ok() && !low->above_cut_off() && high->above_cut_off();
}

/// Both series say more; the second's odds ratio lies in the interval of the first.
bool thyroid_series_agree() {
    const auto ratio = toxicity::thyroid_odds_ratio();
    const toxicity::ThyroidSeries series;
    const double with = series.with_radiotherapy / (1.0 - series.with_radiotherapy), without = series.without / (1.0 - series.without);
    return ratio.low > 1.0 && with / without > ratio.low && with / without < ratio.high;
}

bool more_neutrophils_lower_the_yield() {
    for (const auto& line : windows::ablation(virtual_patients(8, 1), 8.0, 3))
        if (line.modulator == "lymphocytes" && line.setting == "twice the neutrophils") return line.yield < line.yield_default && line.p_higher < 0.5;
    return false;
}

ClaimCheck checked(const char* claim, const char* domain, const char* how, std::function<bool()> holds) {
    return {claim, domain, ClaimStatus::checked, how, std::move(holds)};
}
ClaimCheck conflict(const char* claim, const char* domain, const char* id) { return {claim, domain, ClaimStatus::conflict, id, {}}; }
ClaimCheck gap(const char* claim, const char* domain, const char* what) { return {claim, domain, ClaimStatus::gap, what, {}}; }

void add_windows(std::vector<ClaimCheck>& all) {
    constexpr auto w = "window";
    all.push_back(checked("W1", w, "0.5 and 1 Gy are class I, 0.49 Gy is not", [] {
        return class_of(0.5, 4) == WindowClass::low_dose && class_of(1.0, 4) == WindowClass::low_dose && class_of(0.49, 4) == WindowClass::unclassified;
    }));
    all.push_back(checked("W1gray", w, "1.5 Gy is gray, with no score for or against", [] {
        return class_of(1.5, 10) == WindowClass::gray && score_of(1.5, 10, IciTiming::concurrent) == 0.0;
    }));
    all.push_back(checked("W2", w, "5.5 Gy × 5 is class II, × 6 is unclassified", [] {
        return class_of(5.5, 5) == WindowClass::hypofractionated && class_of(5.5, 6) == WindowClass::unclassified;
    }));
    all.push_back(checked("W2opt", w, "the score of three fractions is highest inside 6 to 10 Gy", best_score_is_inside_optimum));
    all.push_back(checked("TREX1", w, "12 and 18 Gy once are attenuated, 11.9 Gy is not", [] {
        return class_of(12.0, 1) == WindowClass::trex1_attenuated && class_of(18.0, 1) == WindowClass::trex1_attenuated && class_of(11.9, 1) != WindowClass::trex1_attenuated;
    }));
    all.push_back(checked("W3", w, "2 Gy × 30 is class III and lowers the score with a concurrent drug only", [] {
        return class_of(2.0, 30) == WindowClass::conventional && *score_of(2.0, 30, IciTiming::concurrent) < 0.0 && *score_of(2.0, 30, IciTiming::none) == 0.0;
    }));
    all.push_back(checked("W3soft", w, "2 Gy × 30 with a sequential drug is neutral", [] { return *score_of(2.0, 30, IciTiming::sequential) == 0.0; }));
    all.push_back(checked("Wmod", w, "time, space, site, dose rate and host are inputs of the map", [] {
        for (const char* group : {"time", "space", "site", "dose rate", "host"})
            if (std::ranges::none_of(windows::embedded_rules().modulators, [&](const auto& m) { return m.group == group; })) return false;
        return true;
    }));
    all.push_back(checked("Wgap", w, "0.3 Gy, 3 Gy × 10 and 5 Gy × 10 have no class and no score", [] {
        return !score_of(0.3, 4, IciTiming::none) && !score_of(3.0, 10, IciTiming::none) && !score_of(5.0, 10, IciTiming::none);
    }));
}

void add_sequence(std::vector<ClaimCheck>& all) {
    constexpr auto s = "sequence";
    all.push_back(conflict("S-PDL1", s, "anti-pd1-order"));
    all.push_back(conflict("S-PDL1-conc", s, "anti-pd1-order"));
    all.push_back(conflict("S-CTLA4", s, "ctla4-order"));
    all.push_back(checked("S-OX40", s, "the rule prefers after, about a day, and nothing else", [] { return prefers_only_after(immune::Agent::ox40_agonist); }));
    all.push_back(checked("S-vacc", s, "the rule prefers after", [] { return prefers_only_after(immune::Agent::vaccine); }));
    all.push_back(checked("S-ACT", s, "the rule prefers after", [] { return prefers_only_after(immune::Agent::adoptive_cells); }));
    all.push_back(conflict("S-PACIFIC", s, "consolidation-start"));
    all.push_back(conflict("S-CFRTstart", s, "consolidation-start"));
}

void add_toxicity(std::vector<ClaimCheck>& all) {
    constexpr auto t = "toxicity";
    all.push_back(gap("tox-pneu", t, "any-grade pneumonitis is not modelled: the lung models are for grade 2 and more; shown as a trial's number"));
    all.push_back(checked("tox-peak", t, "the hazard of pneumonitis is highest in weeks 8 to 12", hazard_peaks_in_weeks_8_to_12));
    all.push_back(checked("tox-uniform", t, "the drug changes the lung's risk and no other organ's", no_global_multiplier));
    all.push_back(conflict("tox-brain", t, "necrosis-concurrency"));
    all.push_back(checked("tox-lung-dvh", t, "pneumonitis rises with mean lung dose (V20 and V5 are reported, not modelled)", lung_risk_rises_with_mean_dose));
    all.push_back(checked("tox-dual", t, "deaths: both inhibitors above either alone", [] {
        const double both = death_rate("anti-PD-1 + anti-CTLA-4");
        return both > death_rate("anti-PD-(L)1") && both > death_rate("anti-CTLA-4");
    }));
    all.push_back(gap("tox-TNF", t, "no state of TNF-alpha in the model"));
    all.push_back(checked("tox-thy", t, "two series: the odds ratio after irradiation of the neck lies above 1 with its interval, and the second lies inside it (no dose-response)", thyroid_series_agree));
    all.push_back(conflict("tox-oes", t, "oesophagus-overlap"));
    all.push_back(checked("tox-hold", t, "pneumonitis of grade 2: giving on is refused, a hold is accepted; exhaustive in the unit tests", hold_is_enforced));
}

void add_biomarkers(std::vector<ClaimCheck>& all) {
    constexpr auto b = "biomarker";
    all.push_back(checked("ALC", b, "the cut-off is 1.3e9/L and stands on the efficacy side of lymphopenia", [] {
        return cut_off_of("ALC", 1.29, 1.3, "1e9/L") && *toxicity::lymphopenia_sides(1.3, 1.0, 0.1, 0.0)[2].value > *toxicity::lymphopenia_sides(1.2, 1.0, 0.1, 0.0)[2].value;
    }));
    all.push_back(checked("NLR-abs", b, "direction in the twin: with twice the neutrophils the yield of 8 Gy × 3 is lower in most virtual patients (the ratios themselves are one series')", more_neutrophils_lower_the_yield));
    all.push_back(checked("NLR4", b, "the cut-off of the ratio is 4", [] { return cut_off_of("NLR", 3.9, 4.0, "1"); }));
    all.push_back(checked("TPS50", b, "the cut-off of the proportion score is 50 %; soluble PD-L1 is another record", [] { return cut_off_of("PD-L1 TPS", 49.0, 50.0, "%"); }));
    all.push_back(conflict("PDL1neg", b, "pdl1-negative"));
    all.push_back(checked("TMB10", b, "10 per Mb for tissue; the same number in blood is below its own cut-off", [] {
        return cut_off_of("TMB", 9.9, 10.0, "1/Mb") && cut_off_of("bTMB", 10.0, 14.6, "1/Mb");
    }));
    all.push_back(gap("ctDNA", b, "observed ctDNA steers the adaptive mode; its relation to survival is not modelled"));
    all.push_back(checked("desert", b, "fewer than 5 CD8 cells per field", [] { return cut_off_of("CD8 per HPF", 4.0, 5.0, "1/HPF"); }));
}

}  // namespace

const std::vector<ClaimCheck>& claim_checks() {
    static const auto all = [] {
        std::vector<ClaimCheck> checks;
        add_windows(checks);
        add_sequence(checks);
        add_toxicity(checks);
        add_biomarkers(checks);
        return checks;
    }();
    return all;
}

std::vector<ClaimCount> count_claims() {
    std::vector<ClaimCount> counts;
    for (const auto& check : claim_checks()) {
        if (counts.empty() || counts.back().domain != check.domain) counts.push_back({check.domain});
        auto& count = counts.back();
        if (check.status == ClaimStatus::checked) ++(check.holds() ? count.checked : count.failed);
        if (check.status == ClaimStatus::conflict) ++count.conflicts;
        if (check.status == ClaimStatus::gap) ++count.gaps;
    }
    return counts;
}

}  // namespace abscope::study
