// Puts the page together: head, navigation, sections, foot.
#include "report/html.hpp"

#include <fmt/format.h>

#include "core/embedded.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

std::string head(const StudyResult& study) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n"
        "<title>{} · Abscope</title>\n<style>\n{}</style>\n</head>\n",
        escape(study.subject.name.empty() ? "Study" : study.subject.name), core::embedded_file("report.css"));
}

std::string navigation(const std::vector<Section>& sections) {
    std::string out = "<nav aria-label=\"Sections\"><p class=\"brand\">Abscope</p><ol><li><a href=\"#summary\">Summary</a></li>";
    for (const auto& s : sections) out += fmt::format("<li><a href=\"#{}\">{}</a></li>", s.id, s.title);
    return out + "</ol></nav>\n";
}

}  // namespace

std::string render_html(const StudyResult& study) {
    const Context context{study, StructureStyles(study)};
    std::vector<Section> sections;
    for (const auto make : {plan_section, dvh_section, blood_section, count_section, windows_section, timeline_section,
                            lesions_section, twin_section, toxicity_section, biomarkers_section, notes_section, parameters_section,
                            evidence_section, reproduce_section, glossary_section})
        sections.push_back(make(context));
    std::string page = head(study) + "<body>\n<p class=\"banner\" role=\"note\">Research software. Not for clinical use.</p>\n";
    page += "<div class=\"shell\">\n" + navigation(sections) + "<main>\n" + header_html(context);
    for (const auto& s : sections)
        page += fmt::format("<section id=\"{0}\" aria-labelledby=\"{0}-title\"><h2 id=\"{0}-title\">{1}</h2>\n{2}</section>\n",
                            s.id, s.title, s.html);
    page += fmt::format("<footer><p>Abscope {}. Research software, <b>not for clinical use</b>: no number here may decide the "
                        "treatment of a patient.</p></footer>\n</main>\n</div>\n",
                        escape(study.provenance.version));
    page += fmt::format("<script>\n{}</script>\n</body>\n</html>\n", core::embedded_file("report.js"));
    return page;
}

}  // namespace abscope::report
