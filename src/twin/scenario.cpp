// From a case and its exposure to a scenario.
#include "twin/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "blood/compress.hpp"
#include "twin/blood_course.hpp"

namespace abscope::twin {

namespace {

constexpr double followed_day = 180.0, beyond_day = 84.0;

/// Volume of a lesion: as given, or of its contours.
Result<double> lesion_volume_cc(const patient::Lesion& lesion, const patient::Exposure& exposure) {
    if (lesion.volume) return value_as<CubicCentimetre>(*lesion.volume);
    for (const auto& block : exposure.blocks)
        for (const auto& organ : block.organs)
            if (organ.name == lesion.structure && organ.volume_cc > 0.0) return organ.volume_cc;
    return bad_input("lesion '" + lesion.name + "' has no volume", "the twin follows its growth from a known size",
                     "add volume = \"12 cm3\" to its [[lesion]]");
}

Result<void> check_tumour(const patient::Lesion& lesion, const ImmuneModel& model) {
    const auto types = tumour_types(model);
    if (lesion.tumour.empty() || std::find(types.begin(), types.end(), lesion.tumour) != types.end()) return {};
    return bad_input("tumour = \"" + lesion.tumour + "\" of lesion '" + lesion.name + "'", "the twin does not know how fast it grows",
                     fmt::format("it knows {}; leave the key out for a standard tumour", fmt::join(types, ", ")));
}

Result<void> add_lesions(const patient::Case& subject, const patient::Exposure& exposure, const ImmuneModel& model, Scenario& scenario) {
    for (const auto& lesion : subject.lesions) {
        ScenarioLesion out;
        out.name = lesion.name;
        out.site = lesion.site;
        out.tumour = lesion.tumour;
        ABSCOPE_CHECK_OK(check_tumour(lesion, model));
        ABSCOPE_TRY(out.volume_cc, lesion_volume_cc(lesion, exposure));
        for (const auto& block : exposure.blocks)
            for (const auto& exposed : block.lesions) out.irradiated |= exposed.lesion == lesion.name && exposed.irradiated;
        const std::string node = lesion.drains_to.empty() ? "node of " + lesion.name : lesion.drains_to;
        const auto at = std::find(scenario.nodes.begin(), scenario.nodes.end(), node);
        out.node = static_cast<int>(at - scenario.nodes.begin());
        if (at == scenario.nodes.end()) scenario.nodes.push_back(node);
        if (lesion.drains_to.empty())
            scenario.warnings.push_back({"node-unknown", "lesion '" + lesion.name + "' names no draining node: it drains to one "
                                                         "of its own that receives 0 Gy"});
        scenario.lesions.push_back(std::move(out));
    }
    return {};
}

void add_fractions(const patient::Case& subject, const patient::Exposure& exposure, Scenario& scenario) {
    for (const auto& block : exposure.blocks) {
        BlockDose dose;
        dose.node_gy.assign(scenario.nodes.size(), 0.0);
        for (std::size_t i = 0; i < block.lesions.size(); ++i) {
            const auto& lesion = block.lesions[i];
            dose.lesions.push_back(lesion_parts(lesion.per_fraction));
            double& node = dose.node_gy[static_cast<std::size_t>(scenario.lesions[i].node)];
            node = std::max(node, lesion.node_mean_gy);
        }
        scenario.blocks.push_back(std::move(dose));
        for (const auto time : subject.course.fraction_times(block.block))
            scenario.fractions.push_back({value_as<Day>(time), scenario.blocks.size() - 1, 1.0});
    }
    std::stable_sort(scenario.fractions.begin(), scenario.fractions.end(),
                     [](const auto& a, const auto& b) { return a.t_day < b.t_day; });
}

void add_drugs(const patient::Case& subject, const ImmuneModel& model, Scenario& scenario) {
    for (const auto& block : subject.course.immunotherapy) {
        if (model.drugs.find(block.drug) == nullptr) {
            scenario.unmodelled.push_back(fmt::format("{}: the model does not know this drug", block.drug));
            continue;
        }
        for (int i = 0; i < block.cycles; ++i) {
            const auto time = block.first + block.every.value_or(days(0)) * static_cast<double>(i);
            scenario.drugs.push_back({value_as<Day>(time), block.drug, value_as<Milligram>(block.dose), block.per_kilogram});
        }
    }
}

/// What an operation removes, by the names of lesions and nodes.
Result<immune::Surgery> surgery_of(const patient::OtherTreatment& treatment, const Scenario& scenario) {
    immune::Surgery surgery;
    for (const auto& name : treatment.removed) {
        const auto lesion = std::find_if(scenario.lesions.begin(), scenario.lesions.end(), [&](const auto& l) { return l.name == name; });
        const auto node = std::find(scenario.nodes.begin(), scenario.nodes.end(), name);
        if (lesion == scenario.lesions.end() && node == scenario.nodes.end())
            return bad_input("surgery '" + treatment.name + "' removes '" + name + "'", "the case has no lesion or draining node of that name",
                             "name a [[lesion]] or what one drains_to");
        if (lesion != scenario.lesions.end()) surgery.lesions.push_back(static_cast<int>(lesion - scenario.lesions.begin()));
        if (node != scenario.nodes.end()) surgery.nodes.push_back(static_cast<int>(node - scenario.nodes.begin()));
    }
    return surgery;
}

Result<void> add_other(const patient::Case& subject, const ImmuneModel& model, Scenario& scenario) {
    for (const auto& treatment : subject.course.other) {
        immune::Intervention intervention;
        if (treatment.kind == patient::EventKind::systemic) {
            const auto* drug = model.drugs.find_chemotherapy(treatment.name);
            if (drug == nullptr) {
                scenario.unmodelled.push_back(fmt::format("{}: the model has no term for it", treatment.name));
                continue;
            }
            intervention.act = drug->cycle;
        } else if (treatment.kind == patient::EventKind::surgery && !treatment.removed.empty()) {
            ABSCOPE_TRY(intervention.act, surgery_of(treatment, scenario));
        } else {
            scenario.unmodelled.push_back(fmt::format("{}: shown on the timeline, without effect in the model", treatment.name));
            continue;
        }
        for (const auto date : treatment.dates) {
            intervention.time_day = value_as<Day>(date);
            if (intervention.time_day >= 0.0) scenario.other.push_back(intervention);
            else scenario.unmodelled.push_back(fmt::format("{} on day {:.0f}: before the model begins", treatment.name, intervention.time_day));
        }
    }
    if (!subject.host.steroids.empty()) scenario.unmodelled.push_back("steroids: the model has no term for them");
    return {};
}

}  // namespace

immune::DoseOverLesion lesion_parts(const patient::DoseBins& bins, int parts) {
    const auto few = blood::compress_bins(bins.dose_gy, bins.volume_fraction, parts);
    immune::DoseOverLesion over{few.weight, few.dose_gy};
    double sum = 0.0;
    for (const double share : over.share) sum += share;
    for (double& share : over.share) share /= sum;
    return over;
}

double default_horizon_day(const patient::Course& course) {
    double last = 0.0;
    for (const auto& event : course.events)
        if (event.kind != patient::EventKind::lab) last = std::max(last, value_as<Day>(event.time));
    return std::max(followed_day, std::ceil(last) + beyond_day);
}

Result<Scenario> make_scenario(const patient::Case& subject, const patient::Exposure& exposure, const ImmuneModel& model,
                               std::optional<double> horizon_day) {
    Scenario scenario;
    scenario.name = subject.name;
    scenario.host = subject.host;
    scenario.horizon_day = horizon_day.value_or(default_horizon_day(subject.course));
    if (subject.lesions.empty())
        return bad_input("the case has no lesion", "the twin follows lesions", "add a [[lesion]]");
    ABSCOPE_CHECK_OK(add_lesions(subject, exposure, model, scenario));
    add_fractions(subject, exposure, scenario);
    add_drugs(subject, model, scenario);
    ABSCOPE_CHECK_OK(add_other(subject, model, scenario));
    if (!exposure.blocks.empty()) {
        auto network = patient_circulation(subject.host);
        ABSCOPE_TRY(auto course, blood_course(subject, exposure, network, scenario.warnings));
        scenario.blood = std::make_shared<BloodOfScenario>(BloodOfScenario{std::move(network), std::move(course.exposures)});
    }
    return scenario;
}

}  // namespace abscope::twin
