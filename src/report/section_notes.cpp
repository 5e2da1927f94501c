// What a reader must know before trusting a number: warnings and assumptions.
#include <fmt/format.h>

#include "report/facts.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

Section notes_section(const Context& context) {
    Section section{"notes", "Warnings and assumptions", ""};
    const auto warnings = all_warnings(context.study);
    section.html = "<h3>Warnings</h3>";
    if (warnings.empty()) {
        section.html += "<p>None.</p>";
    } else {
        section.html += "<ul class=\"warnings\">";
        for (const auto& w : warnings)
            section.html += fmt::format("<li><p>{}</p><code>{}</code></li>", escape(w.text), escape(w.code));
        section.html += "</ul>\n";
    }
    section.html += "<h3>What was assumed</h3>";
    if (context.study.assumptions.empty()) return section.html += "<p>Nothing beyond the parameters below.</p>", section;
    section.html += "<dl class=\"assumed\">";
    for (const auto& a : context.study.assumptions) {
        section.html += fmt::format("<dt>{}</dt><dd>{}", escape(a.what), escape(a.why));
        if (!a.change.empty()) section.html += fmt::format(" <span class=\"change\">{}</span>", escape(a.change));
        section.html += "</dd>";
    }
    section.html += "</dl>\n";
    return section;
}

}  // namespace abscope::report
