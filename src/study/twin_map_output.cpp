// The twin's map as JSON and CSV. Belongs to study.
#include "study/twin_map_output.hpp"

#include <algorithm>

#include "io/csv.hpp"
#include "scorecard/assembly.hpp"
#include "study/virtual_patients.hpp"
#include "twin/virtual_patient.hpp"

namespace abscope::study {

namespace {

using io::JsonValue;

/// Rows by number of fractions.
JsonValue rows(const windows::TwinMap& map, const std::vector<double>& values) {
    auto out = JsonValue::array();
    const std::size_t doses = map.options.dose_gy.size();
    for (std::size_t n = 0; n < static_cast<std::size_t>(map.options.most_fractions); ++n)
        out.push(JsonValue::array(std::span(values).subspan(n * doses, doses)));
    return out;
}

JsonValue layer_json(const windows::TwinMap& map, const windows::MapLayer& layer) {
    return JsonValue::object({{"median", rows(map, layer.median)}, {"low", rows(map, layer.low)}, {"high", rows(map, layer.high)}});
}

std::vector<immune::t2::Parameters> human_patients(int count, std::uint64_t seed) {
    std::vector<immune::t2::Parameters> patients{twin::typical_patient(twin::human_model(), {}).body};
    for (int i = 1; i < count; ++i) patients.push_back(twin::virtual_patient(twin::human_model(), {}, seed, static_cast<std::uint64_t>(i)).body);
    return patients;
}

/// `count` members of a card's ensemble, evenly through its list.
std::vector<immune::t2::Parameters> ensemble_members(const std::string& card, int count) {
    const auto assembly = scorecard::load_assembly(card);
    ABSCOPE_EXPECT(assembly.ok() && assembly->ensemble && assembly->ensemble->size() > 0);
    const auto& ensemble = *assembly->ensemble;
    std::vector<immune::t2::Parameters> members;
    for (int i = 0; i < count; ++i) {
        auto values = assembly->set.values();
        const auto& member = ensemble.members[static_cast<std::size_t>(i) * ensemble.size() / static_cast<std::size_t>(count)];
        for (std::size_t k = 0; k < ensemble.names.size(); ++k)
            if (double* value = immune::t2::find_parameter(values, ensemble.names[k])) *value = member[k];
        members.push_back(values);
    }
    return members;
}

/// A lesion of 10 and one of 3 cm3, untreated for as long as the human set says.
windows::TwinMapOptions human_body() {
    windows::TwinMapOptions options;
    const auto& set = twin::human_model().parameters;
    options.cells = {10.0 / set.unit_cc, 3.0 / set.unit_cc};
    options.untreated_day = set.untreated_day;
    return options;
}

struct SpeciesEntry {
    MapSpecies species;
    std::string_view name, title;
};
constexpr SpeciesEntry all_species[] = {{MapSpecies::mouse, "mouse", "calibrated on mice"},
                                        {MapSpecies::ensemble, "ensemble", "parameter sets of the mouse ensemble"},
                                        {MapSpecies::extended, "extended", "parameter sets of the extended mouse ensemble"},
                                        {MapSpecies::human, "human", "human set, scaled from mice and fitted to published groups"}};

const SpeciesEntry& entry_of(MapSpecies species) {
    return *std::find_if(std::begin(all_species), std::end(all_species), [&](const SpeciesEntry& entry) { return entry.species == species; });
}

std::vector<immune::t2::Parameters> patients_of(const TwinMapRequest& request) {
    switch (request.species) {
        case MapSpecies::human: return human_patients(request.patients, request.seed);
        case MapSpecies::ensemble: return ensemble_members("mouse", request.patients);
        case MapSpecies::extended: return ensemble_members("mouse-extended", request.patients);
        case MapSpecies::mouse: break;
    }
    return virtual_patients(request.patients, request.seed);
}

}  // namespace

std::string_view species_name(MapSpecies species) { return entry_of(species).name; }

std::string_view species_title(MapSpecies species) { return entry_of(species).title; }

MapSpecies species_of(std::string_view name) {
    const auto at = std::find_if(std::begin(all_species), std::end(all_species), [&](const SpeciesEntry& entry) { return entry.name == name; });
    ABSCOPE_EXPECT(at != std::end(all_species));
    return at->species;
}

TwinMapStudy twin_map_study(const TwinMapRequest& request) {
    const bool human = request.species == MapSpecies::human;
    const auto patients = patients_of(request);
    windows::TwinMapOptions options = human ? human_body() : windows::TwinMapOptions{};
    options.dose_gy = windows::logarithmic_doses(request.doses, 0.3, 30.0);
    options.most_fractions = request.most_fractions;
    options.interval = request.interval;
    options.ici = request.ici;
    TwinMapStudy study{windows::twin_map(patients, options), {}, {}, request.species};
    study.findings = windows::map_findings(study.map);
    for (auto& finding : windows::conventional_findings(patients, options)) study.findings.push_back(std::move(finding));
    if (request.with_ablation && !human) study.ablation = windows::ablation(patients, request.ablation_dose_gy, request.ablation_fractions);
    return study;
}

JsonValue findings_json(const std::vector<windows::MapFinding>& findings) {
    auto out = JsonValue::array();
    for (const auto& finding : findings)
        out.push(JsonValue::object({{"id", finding.id},
                                    {"hypothesis", finding.hypothesis},
                                    {"twin", finding.twin},
                                    {"value", finding.value},
                                    {"low", finding.low},
                                    {"high", finding.high},
                                    {"unit", finding.unit},
                                    {"verdict", finding.agrees ? "agrees" : "known_gap"},
                                    {"sources", JsonValue::array(finding.sources)}}));
    return out;
}

JsonValue twin_map_json(const TwinMapStudy& study) {
    const auto& map = study.map;
    auto fractions = JsonValue::array(), ablation = JsonValue::array();
    for (int n = 1; n <= map.options.most_fractions; ++n) fractions.push(n);
    for (const auto& line : study.ablation)
        ablation.push(JsonValue::object({{"modulator", line.modulator},
                                         {"setting", line.setting},
                                         {"yield_1e6", line.yield},
                                         {"yield_default_1e6", line.yield_default},
                                         {"p_higher", line.p_higher},
                                         {"expected_sign", line.expected_sign},
                                         {"sources", JsonValue::array(line.sources)}}));
    return JsonValue::object({{"source", "twin"},
                              {"species", species_name(study.species)},
                              {"dose_per_fraction_gy", JsonValue::array(map.options.dose_gy)},
                              {"fractions", std::move(fractions)},
                              {"ici", windows::timing_name(map.options.ici)},
                              {"patients", map.patients},
                              {"failed", map.failed},
                              {"after_day", map.options.after_day},
                              {"immune_yield_1e6", layer_json(map, map.yield)},
                              {"interferon_day", layer_json(map, map.interferon)},
                              {"chemokine_day", layer_json(map, map.chemokine)},
                              {"findings", findings_json(study.findings)},
                              {"ablation", std::move(ablation)}});
}

std::string twin_map_csv(const TwinMapStudy& study) {
    const auto& map = study.map;
    io::CsvWriter csv({"dose_per_fraction_gy", "fractions", "yield_1e6", "yield_low_1e6", "yield_high_1e6", "interferon_day", "interferon_low_day",
                       "interferon_high_day", "chemokine_day", "chemokine_low_day", "chemokine_high_day"});
    for (int n = 1; n <= map.options.most_fractions; ++n)
        for (std::size_t i = 0; i < map.options.dose_gy.size(); ++i) {
            const auto e = map.entry(i, n);
            csv.row({map.options.dose_gy[i], static_cast<double>(n), map.yield.median[e], map.yield.low[e], map.yield.high[e], map.interferon.median[e],
                     map.interferon.low[e], map.interferon.high[e], map.chemokine.median[e], map.chemokine.low[e], map.chemokine.high[e]});
        }
    return csv.text();
}

}  // namespace abscope::study
