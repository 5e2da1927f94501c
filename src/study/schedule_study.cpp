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

/// The radiotherapy blocks that the scenario has, and the case's own decisions about them.
Result<void> take_blocks(const patient::Course& course, schedule::SearchCase& fixed, std::vector<std::string>& notes) {
    double last = 0.0;
    for (const auto& exposed : fixed.exposure.blocks) {
        const auto& block = course.radiotherapy[static_cast<std::size_t>(exposed.block)];
        const double dose = value_as<Gray>(block.dose_per_fraction);
        if (!(dose > 0.0)) return bad_input("the case names no dose per fraction", "candidates scale it", "add dose_per_fraction to [[radiotherapy]]");
        const auto dates = course.fraction_times(exposed.block);
        schedule::BlockDecision own{dose, block.fractions, block.interval ? value_as<Day>(*block.interval) : 0.0, 0.0};
        if (fixed.blocks.empty()) fixed.start_weekday = block.start_weekday;
        else own.gap_day = std::max(0.0, value_as<Day>(dates.front()) - last);
        last = value_as<Day>(dates.back());
        double node_gy = 0.0;
        for (const auto& lesion : exposed.lesions)
            if (lesion.irradiated) node_gy = std::max(node_gy, lesion.node_mean_gy);
        if (fixed.blocks.size() == schedule::most_varied_blocks) notes.push_back(fmt::format("radiotherapy blocks after the first {} keep their dose, fractions and gap", schedule::most_varied_blocks));
        fixed.blocks.push_back({dose, block.fractions, node_gy});
        fixed.reference.blocks.push_back(own);
    }
    return {};
}

/// A drug of the case; the day of its first dose as candidates say it.
void take_drug(const patient::ImmunotherapyBlock& block, const immune::Drug& known, const std::vector<double>& dates, schedule::SearchCase& fixed, std::vector<std::string>& notes) {
    const double first = dates.front(), last = dates.back(), day = value_as<Day>(block.first);
    schedule::DrugDecision own{day < first ? day - first : day > last ? day - last : 0.0, block.every ? value_as<Day>(*block.every) : 0.0};
    if (own.start_day == 0.0 && std::abs(day - first - 1.0) > 0.5)
        notes.push_back(fmt::format("the first dose of {} on day {:.0f} is taken as one day after the first fraction", block.drug, day));
    for (auto& given : fixed.scenario.drugs)
        if (given.drug == block.drug) given.drug = known.name;  // a brand in the case; limits and rules know the substance
    fixed.drugs.push_back({known.name, known.agent, windows::embedded_rules().is_checkpoint_inhibitor(known.name), value_as<Milligram>(block.dose), block.per_kilogram, block.cycles});
    fixed.reference.drugs.push_back(own);
}

/// Every drug that the model knows, up to the number that is varied. A drug with several blocks in the case stays as it stands.
void take_drugs(const patient::Course& course, const immune::DrugTable& table, schedule::SearchCase& fixed, std::vector<std::string>& notes) {
    const auto dates = schedule::fraction_days(fixed, {fixed.reference.blocks, {}});
    std::vector<double> own_dates;
    for (const double day : dates) own_dates.push_back(day - dates.front() + value_as<Day>(course.fraction_times(fixed.exposure.blocks.front().block).front()));
    for (const auto& block : course.immunotherapy) {
        const auto* known = table.find(block.drug);
        if (known == nullptr) continue;
        const auto same = std::count_if(course.immunotherapy.begin(), course.immunotherapy.end(), [&](const auto& other) { return table.find(other.drug) == known; });
        if (same > 1) notes.push_back(fmt::format("{} stands in several blocks: it keeps its dates relative to the first fraction", block.drug));
        else if (fixed.drugs.size() == schedule::most_varied_drugs) notes.push_back(fmt::format("{} keeps its dates relative to the first fraction: {} drugs are varied", block.drug, schedule::most_varied_drugs));
        else take_drug(block, *known, own_dates, fixed, notes);
    }
}

void take_node(schedule::SearchCase& fixed) {
    for (const auto& block : fixed.exposure.blocks)
        for (std::size_t i = 0; i < block.lesions.size() && i < fixed.scenario.lesions.size(); ++i)
            if (block.lesions[i].irradiated && fixed.node_site.empty()) fixed.node_site = fixed.scenario.lesions[i].site;
}

void take_targets(schedule::SearchCase& fixed, std::vector<std::string>& notes) {
    std::vector<double> prescriptions;
    for (const auto& block : fixed.blocks) prescriptions.push_back(block.dose_gy);
    const auto planned = schedule::planned_targets(fixed.scenario, prescriptions);
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
    ABSCOPE_CHECK_OK(take_blocks(subject.course, fixed, prepared.notes));
    take_drugs(subject.course, twin::human_model().drugs, fixed, prepared.notes);
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
    study.result = schedule::search_case(study.fixed, model, search_tables(), request.search, progress);
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
        options.seed = options.adaptive.seed = request.search.seed;
        options.cost_per_gy = request.pulse_cost_per_gy;
        options.spread = request.pulse_spread;
        options.wait_day = request.pulse_wait_day;
        ABSCOPE_TRY(study.pulses, schedule::adaptive_pulses(study.fixed, model, options));
    }
    return study;
}

}  // namespace abscope::study
