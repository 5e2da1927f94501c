// The patient as a host: what blood volume, lymphocytes and drug clearance depend on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/quantity.hpp"

namespace abscope::patient {

/// Of the primary tumour; what the toxicity of the brain and the clearance of a drug distinguish.
enum class Histology { melanoma, nsclc, other };

enum class Sex { unknown, male, female };

/// One dated laboratory value of the absolute lymphocyte count.
struct CountSample {
    Duration time;
    CellConcentration count;
};

/// A course of systemic steroid, in prednisone equivalent.
struct SteroidCourse {
    DrugMass daily_dose;
    Duration from, to;
};

struct Host {
    Sex sex = Sex::unknown;
    bool sex_from_dicom = false;
    std::optional<double> age_years;  ///< [a]
    std::optional<Mass> weight;
    std::optional<Length> height;
    std::optional<CellConcentration> alc;  ///< absolute lymphocyte count before treatment
    std::optional<CellConcentration> anc;  ///< absolute neutrophil count before treatment
    std::optional<double> albumin_g_per_l;  ///< before treatment [g/L]
    std::optional<Histology> histology;
    std::vector<CountSample> prior_alc;
    std::vector<SteroidCourse> steroids;
};

}  // namespace abscope::patient
