// De-identification of a folder: every file that may be copied, under a new name.
#include "io/dicom/deid.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <map>
#include <optional>

#include "io/dicom/deid_dataset.hpp"
#include "io/dicom/file.hpp"
#include "io/dicom/identity.hpp"
#include "io/dicom/scan.hpp"
#include "io/dicom/slice_header.hpp"
#include "io/output.hpp"

namespace abscope::io {
namespace {

using namespace dicom;

constexpr std::size_t shortest_key = 16;

/// Objects whose content is known well enough; others (reports, scanned documents, screenshots) may hold names anywhere.
bool may_be_copied(const std::string& sop_class) {
    return is_single_frame_image(sop_class) || is_multi_frame_image(sop_class) || sop_class == UID_RTStructureSetStorage ||
           sop_class == UID_RTPlanStorage || sop_class == UID_RTIonPlanStorage || sop_class == UID_RTDoseStorage ||
           sop_class == UID_SpatialRegistrationStorage;
}

/// Why a file stays behind, if it does.
std::optional<std::string> stays_behind(OpenFile& file) {
    const std::string sop_class = file.sop_class();
    if (!may_be_copied(sop_class)) {
        const char* name = dcmFindNameOfUID(sop_class.c_str());
        return fmt::format("objects of class {} are not de-identified", name != nullptr ? name : "unknown");
    }
    if (text(file.dataset(), DCM_BurnedInAnnotation) == "YES") return "its pixels hold text (Burned In Annotation)";
    if (text(file.dataset(), DCM_RecognizableVisualFeatures) == "YES") return "its pixels show a face (Recognizable Visual Features)";
    return std::nullopt;
}

struct Collection {
    DeidOutcome outcome;
    std::map<std::string, Disguise> patients;
    std::set<std::string> words;         ///< that identify somebody, of all files
    std::map<std::string, int> numbers;  ///< of files by folder and kind
};

std::string patient_of(OpenFile& file) {
    const patient::Identity who = identity_of(file);
    return !who.id.empty() ? who.id : who.name + "\n" + who.birth_date;
}

Result<void> copy(OpenFile& file, const std::string& key, const RunDirectory& run, Collection& c) {
    const std::string patient = patient_of(file);
    const auto [disguise, is_new] = c.patients.try_emplace(patient, key, patient);
    if (is_new) c.outcome.pseudonyms.push_back(disguise->second.pseudonym());
    DcmDataset& dataset = file.dataset();
    if (dataset.loadAllDataIntoMemory().bad()) return bad_input("its values cannot be read", "", "Copy it again.");
    const E_TransferSyntax syntax = dataset.getOriginalXfer();
    std::string kind = text(dataset, DCM_Modality);
    if (kind.empty() || kind.size() > 16 || kind.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos) kind = "OBJECT";
    disguise_dataset(dataset, disguise->second, c.words);
    DcmFileFormat clean(&dataset);
    const auto folder = run.staging() / disguise->second.pseudonym();
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    const std::string name = fmt::format("{}.{:05}.dcm", kind, ++c.numbers[disguise->second.pseudonym() + kind]);
    const OFCondition status = clean.saveFile((folder / name).c_str(), syntax, EET_ExplicitLength, EGL_recalcGL, EPD_noChange,
                                              0, 0, EWM_createNewMeta);
    if (status.bad()) return bad_output(fmt::format("'{}' cannot be written", name), status.text(), "Check the free space.");
    ++c.outcome.files;
    return {};
}

/// What identifies somebody is collected over all files first: a label in one may name what only another says.
Result<void> collect_words(const std::vector<ScannedFile>& files, const DeidOptions& options, Collection& c) {
    for (const ScannedFile& scanned : files) {
        if (stop_requested()) return interrupted();
        if (kind_of_file(scanned.path) != FileKind::dicom) continue;
        auto file = OpenFile::open(scanned.path, options.limits);
        if (!file.ok()) continue;
        c.words.merge(identifying_words(file->dataset()));
    }
    return {};
}

Result<void> take(const ScannedFile& scanned, const DeidOptions& options, const RunDirectory& run, Collection& c) {
    const FileKind kind = kind_of_file(scanned.path);
    const auto leave = [&](const std::string& why) { c.outcome.left_out.push_back({scanned.name, why}); };
    if (kind != FileKind::dicom) {
        leave(kind == FileKind::dicomdir ? "a DICOMDIR names patients and files" : "not DICOM");
        return {};
    }
    auto file = OpenFile::open(scanned.path, options.limits);
    if (!file.ok()) {
        leave(file.error().problem);
        return {};
    }
    if (const auto why = stays_behind(*file)) {
        leave(*why);
        return {};
    }
    try {
        auto done = copy(*file, options.key, run, c);
        if (done.ok() || done.error().kind == ErrorKind::output) return done;
        leave(done.error().problem);
    } catch (const std::exception& e) {
        leave(std::string("the library failed on it: ") + e.what());
    }
    return {};
}

}  // namespace

Result<DeidOutcome> deidentify(const std::filesystem::path& in, const std::filesystem::path& out, const DeidOptions& options) {
    if (options.key.size() < shortest_key)
        return bad_input(fmt::format("the key has {} bytes", options.key.size()), "a short key can be guessed",
                         "Use at least 16 random bytes, for example: head -c 32 /dev/urandom > key");
    prepare_library();
    Collection c;
    ABSCOPE_TRY(const auto files, scan(in, options.limits, c.outcome.left_out));
    ABSCOPE_CHECK_OK(collect_words(files, options, c));
    ABSCOPE_TRY(RunDirectory run, RunDirectory::begin(out));
    for (std::size_t f = 0; f < files.size(); ++f) {
        if (stop_requested()) return interrupted();
        ABSCOPE_CHECK_OK(take(files[f], options, run, c));
        if (options.progress) options.progress("de-identifying", static_cast<double>(f + 1) / static_cast<double>(files.size()));
    }
    if (c.outcome.files == 0)
        return bad_input("no object could be de-identified",
                         c.outcome.left_out.empty() ? "the folder is empty"
                                                    : fmt::format("'{}': {}", c.outcome.left_out.front().file, c.outcome.left_out.front().reason),
                         "Name a folder with DICOM images or RT objects.");
    ABSCOPE_CHECK_OK(run.commit());
    return std::move(c.outcome);
}

}  // namespace abscope::io
