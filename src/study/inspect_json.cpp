// abscope.inspect/1 (docs/formats/json.md).
#include <array>

#include "study/inspect.hpp"
#include "study/warning_output.hpp"

namespace abscope::study {

using io::JsonValue;

namespace {

JsonValue refusal(const std::optional<Error>& error) {
    return error ? JsonValue(error->message()) : JsonValue();
}

JsonValue sizes(const patient::Grid& grid) {
    auto out = JsonValue::array();
    for (const auto n : grid.size) out.push(n);
    return out;
}

JsonValue images_json(const io::DicomFolder& folder) {
    auto out = JsonValue::array();
    for (const auto& found : folder.images)
        out.push(JsonValue::object({{"modality", found.image.modality},
                                    {"description", found.image.description},
                                    {"slices", found.slices},
                                    {"size", sizes(found.image.grid)},
                                    {"spacing_mm", JsonValue::array(found.image.grid.spacing)},
                                    {"position", patient::position_name(found.position)},
                                    {"has_values", found.has_values},
                                    {"source", found.source},
                                    {"refused", refusal(found.refused)}}));
    return out;
}

JsonValue sets_json(const io::DicomFolder& folder) {
    auto out = JsonValue::array();
    for (const auto& found : folder.structure_sets)
        out.push(JsonValue::object({{"label", found.set.label},
                                    {"structures", found.set.structures.size()},
                                    {"source", found.source},
                                    {"refused", refusal(found.refused)}}));
    return out;
}

JsonValue structures_json(const std::vector<InspectedStructure>& structures) {
    auto out = JsonValue::array();
    for (const auto& structure : structures)
        out.push(JsonValue::object({{"name", structure.name},
                                    {"role", patient::role_name(structure.role)},
                                    {"volume_cc", structure.volume_cc},
                                    {"contours", structure.contours},
                                    {"points", structure.points},
                                    {"number", structure.number},
                                    {"type", structure.type},
                                    {"set", structure.set}}));
    return out;
}

JsonValue plans_json(const io::DicomFolder& folder) {
    auto out = JsonValue::array();
    for (const auto& found : folder.plans) {
        auto prescriptions = JsonValue::array();
        for (const auto& prescription : found.plan.prescriptions)
            prescriptions.push(
                JsonValue::object({{"target", prescription.target_name}, {"dose_gy", prescription.dose_gy}}));
        out.push(JsonValue::object({{"label", found.plan.label},
                                    {"kind", found.kind},
                                    {"fractions", found.plan.fractions()},
                                    {"beams", found.plan.beams.size()},
                                    {"prescription_gy", found.plan.prescription_gy()},
                                    {"prescriptions", std::move(prescriptions)},
                                    {"beam_on_s", found.plan.beam_on_s()},
                                    {"position", patient::position_name(found.plan.position)},
                                    {"source", found.source},
                                    {"refused", refusal(found.refused)}}));
    }
    return out;
}

const char* kind_name(patient::DoseKind kind) {
    static constexpr const char* names[] = {"physical", "effective", "error"};
    return names[static_cast<int>(kind)];
}

JsonValue doses_json(const io::DicomFolder& folder) {
    auto out = JsonValue::array();
    for (const auto& found : folder.doses) {
        const auto& grid = found.dose.grid;
        out.push(JsonValue::object(
            {{"summation", patient::summation_name(found.dose.summation)},
             {"kind", kind_name(found.dose.kind)},
             {"units", found.units},
             {"max_gy", static_cast<double>(found.dose.maximum_gy())},
             {"grid", JsonValue::object({{"size", sizes(grid)},
                                         {"spacing_mm", JsonValue::array(grid.spacing)},
                                         {"origin_mm", JsonValue::array(std::array{
                                                           grid.origin.x, grid.origin.y, grid.origin.z})}})},
             {"bits", found.dose.bits},
             {"quantum_gy", found.dose.quantum_gy},
             {"stored_dvhs", found.dose.stored_dvhs.size()},
             {"source", found.source},
             {"refused", refusal(found.refused)}}));
    }
    return out;
}

JsonValue links_json(const io::DicomFolder& folder) {
    static constexpr const char* states[] = {"resolved", "broken", "absent"};
    auto out = JsonValue::array();
    for (const auto& link : folder.links)
        out.push(JsonValue::object(
            {{"from", link.from}, {"to", link.to}, {"state", states[static_cast<int>(link.state)]}}));
    return out;
}

JsonValue registrations_json(const io::DicomFolder& folder) {
    auto out = JsonValue::array();
    for (const auto& found : folder.registrations)
        out.push(JsonValue::object({{"file", found.source},
                                    {"from", found.from_uid},
                                    {"to", found.to_uid},
                                    {"refused", refusal(found.refused)}}));
    return out;
}

JsonValue not_used_json(const io::DicomFolder& folder) {
    auto out = JsonValue::array();
    for (const auto& [name, number] : folder.not_used)
        out.push(JsonValue::object({{"class", name}, {"count", number}}));
    return out;
}

JsonValue unreadable_json(const io::DicomFolder& folder) {
    auto out = JsonValue::array();
    for (const auto& remark : folder.unreadable)
        out.push(JsonValue::object({{"file", remark.file}, {"reason", remark.reason}}));
    return out;
}

}  // namespace

JsonValue inspection_json(const Inspection& inspection) {
    const auto& folder = inspection.folder;
    const auto& who = folder.identity;
    return JsonValue::object(
        {{"schema", "abscope.inspect/1"},
         {"path", folder.path.string()},
         {"files", folder.files},
         {"not_dicom", folder.not_dicom},
         {"directories_ignored", folder.directories_ignored},
         {"patient",
          JsonValue::object(
              {{"id", who.id}, {"name", who.name}, {"sex", who.sex}, {"birth_date", who.birth_date}})},
         {"images", images_json(folder)},
         {"structure_sets", sets_json(folder)},
         {"structures", structures_json(inspection.structures)},
         {"plans", plans_json(folder)},
         {"doses", doses_json(folder)},
         {"registrations", registrations_json(folder)},
         {"links", links_json(folder)},
         {"not_used", not_used_json(folder)},
         {"unreadable", unreadable_json(folder)},
         {"warnings", warnings_json(inspection.warnings)}});
}

}  // namespace abscope::study
