// Preparing and running the schedule search of a case. Belongs to study.
#include "study/schedule_study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "study/decision_tables.hpp"
#include "study/toxicity_study.hpp"
#include "twin/anatomy_geometry.hpp"
#include "twin/exposure.hpp"
#include "windows/rules.hpp"

namespace abscope::study {

namespace {

constexpr double least_horizon_day = 180.0;

/// The first checkpoint inhibitor of the case, as the search varies it.
void take_drug(const patient::Course& course, schedule::SearchCase& fixed, schedule::Candidate& reference, std::vector<std::string>& notes) {
    const auto dates = patient::fraction_dates(course.radiotherapy.front().start, reference.fractions, course.radiotherapy.front().interval, fixed.start_weekday);
    const double first = value_as<Day>(dates.front()), last = value_as<Day>(dates.back());
    for (const auto& block : course.immunotherapy) {
        if (!windows::embedded_rules().is_checkpoint_inhibitor(block.drug)) continue;
        if (!fixed.drug.empty()) {
            notes.push_back(fmt::format("{} is kept as it stands: one checkpoint inhibitor is varied", block.drug));
            continue;
        }
        fixed.drug = block.drug;
        fixed.drug_dose_mg = value_as<Milligram>(block.dose);
        fixed.drug_per_kilogram = block.per_kilogram;
        fixed.drug_cycles = block.cycles;
        reference.drug_every_day = block.every ? value_as<Day>(*block.every) : 0.0;
        const double day = value_as<Day>(block.first);
        reference.drug_start_day = day < first ? day - first : day > last ? day - last : 0.0;
        if (reference.drug_start_day == 0.0 && std::abs(day - first - 1.0) > 0.5)
            notes.push_back(fmt::format("the first dose of {} on day {:.0f} is taken as one day after the first fraction", block.drug, day));
    }
}

void take_node(schedule::SearchCase& fixed) {
    const auto& block = fixed.exposure.blocks.front();
    for (std::size_t i = 0; i < block.lesions.size() && i < fixed.scenario.lesions.size(); ++i) {
        if (!block.lesions[i].irradiated) continue;
        const double d = block.lesions[i].node_mean_gy;
        fixed.node_eqd2_gy = std::max(fixed.node_eqd2_gy, block.fractions * d * (d + 10.0) / 12.0);
        if (fixed.node_site.empty()) fixed.node_site = fixed.scenario.lesions[i].site;
    }
}

void take_targets(schedule::SearchCase& fixed, std::vector<std::string>& notes) {
    const auto planned = schedule::planned_targets(fixed.scenario, {fixed.reference_dose_gy});
    fixed.target_sets = schedule::target_sets(planned);
    if (std::find(planned.begin(), planned.end(), true) == planned.end()) {
        notes.push_back("no lesion receives half of the prescription: which lesions are irradiated is not varied");
        return;
    }
    if (fixed.target_sets.size() == 1) return;
    notes.push_back("a lesion that the plan does not irradiate can be added: it receives the prescription evenly, its node and the blood what they receive on average for a target of the plan, and "
                    "its organs a dose that no plan says (toxicity marked as incomplete); a lesion that is dropped receives nothing");
}

}  // namespace

schedule::SearchTables search_tables() { return {{&organ_models(), &schedule_limits()}, &sequence_rules(), &nodal_sources()}; }

Result<PreparedSearch> prepare_search(const LoadedCase& loaded) {
    const auto& subject = loaded.subject;
    PreparedSearch prepared;
    auto& fixed = prepared.fixed;
    const auto geometry = twin::build_geometry(subject.anatomy);
    ABSCOPE_TRY(fixed.exposure, twin::compute_exposure(subject, geometry));
    if (fixed.exposure.blocks.empty() || subject.course.radiotherapy.empty())
        return bad_input("the case has no radiotherapy", "there is no schedule to compare with", "add a [[radiotherapy]] block");
    ABSCOPE_TRY(fixed.scenario, twin::make_scenario(subject, fixed.exposure, twin::human_model(), std::max(least_horizon_day, twin::default_horizon_day(subject.course))));
    const auto& block = subject.course.radiotherapy.front();
    fixed.reference_dose_gy = value_as<Gray>(block.dose_per_fraction);
    if (!(fixed.reference_dose_gy > 0.0))
        return bad_input("the case names no dose per fraction", "candidates scale it", "add dose_per_fraction to [[radiotherapy]]");
    fixed.start_weekday = block.start_weekday;
    prepared.reference.dose_gy = fixed.reference_dose_gy;
    prepared.reference.fractions = block.fractions;
    prepared.reference.interval_day = block.interval ? value_as<Day>(*block.interval) : 0.0;
    take_drug(subject.course, fixed, prepared.reference, prepared.notes);
    take_node(fixed);
    take_targets(fixed, prepared.notes);
    prepared.notes.push_back("every candidate scales the dose distribution of the plan; no new plan is made");
    prepared.notes.push_back(fmt::format("a spared node receives {:.0f} % of its dose; whether a plan can do that is not tested", 100 * schedule::spared_node_share));
    for (const auto& text : fixed.scenario.unmodelled) prepared.notes.push_back("not in the model: " + text);
    return prepared;
}

Result<ScheduleStudy> run_schedule_study(const ScheduleRequest& request, const ProgressSink& progress) {
    ScheduleStudy study;
    ABSCOPE_TRY(study.loaded, load_case(request.case_file));
    ABSCOPE_TRY(auto prepared, prepare_search(study.loaded));
    study.fixed = std::move(prepared.fixed);
    study.notes = std::move(prepared.notes);
    study.seed = request.search.seed;
    const auto& model = twin::human_model();
    study.result = schedule::search_case(study.fixed, prepared.reference, model, search_tables(), request.search, progress);
    if (stop_requested()) return interrupted();
    const auto& reference = study.result.reference_evaluation;
    if (!reference.failure.empty()) return bad_input("the case's own schedule cannot be simulated", reference.failure);
    study.toxicity = toxicity_of_case(study.loaded.subject, study.fixed.exposure);
    const double nadir = schedule::mean_of(reference.alc_nadir);
    double severe = 0.0, fourth = 0.0;
    for (const double n : reference.alc_nadir) {
        severe += n < 0.5;
        fourth += n < 0.2;
    }
    const auto n = static_cast<double>(std::max<std::size_t>(1, reference.alc_nadir.size()));
    const auto& host = study.loaded.subject.host;
    study.lymphopenia = toxicity::lymphopenia_sides(host.alc ? value_as<GigaPerLitre>(*host.alc) : 1.5, nadir, severe / n, fourth / n);
    if (request.adaptive) {
        schedule::PulseOptions options;
        options.seed = request.search.seed;
        ABSCOPE_TRY(study.pulses, schedule::adaptive_pulses(study.fixed, model, options));
    }
    return study;
}

}  // namespace abscope::study
