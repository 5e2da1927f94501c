// Biomarkers as typed records: what was measured, with which assay, in which unit, when. Names that sound alike are different
// kinds (PD-L1 on tumour cells and in plasma; mutational burden of tissue and of blood). Plausibility gates refuse what can only
// be a wrong unit; nothing is rescaled silently. Cut-offs carry their evidence entry [@chen2026]. Belongs to evidence.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/quantity.hpp"
#include "core/result.hpp"

namespace abscope::evidence {

enum class BiomarkerKind {
    pdl1_tumour_proportion,     ///< share of stained tumour cells [%]
    pdl1_combined_positive,     ///< combined positive score [1]
    pdl1_soluble,               ///< in plasma [pg/mL]
    tmb_tissue,                 ///< mutations per megabase of tissue [1/Mb]
    tmb_blood,                  ///< mutations per megabase of blood [1/Mb]
    lymphocytes, neutrophils,   ///< [1e9/L]
    neutrophil_lymphocyte_ratio,  ///< [1]
    ctdna_max_vaf,              ///< highest variant allele fraction [%]
    cd8_intraepithelial,        ///< cells per high-power field [1/HPF]
    til_density,                ///< infiltrating lymphocytes per area of tissue [1/mm2]
    microsatellite,             ///< 1: unstable (MSI-H, dMMR), 0: not (MSI-L, MSS, pMMR) [1]
    ldh,                        ///< lactate dehydrogenase in serum [U/L]
    crp,                        ///< C-reactive protein in serum [mg/L]
    albumin,                    ///< in serum [g/L]
    body_weight,                ///< [kg]
};

/// What the program does with a kind.
enum class BiomarkerUse {
    model_input,  ///< sets an input of the twin, the blood engine or the kinetics of a drug
    context,      ///< shown beside its cut-off; no model reads it
};

/// What is known of a kind, whoever measures it.
struct BiomarkerDefinition {
    BiomarkerKind kind;
    std::string_view name, unit;
    double lowest, highest;     ///< plausible range [unit]
    std::optional<double> cut_off;  ///< [unit]
    std::string_view cut_off_evidence;  ///< id of the entry; empty where there is no cut-off
    BiomarkerUse use;
    std::string_view use_text;          ///< which input, or that no model uses it and why
};
const std::vector<BiomarkerDefinition>& biomarker_definitions();
const BiomarkerDefinition& definition(BiomarkerKind kind);

struct Biomarker {
    BiomarkerKind kind = BiomarkerKind::lymphocytes;
    double value = 0.0;         ///< [unit of its kind]
    std::string assay;          ///< as written; may be empty
    Duration time;              ///< of the course
    std::string category{};     ///< as written, of a kind that is a category: "MSI-H"
    std::optional<double> assay_cut_off{};  ///< as the assay's report states it [unit of its kind]
    bool taken = false;         ///< it set an input of the model
    bool above_cut_off() const; ///< at or above; a kind without a cut-off is a bug to ask
};

/// A record from a name, a number with its unit as written, an assay and a time. Units are those of UCUM, annotations in braces
/// ignored, and everyday spellings; units of the same quantity are converted (10*3/uL is 1e9/L); a unit of another quantity, an unknown name, and an implausible value are refused.
Result<Biomarker> make_biomarker(std::string_view name, double value, std::string_view unit, std::string assay, Duration time);

/// A record of a kind that is a category: "MSI" as MSI-H, MSI-L, MSS, dMMR or pMMR.
Result<Biomarker> make_category(std::string_view name, std::string category, std::string assay, Duration time);

/// A value in the unit of a kind; the conversion of make_biomarker without its gate.
Result<double> in_unit_of(const BiomarkerDefinition& known, double value, std::string_view unit);

/// Comparing two kinds as if they were one is refused: PD-L1 on cells with PD-L1 in plasma, tissue with blood burden.
Result<double> difference(const Biomarker& a, const Biomarker& b);

}  // namespace abscope::evidence
