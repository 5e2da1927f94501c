// Definitions, units and gates of biomarkers. Belongs to evidence.
#include "evidence/biomarker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace abscope::evidence {

namespace {

/// The same quantity in another unit: factor to the unit of the definition. Spelt after UCUM, without annotations.
struct UnitAlias {
    std::string_view unit, same_as;
    double factor;
};
constexpr UnitAlias aliases[]{{"10*9/L", "1e9/L", 1.0},    {"G/L", "1e9/L", 1.0},       {"10*3/uL", "1e9/L", 1.0},   {"K/uL", "1e9/L", 1.0},   {"10*6/L", "1e9/L", 1e-3},
                              {"/uL", "1e9/L", 1e-3},      {"1/uL", "1e9/L", 1e-3},     {"cells/uL", "1e9/L", 1e-3}, {"1/mm3", "1e9/L", 1e-3}, {"/mm3", "1e9/L", 1e-3},
                              {"", "1", 1.0},              {"ng/mL", "pg/mL", 1e3},     {"ng/L", "pg/mL", 1.0},      {"ug/L", "pg/mL", 1e3},   {"mut/Mb", "1/Mb", 1.0},
                              {"/Mb", "1/Mb", 1.0},        {"1/1000000", "1/Mb", 1.0},  {"/HPF", "1/HPF", 1.0},      {"/[HPF]", "1/HPF", 1.0}, {"/mm2", "1/mm2", 1.0},
                              {"cells/mm2", "1/mm2", 1.0}, {"[IU]/L", "U/L", 1.0},      {"IU/L", "U/L", 1.0},        {"ukat/L", "U/L", 60.0},  {"mg/dL", "mg/L", 10.0},
                              {"g/dL", "g/L", 10.0},       {"g", "kg", 1e-3},           {"[lb_av]", "kg", 0.45359237}};

/// Without the annotations of UCUM, "{cells}/uL" → "/uL", and with its sign for powers, "10^9" → "10*9".
std::string plain_unit(std::string_view unit) {
    std::string out;
    bool note = false;
    for (const char c : unit) {
        if (c == '{') note = true;
        if (!note) out += c == '^' ? '*' : c;
        if (c == '}') note = false;
    }
    return out;
}

}  // namespace

Result<double> in_unit_of(const BiomarkerDefinition& known, double value, std::string_view unit) {
    const auto plain = plain_unit(unit);
    if (unit == known.unit || plain == known.unit) return value;
    for (const auto& alias : aliases)
        if (alias.unit == plain && alias.same_as == known.unit) return value * alias.factor;
    return bad_input(fmt::format("'{}' is not a unit of {}", unit, known.name), fmt::format("it is given in {}", known.unit), "check that it is the quantity that you mean");
}

const std::vector<BiomarkerDefinition>& biomarker_definitions() {
    using K = BiomarkerKind;
    using U = BiomarkerUse;
    static const std::vector<BiomarkerDefinition> all{
        {K::pdl1_tumour_proportion, "PD-L1 TPS", "%", 0.0, 100.0, 50.0, "TPS50", U::context, "not used by the model: no source gives its effect a size, and the evidence conflicts"},
        {K::pdl1_combined_positive, "PD-L1 CPS", "1", 0.0, 100.0, std::nullopt, "", U::context, "not used by the model; no cut-off has a source here"},
        {K::pdl1_soluble, "soluble PD-L1", "pg/mL", 1.0, 20000.0, 250.0, "START-FIT", U::context, "not used by the model; another quantity than PD-L1 on cells"},
        {K::tmb_tissue, "TMB", "1/Mb", 0.0, 1000.0, 10.0, "TMB10", U::context, "not used by the model"},
        {K::tmb_blood, "bTMB", "1/Mb", 0.0, 1000.0, 14.5, "B-F1RST", U::context, "not used by the model; another quantity than the burden of tissue"},
        {K::lymphocytes, "ALC", "1e9/L", 0.01, 20.0, 1.3, "ALC", U::model_input, "lymphocytes before treatment of the blood engine and the twin"},
        {K::neutrophils, "ANC", "1e9/L", 0.01, 100.0, std::nullopt, "", U::model_input, "neutrophils before treatment of the blood engine and the twin"},
        {K::neutrophil_lymphocyte_ratio, "NLR", "1", 0.05, 200.0, 4.0, "NLR4", U::context, "not used by the model as such: the twin reads the two counts"},
        {K::ctdna_max_vaf, "ctDNA VAF", "%", 0.0, 100.0, std::nullopt, "", U::context, "not used by the model of a case; the adaptive mode simulates its own observations"},
        {K::cd8_intraepithelial, "CD8 per HPF", "1/HPF", 0.0, 5000.0, 5.0, "desert", U::context, "not used by the model: how a density sets the entry of T cells has no source"},
        {K::til_density, "TIL density", "1/mm2", 0.0, 20000.0, std::nullopt, "", U::context, "not used by the model: how a density sets the entry of T cells has no source"},
        {K::microsatellite, "MSI", "1", 0.0, 1.0, std::nullopt, "", U::context, "not used by the model"},
        {K::ldh, "LDH", "U/L", 10.0, 20000.0, std::nullopt, "", U::context, "not used by the model; the claim on blocking the enzyme is about the tumour, not about serum"},
        {K::crp, "CRP", "mg/L", 0.0, 1000.0, std::nullopt, "", U::context, "not used by the model"},
        {K::albumin, "albumin", "g/L", 8.0, 70.0, std::nullopt, "", U::model_input, "clearance of the antibodies whose population model has albumin"},
        {K::body_weight, "weight", "kg", 2.0, 350.0, std::nullopt, "", U::model_input, "blood volume, doses by weight, clearance and volumes of antibodies"}};
    return all;
}

const BiomarkerDefinition& definition(BiomarkerKind kind) { return biomarker_definitions()[static_cast<std::size_t>(kind)]; }

bool Biomarker::above_cut_off() const {
    const auto& known = definition(kind);
    ABSCOPE_EXPECT(known.cut_off.has_value());
    return value >= *known.cut_off;
}

Result<Biomarker> make_biomarker(std::string_view name, double value, std::string_view unit, std::string assay, Duration time) {
    const auto& all = biomarker_definitions();
    const auto known = std::find_if(all.begin(), all.end(), [&](const BiomarkerDefinition& d) { return d.name == name; });
    if (known == all.end()) {
        std::string names;
        for (const auto& d : all) names += (names.empty() ? "" : ", ") + std::string(d.name);
        return bad_input("'" + std::string(name) + "' is not a biomarker", "names are exact: PD-L1 alone does not say which", "use one of: " + names);
    }
    if (known->kind == BiomarkerKind::microsatellite) return bad_input("MSI is a category", "it has no number", "write MSI-H, MSI-L, MSS, dMMR or pMMR");
    ABSCOPE_TRY(const double converted, in_unit_of(*known, value, unit));
    if (!std::isfinite(converted) || converted < known->lowest || converted > known->highest)
        return bad_input(fmt::format("{} of {} {} is not plausible", name, value, unit),
                         fmt::format("the range is {} to {} {}", known->lowest, known->highest, known->unit), "check the unit; nothing is rescaled");
    return Biomarker{known->kind, converted, std::move(assay), time};
}

Result<Biomarker> make_category(std::string_view name, std::string category, std::string assay, Duration time) {
    if (name != definition(BiomarkerKind::microsatellite).name)
        return bad_input("'" + std::string(name) + "' is not a category", "it is a number with a unit", "write for example \"60 %\"");
    const bool unstable = category == "MSI-H" || category == "dMMR", stable = category == "MSI-L" || category == "MSS" || category == "pMMR";
    if (!unstable && !stable) return bad_input("'" + category + "' is not a state of microsatellites", "", "write MSI-H, MSI-L, MSS, dMMR or pMMR");
    Biomarker out{BiomarkerKind::microsatellite, unstable ? 1.0 : 0.0, std::move(assay), time};
    out.category = std::move(category);
    return out;
}

Result<double> difference(const Biomarker& a, const Biomarker& b) {
    if (a.kind != b.kind)
        return bad_input(fmt::format("{} and {} cannot be compared", definition(a.kind).name, definition(b.kind).name), "they are different quantities");
    return a.value - b.value;
}

}  // namespace abscope::evidence
