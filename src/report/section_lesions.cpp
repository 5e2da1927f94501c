// Lesions and their draining nodes.
#include <cmath>

#include <fmt/format.h>

#include "report/facts.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

Section lesions_section(const Context& context) {
    Section section{"lesions", "Lesions and draining nodes", ""};
    const auto lesions = lesion_facts(context.study);
    if (lesions.empty()) {
        section.html = empty_state("No lesions described", "Add a [[lesion]] to the case file for each lesion, irradiated or "
                                                           "not: the ones outside the field are what an abscopal response "
                                                           "is about.");
        return section;
    }
    Table table("Lesions", {{"Lesion"}, {"Site"}, {"Volume [cm³]", Table::Align::right}, {"Field"},
                            {"Mean dose [Gy]", Table::Align::right}, {"Drains to"}, {"Node mean [Gy]", Table::Align::right}});
    for (const auto& l : lesions) {
        std::string name = escape(l.name);
        if (!l.structure.empty() && l.structure != l.name) name += " <small>" + escape(l.structure) + "</small>";
        table.row({name, l.site.empty() ? std::string(missing) : escape(l.site), number(l.volume_cc),
                   l.irradiated ? "<span class=\"chip in\">irradiated</span>" : "<span class=\"chip out\">outside</span>",
                   number(l.mean_gy), l.node.empty() ? std::string(missing) : escape(spoken(l.node)),
                   number(l.node_mean_gy)});
    }
    section.html = table.str() +
                   "<p class=\"note\">Doses of the whole course. A lesion without a structure receives 0\u00A0Gy unless the case "
                   "says otherwise. T cells are primed in the draining node, so its dose stands beside that of the lesion. " + csv_link("lesions.csv") + "</p>";
    return section;
}

}  // namespace abscope::report
