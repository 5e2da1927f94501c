// Laboratory values and biomarkers of the case: what each is, and whether a model reads it.
#include <fmt/format.h>

#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

Section biomarkers_section(const Context& context) {
    Section section{"biomarkers", "Laboratory values and biomarkers", ""};
    const auto& study = context.study;
    if (study.biomarkers.empty()) {
        section.html = empty_state("No records", "Add [[biomarker]] to the case file, or name a FHIR bundle in [host].");
        return section;
    }
    Table table("Records", {{"Name"}, {"Value"}, {"Assay"}, {"Day", Table::Align::right}, {"Cut-off"}, {"What was done with it"}});
    for (const auto& row : study.biomarkers) {
        const auto unit = row.unit == "1" ? std::string() : " " + row.unit;
        std::string cut_off(missing);
        if (row.cut_off) cut_off = fmt::format("{}{}: {} ", number(*row.cut_off), escape(unit), *row.above ? "at or above" : "below") +
                                   (row.cut_off_evidence.empty() ? "(the assay's own)" : source_link(study, row.cut_off_evidence));
        table.row({escape(row.name), row.category.empty() ? number(row.value) + escape(unit) : escape(row.category), row.assay.empty() ? std::string(missing) : escape(row.assay), compact(row.day), cut_off,
                   escape(row.use)});
    }
    section.html = table.str() + "<p class=\"note\">Kinds are never compared with each other or rescaled: PD-L1 on cells and in plasma, burden of tissue and of blood are different quantities.</p>";
    return section;
}

}  // namespace abscope::report
