// Simulation and reading of candidates. Belongs to schedule.
#include "schedule/evaluation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/contract.hpp"
#include "core/parallel.hpp"
#include "core/rng.hpp"

namespace abscope::schedule {

namespace {

// Volumes of spheres: −30 % and +20 % of the diameter [@eisenhauer2009].
const double log_response = 3.0 * std::log(0.7), log_progression = 3.0 * std::log(1.2);
constexpr double log_width = 0.25;  ///< of the smooth step in ln volume; ours
constexpr double step_day = 3.0;
constexpr double most_low_dose_gy = 4.0;   ///< of the course, to lesions outside the field; upper end of what is called low dose
constexpr double recovery_scale_day = 180.0;  ///< a recovery that late counts once its weight; ours [d]
constexpr double effort = 0.01;            ///< of each extra measure in the utility, so that a search takes none for nothing; ours

double below(double log_ratio, double limit) { return 1.0 / (1.0 + std::exp((log_ratio - limit) / log_width)); }

void judge_toxicity(const SearchCase& fixed, const Candidate& candidate, const Judges& judges, Evaluation& out) {
    auto variant = variant_of(fixed, candidate);
    auto range = toxicity_range(fixed, candidate, *judges.organ_models, *judges.limits);
    out.organs = std::move(range.organs);
    out.toxicity_low = range.low;
    out.toxicity_high = range.high;
    out.toxicity_unknown = std::move(range.unknown);
    out.necrosis = toxicity::brain_necrosis(fixed.exposure, fixed.scenario.host.histology, fixed.has_checkpoint_inhibitor(), variant);
    variant.added_gy.assign(candidate.blocks.size(), candidate.other_lesions_gy);  // a limit is kept even where an organ receives all of the low dose
    out.broken = broken_limits(*judges.limits, fixed.exposure, variant);
    for (std::size_t k = 0; k < fixed.drugs.size(); ++k)
        if (fixed.drugs[k].cycles > 1)
            if (auto broken = broken_label(*judges.limits, fixed.drugs[k].name, candidate.drugs[k].every_day); !broken.empty()) out.broken.push_back(std::move(broken));
    if (const double low_dose = candidate.other_lesions_gy * fraction_count(candidate); low_dose > most_low_dose_gy)
        out.broken.push_back(fmt::format("low dose to other lesions adds up to {:.1f} Gy: above {:.0f} Gy it is treatment, whose organ doses no plan here knows [W1, RACIN]", low_dose,
                                         most_low_dose_gy));
    const auto& targets = targets_of(fixed, candidate);
    if (candidate.other_lesions_gy > 0.0 && std::find(targets.begin(), targets.end(), false) == targets.end()) out.broken.push_back("every lesion is a target: none is left for a low dose");
    const auto dates = fraction_days(fixed, candidate);
    if (dates.back() - dates.front() > 84.0) out.broken.push_back("radiotherapy lasts longer than twelve weeks");
    out.visits = visits(fixed, candidate);
    out.extra_measures = candidate.node_spared + (candidate.other_lesions_gy > 0.0) + (candidate.beam_time < 1.0) + (candidate.targets != 0);
}

}  // namespace

std::vector<StructuralVariant> structural_variants(const twin::ImmuneModel& base) {
    std::vector<StructuralVariant> variants{{"base", "", base}};
    for (const auto& [id, conflict, parameter] : {std::tuple{"no sensitisation", "anti-pd1-order", "sPD1"}, std::tuple{"no TREX1", "trex1-single-fraction", "aX"}}) {
        StructuralVariant variant{id, conflict, base};
        for (auto& record : variant.model.parameters.records)
            if (record.name == parameter) record.value = record.log_sd = 0.0;
        variants.push_back(std::move(variant));
    }
    return variants;
}

void read_patient(const twin::Scenario& scenario, std::span<const double> t_day, const twin::PatientTrajectory& patient, Evaluation& out) {
    double irradiated = 0.0, other = 0.0;
    int irradiated_count = 0, other_count = 0;
    for (std::size_t i = 0; i < scenario.lesions.size(); ++i) {
        const double log_ratio = std::log(std::max(patient.volume_cc[i].back(), 1e-9) / scenario.lesions[i].volume_cc);
        if (scenario.lesions[i].irradiated) {
            irradiated += below(log_ratio, log_response);
            ++irradiated_count;
        } else {
            other += below(log_ratio, log_progression);
            ++other_count;
        }
    }
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    out.irradiated.push_back(irradiated_count > 0 ? irradiated / irradiated_count : none);
    out.other.push_back(other_count > 0 ? other / other_count : none);
    out.all.push_back((irradiated + other) / static_cast<double>(scenario.lesions.size()));
    out.alc_nadir.push_back(*std::min_element(patient.alc_per_nl.begin(), patient.alc_per_nl.end()));
    out.alc_end.push_back(patient.alc_per_nl.back());
    out.alc_recovery_day.push_back(recovery_day(t_day, patient.alc_per_nl));
}

double mean_of(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double v : values) sum += v;
    return values.empty() ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(values.size());
}

double lymphopenia_share(const Evaluation& evaluation) {
    double sum = 0.0;
    for (const double nadir : evaluation.alc_nadir) sum += normal_cdf(std::log(0.5 / std::max(nadir, 1e-6)) / 0.15);
    return evaluation.alc_nadir.empty() ? 0.0 : sum / static_cast<double>(evaluation.alc_nadir.size());
}

double utility(const Evaluation& e, const Weights& w) {
    if (!e.broken.empty() || !e.failure.empty()) return -std::numeric_limits<double>::infinity();
    const double other = mean_of(e.other), irradiated = mean_of(e.irradiated);
    return w.irradiated * (std::isnan(irradiated) ? 0.0 : irradiated) + w.other * (std::isnan(other) ? 0.0 : other) -
           w.toxicity * 0.5 * (e.toxicity_low + e.toxicity_high) - w.lymphopenia * lymphopenia_share(e) -
           w.recovery * mean_recovery_day(e.alc_recovery_day, e.horizon_day) / recovery_scale_day - w.visits * e.visits / 30.0 - effort * e.extra_measures;
}

std::vector<double> objectives(const Evaluation& e) {
    const auto or_zero = [](double v) { return std::isnan(v) ? 0.0 : v; };
    return {or_zero(mean_of(e.irradiated)), or_zero(mean_of(e.other)), mean_of(e.alc_nadir), -mean_recovery_day(e.alc_recovery_day, e.horizon_day), -0.5 * (e.toxicity_low + e.toxicity_high), -static_cast<double>(e.visits)};
}

std::vector<Evaluation> evaluate(const SearchCase& fixed, std::span<const Candidate> candidates, const twin::ImmuneModel& model, const Judges& judges,
                                 const EvaluationOptions& options, bool also_broken) {
    ABSCOPE_EXPECT(judges.organ_models != nullptr && judges.limits != nullptr && options.patients >= 2);
    std::vector<Evaluation> out(candidates.size());
    twin::CohortOptions cohort_options;
    cohort_options.patients = options.patients;
    cohort_options.seed = options.seed;
    cohort_options.tolerance = options.tolerance;
    cohort_options.step_day = step_day;
    parallel_for(candidates.size(), [&](std::size_t i) {
        auto& e = out[i];
        judge_toxicity(fixed, candidates[i], judges, e);
        if (!e.broken.empty() && !also_broken) return;
        const auto scenario = scenario_of(fixed, candidates[i]);
        const auto cohort = twin::simulate_cohort(scenario, model, cohort_options);
        if (!cohort.ok()) {
            e.failure = cohort.error().message();
            return;
        }
        e.unfinished = cohort->unfinished;
        e.horizon_day = scenario.horizon_day;
        for (const auto& patient : cohort->patients) read_patient(scenario, cohort->channels.t_day, patient, e);
    });
    return out;
}

}  // namespace abscope::schedule
