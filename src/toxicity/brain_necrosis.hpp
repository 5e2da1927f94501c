// Symptomatic brain necrosis after radiosurgery by the volume with a dose, target included [@milano2021], and what is said of
// checkpoint inhibition: two readings that cannot both hold, side by side. Belongs to toxicity; docs/methods/toxicity.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "patient/exposure.hpp"
#include "patient/host.hpp"
#include "toxicity/course_risk.hpp"

namespace abscope::toxicity {

/// Which side of the concurrency question a view takes (conflict necrosis-concurrency of the ledger).
enum class NecrosisSide {
    radiotherapy_alone,
    drug_matters,   ///< more necrosis with a checkpoint inhibitor
    volume_alone    ///< V12 matters, concurrency does not
};

/// One reading of the evidence; the readings stand side by side and are not averaged.
struct NecrosisView {
    std::string id, text;
    double low = 0.0, high = 0.0;       ///< probability [-]
    std::string source;
    std::vector<std::string> evidence;  ///< ids of the entries
    NecrosisSide side = NecrosisSide::radiotherapy_alone;
};

/// Symptomatic necrosis after one fraction to the brain by the volume with 12 Gy or more, target included `v12_cc` [cm3].
/// Views: the pooled table [@milano2021]; the table with the odds ratio of the histology for checkpoint inhibition [@kim2021], or
/// the hazard ratio over all histologies [@he2020]; the series in which volume mattered and concurrency did not [@lehrer2023]. An
/// unknown histology gets the views of all. Range: 5 to 15 cm3; outside the view is a bound.
std::vector<NecrosisView> necrosis_views(double v12_cc, std::optional<patient::Histology> histology, bool checkpoint_inhibitor);

/// Necrosis of a course.
struct BrainNecrosis {
    int fractions = 1;
    double least_gy = 12.0;             ///< dose that the volume is counted from [Gy]
    double volume_cc = 0.0;             ///< with at least that dose, brain with targets [cm3]
    double without_targets_cc = 0.0;    ///< the same of the brain without them; context [cm3]
    std::vector<std::string> targets;   ///< what was counted in
    std::optional<patient::Histology> histology;
    bool checkpoint_inhibitor = false;
    std::vector<NecrosisView> views;    ///< empty: the note says why
    double low = 0.0, high = 1.0;       ///< over all views: the conflict widens, it does not choose [-]
    std::string note;
};

/// One fraction: V12 and all views. Three and five fractions: less than 20 cm3 with 20 and 24 Gy goes with less than 10 %; two and
/// four are bounded by the table of the next smaller number, as the same dose in more fractions does not do more. More than five: no
/// table. Nothing where no brain is contoured or it receives no dose of a table.
std::optional<BrainNecrosis> brain_necrosis(const patient::Exposure& exposure, std::optional<patient::Histology> histology, bool checkpoint_inhibitor,
                                            const CourseVariant& variant = {});

/// "melanoma", "non-small-cell lung cancer", "other".
std::string_view histology_name(patient::Histology histology);

}  // namespace abscope::toxicity
