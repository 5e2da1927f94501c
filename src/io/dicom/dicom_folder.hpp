// Reading a DICOM folder: everything that is in it, as patient values, with what was odd; and the choice of one anatomy
// out of it. Formats and refusals are listed in docs/formats/dicom-conformance.md.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "core/result.hpp"
#include "patient/case.hpp"

namespace abscope::io {

/// What a header may claim before anything is allocated for it.
struct DicomLimits {
    std::size_t files = 200'000;               ///< files looked at in one folder
    std::size_t folder_depth = 32;             ///< folders within folders
    std::size_t file_bytes = 4ull << 30;       ///< one file
    std::size_t inflated_bytes = 1ull << 29;   ///< one deflated dataset
    std::size_t sequence_depth = 64;           ///< sequences within sequences
    std::size_t elements = 20'000'000;         ///< elements of one file
    std::size_t volume_voxels = 500'000'000;   ///< one image or one dose
    std::size_t dose_voxels = 1'000'000'000;   ///< all doses of the folder together
    std::size_t contour_points = 100'000'000;  ///< one structure set
};

enum class ImageValues {
    load,
    skip  ///< geometry only: FoundImage::image.values stays empty
};

struct DicomReadOptions {
    ImageValues image_values = ImageValues::load;
    DicomLimits limits;
    ProgressSink progress;  ///< may be empty
};

/// One image series as one volume. Where `refused` says why, the volume must not be used (its geometry may be partial).
struct FoundImage {
    patient::Image image;
    patient::PatientPosition position = patient::PatientPosition::unknown;
    std::size_t slices = 0;
    bool has_values = false;              ///< false: no Pixel Data, or values were not asked for
    std::vector<std::string> slice_uids;  ///< SOP Instance UIDs in order of position
    std::string source;                   ///< first file, relative to the folder
    std::optional<Error> refused;
};

struct FoundStructureSet {
    patient::StructureSet set;
    std::string source;
    std::optional<Error> refused;
};

struct FoundPlan {
    patient::Plan plan;
    std::string kind = "RT Plan";  ///< "RT Plan", "RT Ion Plan"
    std::string source;
    std::optional<Error> refused;
};

/// One RTDOSE. A refused dose keeps its values as stored × scaling in the units it claims.
struct FoundDose {
    patient::DoseGrid dose;
    std::string units = "GY";  ///< Dose Units as written
    std::string source;
    std::optional<Error> refused;
};

/// A turn and a shift: p becomes rows · p + shift.
struct RigidMap {
    std::array<patient::Vector3, 3> rows{patient::Vector3{1, 0, 0}, patient::Vector3{0, 1, 0}, patient::Vector3{0, 0, 1}};
    patient::Vector3 shift;  ///< [mm]
    patient::Vector3 operator()(patient::Vector3 p) const;
    patient::Vector3 turned(patient::Vector3 direction) const;
    RigidMap inverse() const;
    RigidMap then(const RigidMap& next) const;
};

/// A spatial registration: points of frame of reference `from_uid` in that of `to_uid`.
struct FoundRegistration {
    std::string from_uid, to_uid, source;
    RigidMap map;
    std::optional<Error> refused;
};

/// A reference from one object to another. A broken link never stops the reading.
struct DicomLink {
    enum class State { resolved, broken, absent };  ///< absent: the object names nothing
    std::string from;                               ///< "dose 'rtdose.dcm'"
    std::string to;                                 ///< "plan 'breast'", or the UID that was not found
    State state = State::absent;
};

/// A file that could not be read, or an object that is not used, with the reason.
struct DicomRemark {
    std::string file;  ///< relative to the folder
    std::string reason;
};

struct DicomFolder {
    std::filesystem::path path;
    std::vector<FoundImage> images;
    std::vector<FoundStructureSet> structure_sets;
    std::vector<FoundPlan> plans;
    std::vector<FoundDose> doses;
    std::vector<FoundRegistration> registrations;
    patient::Identity identity;  ///< of the RT objects, else of the images
    std::vector<DicomLink> links;
    std::size_t files = 0;                        ///< regular files looked at
    std::size_t not_dicom = 0;                    ///< of which skipped: not DICOM
    std::size_t directories_ignored = 0;          ///< DICOMDIR files
    std::vector<DicomRemark> unreadable;          ///< DICOM, but damaged or beyond the limits
    std::map<std::string, std::size_t> not_used;  ///< other object classes by name, with their number
    patient::Warnings warnings;
};

/// Reads a folder (with its subfolders) or one file. Fails only where nothing useful can be said: path absent or
/// unreadable, no DICOM object in it, or limits exceeded; a refused object is listed with its reason instead.
Result<DicomFolder> read_dicom_folder(const std::filesystem::path& path,
                                      const DicomReadOptions& options = {});

/// Which of several objects is meant. Each by label, name, file name or UID; empty: by rule (see anatomy_of).
struct DicomSelection {
    std::string image;  ///< series UID or description
    std::string structures;
    std::string plan;
    std::string dose;
    std::vector<std::string> sum_of_plans;  ///< labels of at least two plans: their doses are added; then `plan` is empty
    bool without_dose = false;  ///< the dose comes from elsewhere: take none from the folder
};

/// One anatomy together with what is worth saying about the choice.
struct ChosenAnatomy {
    patient::Anatomy anatomy;
    patient::Warnings warnings;            ///< of the folder and of the choice
    std::vector<std::string> explanation;  ///< one sentence for each choice: what was taken, and why
};

/// Chooses by this rule, and fails by name where it does not decide:
/// - plan: the only one, else the only one that a usable dose refers to;
/// - structure set: the one the plan refers to, else the one the dose refers to, else the only one;
/// - dose: of those that refer to the plan (without a plan, or where none refers to it: of all) the PLAN dose, else
///   MULTI_PLAN, else the sum over FRACTION doses of every fraction group, else the sum over BEAM doses if every beam
///   that is delivered has one, else the *_SESSION doses likewise, which are one delivery;
/// - image: the series the structure set refers to, else the only one in the same frame of reference.
/// Structures, dose and image in other frames of reference than the structure set are moved into it by the rigid
/// registrations of the folder; a dose that cannot be is refused.
Result<ChosenAnatomy> choose_anatomy(const DicomFolder& folder, const DicomSelection& selection = {});
/// The same, without the explanation.
Result<patient::Anatomy> anatomy_of(const DicomFolder& folder, const DicomSelection& selection = {});

}  // namespace abscope::io
