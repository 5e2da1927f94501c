// Reading a DICOM folder: each file to its reader by SOP class, then series to volumes, then the links.
#include "io/dicom/dicom_folder.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <fmt/format.h>

#include <set>

#include "core/parallel.hpp"
#include "io/dicom/file.hpp"
#include "io/dicom/identity.hpp"
#include "io/dicom/image_series.hpp"
#include "io/dicom/links.hpp"
#include "io/dicom/registration.hpp"
#include "io/dicom/rt_dose.hpp"
#include "io/dicom/rt_plan.hpp"
#include "io/dicom/rt_structure_set.hpp"
#include "io/dicom/scan.hpp"

namespace abscope::io {
namespace {

using namespace dicom;

/// What is collected while the files are gone through.
struct Collection {
    DicomFolder folder;
    std::vector<std::string> series_order;
    std::map<std::string, std::vector<SliceHeader>> series;
    std::vector<patient::Identity> rt_identities;
    std::set<std::string> seen_instances;
    std::size_t dose_voxels = 0;
};

/// Problem and reason without the suggestion, for a list.
DicomRemark remark(const std::string& file, const Error& error) {
    return {file, error.why.empty() ? error.problem : fmt::format("{} ({})", error.problem, error.why)};
}

std::string class_name(const std::string& uid) {
    if (uid.empty()) return "without SOP class";
    const char* name = dcmFindNameOfUID(uid.c_str());
    return name != nullptr ? name : uid;
}

void take_slices(Collection& c, OpenFile& file, const ScannedFile& scanned, const DicomReadOptions& options) {
    auto headers = read_slice_headers(file, scanned.path, scanned.name, options.limits);
    if (!headers.ok()) {
        c.folder.unreadable.push_back(remark(scanned.name, headers.error()));
        return;
    }
    for (SliceHeader& header : *headers) {
        if (header.localizer) {
            ++c.folder.not_used["CT localizer"];
            return;
        }
        auto& slices = c.series[header.series_uid];
        if (slices.empty()) c.series_order.push_back(header.series_uid);
        slices.push_back(std::move(header));
    }
}

/// True where the object was read before from another file.
bool is_copy(Collection& c, const std::string& uid, const std::string& name) {
    if (uid.empty() || c.seen_instances.insert(uid).second) return false;
    c.folder.warnings.push_back(
        {"object-copy",
         fmt::format("'{}' holds an object that was already read from another file; it is not used.", name)});
    return true;
}

void take_dose(Collection& c, OpenFile& file, const std::string& name, const DicomReadOptions& options) {
    FoundDose found = read_dose(file, name, options.limits, c.folder.warnings);
    if (is_copy(c, found.dose.sop_instance_uid, name)) return;
    c.dose_voxels += found.dose.values.size();
    if (c.dose_voxels > options.limits.dose_voxels) {
        found.dose.values = {};
        c.dose_voxels = options.limits.dose_voxels;
        found.refused = bad_input("the doses of the folder are too large together",
                                  fmt::format("the limit is {} voxels", options.limits.dose_voxels),
                                  "Keep the doses that are needed.");
    }
    c.folder.doses.push_back(std::move(found));
}

void take_object(Collection& c, OpenFile& file, const ScannedFile& scanned, const DicomReadOptions& options) {
    const std::string sop_class = file.sop_class();
    if (is_single_frame_image(sop_class) || is_multi_frame_image(sop_class)) {
        take_slices(c, file, scanned, options);
        return;
    }
    if (sop_class == UID_RTStructureSetStorage) {
        FoundStructureSet found = read_structure_set(file, scanned.name, options.limits, c.folder.warnings);
        if (!is_copy(c, found.set.sop_instance_uid, scanned.name))
            c.folder.structure_sets.push_back(std::move(found));
    } else if (sop_class == UID_RTPlanStorage || sop_class == UID_RTIonPlanStorage) {
        FoundPlan found = read_plan(file, scanned.name, c.folder.warnings);
        if (!is_copy(c, found.plan.sop_instance_uid, scanned.name))
            c.folder.plans.push_back(std::move(found));
    } else if (sop_class == UID_SpatialRegistrationStorage) {
        for (FoundRegistration& found : read_registrations(file, scanned.name))
            c.folder.registrations.push_back(std::move(found));
        return;
    } else if (sop_class == UID_RTDoseStorage) {
        take_dose(c, file, scanned.name, options);
    } else {
        ++c.folder.not_used[class_name(sop_class)];
        return;
    }
    c.rt_identities.push_back(identity_of(file));
}

/// A file as it was found, before anything is taken out of it.
struct Opened {
    FileKind kind = FileKind::not_dicom;
    std::optional<Result<OpenFile>> file;
};

Opened open_file(const ScannedFile& scanned, const DicomReadOptions& options) {
    Opened opened{kind_of_file(scanned.path), {}};
    if (opened.kind == FileKind::dicom) opened.file = OpenFile::open(scanned.path, options.limits);
    return opened;
}

void take_file(Collection& c, Opened& opened, const ScannedFile& scanned, const DicomReadOptions& options) {
    ++c.folder.files;
    c.folder.not_dicom += opened.kind == FileKind::not_dicom;
    c.folder.directories_ignored += opened.kind == FileKind::dicomdir;
    if (!opened.file) return;
    if (!opened.file->ok()) {
        c.folder.unreadable.push_back(remark(scanned.name, opened.file->error()));
        return;
    }
    try {
        take_object(c, opened.file->value(), scanned, options);
    } catch (const std::exception& e) {
        c.folder.unreadable.push_back({scanned.name, std::string("the library failed on it: ") + e.what()});
    }
}

/// Files are opened some at a time and taken in their order.
Result<void> take_files(Collection& c, const std::vector<ScannedFile>& files, const DicomReadOptions& options) {
    constexpr std::size_t together = 32;
    prepare_library();
    for (std::size_t first = 0; first < files.size(); first += together) {
        if (stop_requested()) return interrupted();
        const std::size_t count = std::min(together, files.size() - first);
        std::vector<Opened> opened(count);
        parallel_for(count, [&](std::size_t f) { opened[f] = open_file(files[first + f], options); });
        for (std::size_t f = 0; f < count; ++f) {
            take_file(c, opened[f], files[first + f], options);
            opened[f].file.reset();
        }
        if (options.progress)
            options.progress("reading DICOM", static_cast<double>(first + count) / static_cast<double>(files.size()));
    }
    return {};
}

void build_images(Collection& c, const DicomReadOptions& options) {
    for (const std::string& uid : c.series_order)
        c.folder.images.push_back(build_image(std::move(c.series[uid]), options, c.folder.warnings));
}

/// The RT objects say who the patient is; images only where there are none. Differences are warned about.
void settle_identity(Collection& c) {
    std::vector<patient::Identity> all = c.rt_identities;
    for (const std::string& uid : c.series_order) all.push_back(c.series[uid].front().identity);
    std::set<std::string> ids;
    for (const patient::Identity& who : all) {
        ids.insert(who.id);
        patient::Identity& identity = c.folder.identity;
        if (identity.id.empty()) identity.id = who.id;
        if (identity.name.empty()) identity.name = who.name;
        if (identity.sex.empty() || identity.sex == "O")
            identity.sex = who.sex.empty() ? identity.sex : who.sex;
        if (identity.birth_date.empty()) identity.birth_date = who.birth_date;
    }
    if (ids.size() > 1)
        c.folder.warnings.push_back(
            {"several-patients", fmt::format("the objects carry {} different Patient IDs: '{}'. Anonymised "
                                             "sets do; otherwise keep one patient in the folder.",
                                             ids.size(), fmt::join(ids, "', '"))});
}

Result<void> something_found(const DicomFolder& f) {
    if (!f.images.empty() || !f.structure_sets.empty() || !f.plans.empty() || !f.doses.empty() ||
        !f.not_used.empty())
        return {};
    const std::string counts = fmt::format("{} file(s) looked at, {} not DICOM, {} damaged", f.files,
                                           f.not_dicom, f.unreadable.size());
    if (f.unreadable.empty())
        return bad_input("no DICOM object was found", counts, "Name the folder of a DICOM-RT export.");
    const DicomRemark& first = f.unreadable.front();
    if (f.files == 1)
        return bad_input("the file cannot be used: " + first.reason, "", "Export or copy it again.");
    return bad_input("no readable DICOM object was found",
                     fmt::format("{}; '{}': {}", counts, first.file, first.reason),
                     "Export or copy the files again.");
}

}  // namespace

Result<DicomFolder> read_dicom_folder(const std::filesystem::path& path, const DicomReadOptions& options) {
    const std::string where = fmt::format("reading DICOM from '{}'", path.string());
    Collection c;
    c.folder.path = path;
    auto files = scan(path, options.limits, c.folder.unreadable);
    if (!files.ok()) return std::move(files).error().within(where);
    ABSCOPE_CHECK_OK(take_files(c, *files, options));
    settle_identity(c);
    build_images(c, options);
    if (auto found = something_found(c.folder); !found.ok()) return std::move(found).error().within(where);
    link_objects(c.folder);
    for (const DicomRemark& bad : c.folder.unreadable)
        c.folder.warnings.push_back(
            {"file-unreadable", fmt::format("'{}' is not used: {}", bad.file, bad.reason)});
    return std::move(c.folder);
}

}  // namespace abscope::io
