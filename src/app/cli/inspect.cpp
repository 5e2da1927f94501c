// abscope inspect: what is in a DICOM folder, for people and for programs.
#include <cmath>

#include <fmt/format.h>

#include "app/cli/table.hpp"
#include "app/cli/verbs.hpp"
#include "study/inspect.hpp"

namespace abscope::app {

namespace {

using study::Inspection;

std::string or_dash(const std::string& text) { return text.empty() ? "–" : text; }

template <class T>
std::string or_dash(const std::optional<T>& value) {
    return value ? fmt::format("{}", *value) : "–";
}

std::string grid_text(const patient::Grid& grid) {
    return fmt::format("{} × {} × {}, {} × {} × {} mm", grid.size[0], grid.size[1], grid.size[2],
                       significant(grid.spacing[0], 3), significant(grid.spacing[1], 3),
                       significant(grid.spacing[2], 3));
}

std::string state(const std::optional<Error>& refused) { return refused ? "refused, see below" : "usable"; }

std::string section(const std::string& title, const Table& table, bool style) {
    return table.empty() ? "" : bold(title, style) + "\n" + table.text(style) + "\n";
}

std::string head(const Inspection& found, bool style) {
    const auto& folder = found.folder;
    const auto& who = folder.identity;
    std::string out = bold(folder.path.string(), style) + "\n";
    out += fmt::format("  {} files, {} of them not DICOM (skipped)\n", folder.files, folder.not_dicom);
    out += fmt::format("  patient: {}, name: {}, sex: {}, born: {}\n\n", or_dash(who.id), or_dash(who.name),
                       or_dash(who.sex), or_dash(who.birth_date));
    return out;
}

Table images(const io::DicomFolder& folder) {
    Table table({{"series"}, {"kind"}, {"slices", Table::Align::right}, {"grid"}, {"position"}, {"state"}});
    for (const auto& found : folder.images)
        table.row({or_dash(found.image.description), found.image.modality, std::to_string(found.slices),
                   grid_text(found.image.grid), patient::position_name(found.position),
                   state(found.refused)});
    return table;
}

Table structures(const Inspection& found) {
    Table table({{"name"},
                 {"role"},
                 {"volume [cc]", Table::Align::right},
                 {"contours", Table::Align::right},
                 {"type"}});
    for (const auto& structure : found.structures)
        table.row(
            {structure.name,
             structure.role == patient::OrganRole::none ? "–"
                                                        : std::string(patient::role_name(structure.role)),
             significant(structure.volume_cc), std::to_string(structure.contours), or_dash(structure.type)});
    return table;
}

Table plans(const io::DicomFolder& folder) {
    Table table({{"label"},
                 {"fractions", Table::Align::right},
                 {"beams", Table::Align::right},
                 {"prescription [Gy]", Table::Align::right},
                 {"position"},
                 {"state"}});
    for (const auto& found : folder.plans)
        table.row({or_dash(found.plan.label), or_dash(found.plan.fractions()),
                   std::to_string(found.plan.beams.size()),
                   found.plan.prescription_gy() ? significant(*found.plan.prescription_gy()) : "–",
                   patient::position_name(found.plan.position), state(found.refused)});
    return table;
}

Table doses(const io::DicomFolder& folder) {
    Table table({{"summation"},
                 {"maximum [Gy]", Table::Align::right},
                 {"grid"},
                 {"bits", Table::Align::right},
                 {"stored DVHs", Table::Align::right},
                 {"state"}});
    for (const auto& found : folder.doses)
        table.row({patient::summation_name(found.dose.summation),
                   found.refused ? "–" : significant(found.dose.maximum_gy()), grid_text(found.dose.grid),
                   std::to_string(found.dose.bits), std::to_string(found.dose.stored_dvhs.size()),
                   state(found.refused)});
    return table;
}

Table links(const io::DicomFolder& folder) {
    static constexpr const char* states[] = {"found", "not found", "names nothing"};
    Table table({{"from"}, {"to"}, {"state"}});
    for (const auto& link : folder.links)
        table.row({link.from, or_dash(link.to), states[static_cast<int>(link.state)]});
    return table;
}

Table registrations(const io::DicomFolder& folder) {
    Table table({{"from frame of reference"}, {"to"}, {"state"}});
    for (const auto& found : folder.registrations) table.row({found.from_uid, found.to_uid, state(found.refused)});
    return table;
}

/// Refused objects, unreadable files, other classes, warnings.
std::string odd(const Inspection& found, bool style) {
    const auto& folder = found.folder;
    std::string lines;
    const auto refused = [&lines](const auto& objects) {
        for (const auto& object : objects)
            if (object.refused)
                lines += fmt::format("  refused: {}: {}\n", object.source, object.refused->message());
    };
    refused(folder.images);
    refused(folder.structure_sets);
    refused(folder.plans);
    refused(folder.doses);
    refused(folder.registrations);
    for (const auto& remark : folder.unreadable)
        lines += fmt::format("  unreadable: {}: {}\n", remark.file, remark.reason);
    for (const auto& [name, number] : folder.not_used)
        lines += fmt::format("  not used: {} × {}\n", number, name);
    for (const auto& warning : found.warnings)
        lines += fmt::format("  {} [{}]\n", warning.text, warning.code);
    return lines.empty() ? "nothing odd\n" : bold("what is odd", style) + "\n" + lines;
}

std::string as_text(const Inspection& found, bool style) {
    return head(found, style) + section("images", images(found.folder), style) +
           section("structures", structures(found), style) + section("plans", plans(found.folder), style) +
           section("doses", doses(found.folder), style) +
           section("registrations", registrations(found.folder), style) +
           section("links", links(found.folder), style) + odd(found, style);
}

}  // namespace

Result<void> run_inspect(const InspectOptions& options, const GlobalOptions& global,
                         const Terminal& terminal) {
    ABSCOPE_TRY(const auto found, study::inspect_folder(options.path, terminal.progress()));
    terminal.end_progress();
    return deliver({as_text(found, terminal.has_style() && global.out.empty()),
                    study::inspection_json(found).text() + "\n", ""},
                   global, terminal);
}

}  // namespace abscope::app
