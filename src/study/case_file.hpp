// The case file as it is written: parsed, checked for plausibility, not yet joined with images and plan
// (study/load_case.hpp does that). Format: docs/formats/case-file.md.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/document.hpp"
#include "evidence/biomarker.hpp"
#include "patient/case.hpp"
#include "study/anatomy_files.hpp"

namespace abscope::study {

/// [anatomy]: files (DICOM, volumes, or both), a phantom, or a folder of DVH tables.
struct AnatomySource {
    enum class Kind { files, phantom, dvh };
    Kind kind = Kind::files;
    AnatomyFiles files;            ///< paths resolved against the folder of the case file
    std::filesystem::path folder;  ///< dvh
    std::string phantom;           ///< phantom: its name
    Node place;                    ///< where the source was named, for messages
};

/// One line of [anatomy.roles].
struct RoleOverride {
    std::string structure;
    patient::OrganRole role = patient::OrganRole::none;
    Node place;
};

/// One [[radiotherapy]] block; what it leaves out is taken from the plan.
struct RadiotherapyEntry {
    patient::RadiotherapyBlock block;
    bool has_dose = false;
    bool has_fractions = false;
    std::filesystem::path dose;  ///< of a further block alone, whole course; empty: none of its own
    Node place;
};

/// A case file.
struct CaseFile {
    std::filesystem::path path;
    std::string name;
    AnatomySource anatomy;
    std::vector<RoleOverride> roles;
    std::vector<patient::Lesion> lesions;
    std::vector<Node> lesion_places;  ///< one a lesion
    std::vector<RadiotherapyEntry> radiotherapy;
    std::vector<patient::ImmunotherapyBlock> immunotherapy;
    std::vector<patient::OtherTreatment> other;
    patient::Host host;
    std::vector<evidence::Biomarker> biomarkers;  ///< of [[biomarker]] and of the bundle that [host] names; taken into the host where it has an input
    std::vector<std::filesystem::path> host_files;  ///< that [host] names
    patient::Warnings warnings;  ///< of files that [host] names
};

/// Reads a case file from disk.
Result<CaseFile> read_case_file(const std::filesystem::path& path);
/// Turns a parsed document into a case file; relative paths are relative to `folder`.
Result<CaseFile> parse_case_file(const Document& document, const std::filesystem::path& folder);

}  // namespace abscope::study
