// Dose–volume histograms of an anatomy: of a study (every structure, usual metrics) and of `abscope dvh` (what was asked).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "core/quantity.hpp"
#include "core/result.hpp"
#include "patient/case.hpp"
#include "report/study_result.hpp"
#include "twin/anatomy_geometry.hpp"

namespace abscope::study {

/// Histograms of every structure (or DVH table) of a case, physical and EQD2, with the metrics usual for its role.
std::vector<report::DvhEntry> study_dvhs(const patient::Case& subject, const twin::AnatomyGeometry& geometry,
                                         patient::Warnings& warnings);

/// α/β that the study takes for EQD2 where nobody says it [Gy]: 10 for targets, 3 for everything else.
double assumed_alpha_beta_gy(patient::OrganRole role);

/// What `abscope dvh` asks for.
struct DvhRequest {
    std::filesystem::path path;           ///< DICOM folder, case file, or label map
    std::vector<std::string> metrics;     ///< empty: those usual for the role
    std::vector<std::string> structures;  ///< empty: all
    std::string quantity = "physical";
    std::optional<AlphaBeta> alpha_beta;
    std::optional<int> fractions;
    std::string plan, structure_set;
    std::optional<geometry::EndRule> ends;  ///< of structures; none: as the planning system's own volumes show
    std::vector<std::string> sum_of_plans;                  ///< plans whose doses are added
    std::filesystem::path dose, labels, label_names;        ///< volumes of other programs (study/anatomy_files.hpp)
};

struct DvhStudy {
    std::vector<report::DvhEntry> entries;
    std::string summation;         ///< of the dose, as DICOM spells it
    std::optional<int> fractions;  ///< where known
    std::string source;            ///< file of the dose
    geometry::EndRule ends = geometry::EndRule::half_spacing;
    patient::Warnings warnings;
};

Result<DvhStudy> run_dvh_study(const DvhRequest& request, const ProgressSink& progress = {});

}  // namespace abscope::study
