// The evidence entries that the report cites by id; every id in the report is a link to its row here.
#include <fmt/format.h>

#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

Section evidence_section(const Context& context) {
    Section section{"evidence", "Evidence", ""};
    if (context.study.evidence.empty()) {
        section.html = empty_state("No evidence cited", "Nothing in this report rests on an entry of the evidence.");
        return section;
    }
    section.html = "<p>What the ids in this report stand for, in our words. <code>abscope evidence show ID</code> gives source and doubts.</p>"
                   "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Evidence\"><table><caption>Evidence</caption><thead><tr><th scope=\"col\">Id</th>"
                   "<th scope=\"col\">Level</th><th scope=\"col\">What it says</th></tr></thead><tbody>";
    for (const auto& row : context.study.evidence)
        section.html += fmt::format("<tr id=\"ev-{}\"><th scope=\"row\">{}</th><td>{}</td><td>{}{}</td></tr>", slug(row.id), escape(row.id), escape(row.level), escape(row.text),
                                    row.flag.empty() ? "" : " <i>Flag: " + escape(row.flag) + "</i>");
    section.html += "</tbody></table></div>\n";
    return section;
}

}  // namespace abscope::report
