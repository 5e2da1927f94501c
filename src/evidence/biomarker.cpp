// Definitions, units and gates of biomarkers. Belongs to evidence.
#include "evidence/biomarker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace abscope::evidence {

namespace {

/// The same quantity in another unit: factor to the unit of the definition.
struct UnitAlias {
    std::string_view unit, same_as;
    double factor;
};
constexpr UnitAlias aliases[]{{"10*9/L", "1e9/L", 1.0},   {"10^9/L", "1e9/L", 1.0},   {"10*3/uL", "1e9/L", 1.0},  {"10^3/uL", "1e9/L", 1.0},
                              {"K/uL", "1e9/L", 1.0},     {"/uL", "1e9/L", 1e-3},     {"{cells}/uL", "1e9/L", 1e-3}, {"cells/uL", "1e9/L", 1e-3},
                              {"{ratio}", "1", 1.0},      {"1/mm3", "1e9/L", 1e-3},   {"ng/mL", "pg/mL", 1e3},    {"ng/L", "pg/mL", 1.0},
                              {"mut/Mb", "1/Mb", 1.0},    {"{mut}/Mb", "1/Mb", 1.0},  {"{cells}/HPF", "1/HPF", 1.0}};

Result<double> in_unit_of(const BiomarkerDefinition& known, double value, std::string_view unit) {
    if (unit == known.unit) return value;
    for (const auto& alias : aliases)
        if (alias.unit == unit && alias.same_as == known.unit) return value * alias.factor;
    return bad_input(fmt::format("'{}' is not a unit of {}", unit, known.name), fmt::format("it is given in {}", known.unit),
                     "check that it is the quantity that you mean");
}

}  // namespace

const std::vector<BiomarkerDefinition>& biomarker_definitions() {
    using K = BiomarkerKind;
    static const std::vector<BiomarkerDefinition> all{
        {K::pdl1_tumour_proportion, "PD-L1 TPS", "%", 0.0, 100.0, 50.0, "TPS50"},
        {K::pdl1_combined_positive, "PD-L1 CPS", "1", 0.0, 100.0, std::nullopt, ""},
        {K::pdl1_soluble, "soluble PD-L1", "pg/mL", 1.0, 20000.0, 250.0, "START-FIT"},
        {K::tmb_tissue, "TMB", "1/Mb", 0.0, 1000.0, 10.0, "TMB10"},
        {K::tmb_blood, "bTMB", "1/Mb", 0.0, 1000.0, 14.5, "B-F1RST"},
        {K::lymphocytes, "ALC", "1e9/L", 0.01, 20.0, 1.3, "ALC"},
        {K::neutrophils, "ANC", "1e9/L", 0.01, 100.0, std::nullopt, ""},
        {K::neutrophil_lymphocyte_ratio, "NLR", "1", 0.05, 200.0, 4.0, "NLR4"},
        {K::ctdna_max_vaf, "ctDNA VAF", "%", 0.0, 100.0, std::nullopt, ""},
        {K::cd8_intraepithelial, "CD8 per HPF", "1/HPF", 0.0, 5000.0, 5.0, "desert"}};
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
    ABSCOPE_TRY(const double converted, in_unit_of(*known, value, unit));
    if (!std::isfinite(converted) || converted < known->lowest || converted > known->highest)
        return bad_input(fmt::format("{} of {} {} is not plausible", name, value, unit),
                         fmt::format("the range is {} to {} {}", known->lowest, known->highest, known->unit), "check the unit; nothing is rescaled");
    return Biomarker{known->kind, converted, std::move(assay), time};
}

Result<double> difference(const Biomarker& a, const Biomarker& b) {
    if (a.kind != b.kind)
        return bad_input(fmt::format("{} and {} cannot be compared", definition(a.kind).name, definition(b.kind).name), "they are different quantities");
    return a.value - b.value;
}

}  // namespace abscope::evidence
