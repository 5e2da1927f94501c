// From a parsed document to a CaseFile: anatomy, lesions, and the sections in order.
#include "study/case_file.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "io/toml.hpp"
#include "study/biomarker_records.hpp"
#include "study/case_sections.hpp"
#include "study/fields.hpp"

namespace abscope::study {

namespace fs = std::filesystem;

namespace {

constexpr PlausibleRange lesion_volume{0.0, 20000.0, true, "above 0 and up to 20 L",
                                       "check the number and its unit"};
constexpr PlausibleRange lesion_dose{0.0, 200.0, false, "0 to 200 Gy", "check the number and its unit"};

Result<void> read_roles(const Node& table, std::vector<RoleOverride>& roles) {
    std::vector<std::string_view> names;
    for (const auto role : patient::all_roles()) names.push_back(patient::role_name(role));
    for (const auto& [structure, node] : table.members()) {
        ABSCOPE_TRY(const auto name, node.as_text());
        const auto role = patient::role_from_name(name);
        if (!role) {
            const auto nearest = nearest_word(name, names);
            return node.error(
                "'" + name + "' is not a role", "roles are a fixed list",
                nearest ? "did you mean '" + *nearest + "'?" : "see docs/formats/case-file.md for the list");
        }
        roles.push_back({structure, *role, node});
    }
    return {};
}

/// The key of [anatomy] that says where it comes from; a label map can be the only one.
Result<const Node*> the_source(const Node& table) {
    const Node* found = nullptr;
    for (const char* key : {"dicom", "phantom", "dvh"}) {
        const auto* node = table.find(key);
        if (node == nullptr) continue;
        if (found)
            return node->error("a second source of the anatomy", "the first is '" + found->key() + "'",
                               "leave one of them out");
        found = node;
    }
    if (found == nullptr) found = table.find("labels");
    if (found) return found;
    return table.error("no source of the anatomy", "there is nothing to compute the dose from",
                       "add dicom = \"folder/\", phantom = \"thorax\" or dvh = \"folder/\", or dose and labels");
}

/// A folder or file that is there.
Result<fs::path> existing(const Node& node, const fs::path& folder, bool is_folder) {
    ABSCOPE_TRY(const auto text, node.as_text());
    if (text.empty()) return node.error("the name is empty", "", is_folder ? "give a folder" : "give a file");
    const fs::path path = folder / text;
    std::error_code code;
    if (is_folder ? fs::is_directory(path, code) : fs::is_regular_file(path, code)) return path;
    const char* why = !fs::exists(path, code) ? "it does not exist" : is_folder ? "it is a file" : "it is a folder";
    return node.error(fmt::format("'{}' is not a {}", path.string(), is_folder ? "folder" : "file"), why,
                      "paths are relative to the folder of the case file");
}

/// One label, or several whose doses are added.
Result<void> read_plan(const Node& node, AnatomyFiles& files) {
    if (!node.is_array()) {
        ABSCOPE_TRY(files.plan, node.as_text());
        return {};
    }
    for (const auto& item : node.items()) {
        ABSCOPE_TRY(auto label, item.as_text());
        files.sum_of_plans.push_back(std::move(label));
    }
    if (files.sum_of_plans.size() < 2)
        return node.error("a list of fewer than two plans", "a sum needs two", "write one label as plain text");
    return {};
}

/// dicom, dose, labels and what chooses among them.
Result<void> read_files(const Node& table, const fs::path& folder, AnatomyFiles& files) {
    if (const auto* node = table.find("dicom")) {
        ABSCOPE_TRY(files.dicom, existing(*node, folder, true));
    }
    const std::pair<const char*, fs::path*> named[] = {
        {"dose", &files.dose}, {"labels", &files.labels}, {"label_names", &files.label_names}};
    for (const auto& [key, path] : named)
        if (const auto* node = table.find(key)) {
            ABSCOPE_TRY(*path, existing(*node, folder, false));
        }
    if (files.dicom.empty() && files.dose.empty())
        return table.error("a label map without a dose", "there is nothing to compute from", "add dose = \"dose.nii.gz\"");
    if (const auto* node = table.find("plan")) ABSCOPE_CHECK_OK(read_plan(*node, files));
    ABSCOPE_TRY(files.structure_set, table.text_or("structure_set", ""));
    return {};
}

Result<void> read_anatomy(const Node& table, const fs::path& folder, CaseFile& out) {
    ABSCOPE_CHECK_OK(table.only_known_keys(
        {"dicom", "phantom", "dvh", "dose", "labels", "label_names", "roles", "plan", "structure_set"}));
    ABSCOPE_TRY(const Node* source, the_source(table));
    auto& anatomy = out.anatomy;
    anatomy.place = *source;
    const bool files = source == table.find("dicom") || source == table.find("labels");
    for (const char* key : {"dose", "labels", "label_names"})
        if (const auto* node = table.find(key); node != nullptr && !files)
            return node->error(fmt::format("'{}' together with '{}'", key, source->key()),
                               "that source has its own dose and structures", "leave one of them out");
    if (files) {
        ABSCOPE_CHECK_OK(read_files(table, folder, anatomy.files));
    } else if (source == table.find("phantom")) {
        anatomy.kind = AnatomySource::Kind::phantom;
        ABSCOPE_TRY(anatomy.phantom, source->as_text());
        if (anatomy.phantom != "thorax")
            return source->error("'" + anatomy.phantom + "' is not a phantom", "there is one phantom",
                                 "write phantom = \"thorax\"");
    } else {
        anatomy.kind = AnatomySource::Kind::dvh;
        ABSCOPE_TRY(anatomy.folder, existing(*source, folder, true));
    }
    if (const auto* roles = table.find("roles")) return read_roles(*roles, out.roles);
    return {};
}

Result<patient::Lesion> read_lesion(const Node& table, std::size_t number) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"name", "structure", "volume", "dose", "site", "drains_to", "tumour"}));
    patient::Lesion lesion;
    ABSCOPE_TRY(lesion.structure, table.text_or("structure", ""));
    ABSCOPE_TRY(lesion.volume, optional_quantity<Volume>(table, "volume", lesion_volume, "12 cm3"));
    ABSCOPE_TRY(lesion.dose, optional_quantity<PhysicalDose>(table, "dose", lesion_dose, "1 Gy"));
    ABSCOPE_TRY(lesion.site, table.text_or("site", ""));
    ABSCOPE_TRY(lesion.drains_to, table.text_or("drains_to", ""));
    ABSCOPE_TRY(lesion.tumour, table.text_or("tumour", ""));
    const auto fallback = !lesion.structure.empty() ? lesion.structure
                          : !lesion.site.empty()    ? lesion.site + " lesion"
                                                    : fmt::format("lesion {}", number);
    ABSCOPE_TRY(lesion.name, table.text_or("name", fallback));
    if (lesion.structure.empty() && !lesion.volume)
        return table.error("neither 'structure' nor 'volume'", "the size of the lesion is unknown",
                           "name its contour with structure = \"GTV\", or give volume = \"12 cm3\"");
    if (!lesion.structure.empty() && (lesion.volume || lesion.dose))
        return table.error(lesion.volume ? "both 'structure' and 'volume'" : "both 'structure' and 'dose'",
                           "the contour gives its volume and its dose", "leave one of them out");
    return lesion;
}

Result<void> read_lesions(const Node& document, CaseFile& out) {
    ABSCOPE_TRY(const auto items, tables(document, "lesion"));
    for (const auto* item : items) {
        ABSCOPE_TRY(auto lesion, read_lesion(*item, out.lesions.size() + 1));
        const auto same = [&](const patient::Lesion& other) { return other.name == lesion.name; };
        if (std::any_of(out.lesions.begin(), out.lesions.end(), same))
            return item->error("a second lesion called '" + lesion.name + "'",
                               "results are told apart by name", "give each a name of its own");
        out.lesions.push_back(std::move(lesion));
        out.lesion_places.push_back(*item);
    }
    return {};
}

Result<void> read_treatment(const Node& document, const fs::path& folder, CaseFile& out) {
    ABSCOPE_TRY(const auto radiotherapy, tables(document, "radiotherapy"));
    for (const auto* item : radiotherapy) {
        ABSCOPE_TRY(auto entry, read_radiotherapy(*item));
        if (const auto* node = item->find("dose_file")) {
            if (out.radiotherapy.empty())
                return node->error("'dose_file' in the first [[radiotherapy]]", "its dose is that of the plan or of [anatomy]", "name the file with dose in [anatomy]");
            ABSCOPE_TRY(entry.dose, existing(*node, folder, false));
        }
        out.radiotherapy.push_back(std::move(entry));
    }
    ABSCOPE_TRY(const auto immunotherapy, tables(document, "immunotherapy"));
    for (const auto* item : immunotherapy) {
        ABSCOPE_TRY(auto block, read_immunotherapy(*item));
        if (block.per_kilogram && !out.host.weight)
            return item->error("the dose is per kilogram and the weight is unknown",
                               "the drug's amount cannot be computed", "add weight = \"72 kg\" to [host]");
        out.immunotherapy.push_back(std::move(block));
    }
    using Reader = Result<patient::OtherTreatment> (*)(const Node&);
    constexpr std::pair<const char*, Reader> readers[] = {{"systemic", read_systemic},
                                                          {"surgery", read_surgery},
                                                          {"prior_radiotherapy", read_prior_radiotherapy}};
    for (const auto& [key, read] : readers) {
        ABSCOPE_TRY(const auto items, tables(document, key));
        for (const auto* item : items) {
            ABSCOPE_TRY(auto treatment, read(*item));
            out.other.push_back(std::move(treatment));
        }
    }
    return {};
}

}  // namespace

Result<CaseFile> parse_case_file(const Document& document, const fs::path& folder) {
    ABSCOPE_CHECK_OK(document.only_known_keys({"case", "anatomy", "lesion", "radiotherapy", "immunotherapy",
                                               "host", "biomarker", "systemic", "surgery", "prior_radiotherapy"}));
    CaseFile out;
    if (const auto* table = document.find("case")) {
        ABSCOPE_CHECK_OK(table->only_known_keys({"name", "notes"}));
        ABSCOPE_TRY(out.name, table->text_or("name", ""));
        ABSCOPE_CHECK_OK(table->text_or("notes", ""));
    }
    const Node* anatomy = document.find("anatomy");
    if (anatomy == nullptr)
        return document.error(
            "[anatomy] is missing", "there is nothing to compute the dose from",
            "add [anatomy] with dicom = \"folder/\", phantom = \"thorax\" or dvh = \"folder/\"");
    ABSCOPE_CHECK_OK(read_anatomy(*anatomy, folder, out));
    if (const auto* table = document.find("host")) {
        ABSCOPE_CHECK_OK(read_host(*table, folder, out));
    }
    ABSCOPE_TRY(const auto records, tables(document, "biomarker"));
    for (const auto* item : records) {
        ABSCOPE_TRY(auto record, read_biomarker(*item));
        out.biomarkers.push_back(std::move(record));
    }
    take_records(out.biomarkers, out.host);
    ABSCOPE_CHECK_OK(read_lesions(document, out));
    ABSCOPE_CHECK_OK(read_treatment(document, folder, out));
    return out;
}

Result<CaseFile> read_case_file(const fs::path& path) {
    ABSCOPE_TRY(const auto document, io::read_toml(path));
    ABSCOPE_TRY(auto out, parse_case_file(document, path.parent_path()));
    out.path = path;
    if (out.name.empty()) out.name = path.stem().string();
    return out;
}

}  // namespace abscope::study
