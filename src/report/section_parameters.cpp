// Every parameter with its source, the list of sources, how to reproduce the run, and the words used.
#include <fmt/format.h>

#include "report/facts.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

Section parameters_section(const Context& context) {
    Section section{"parameters", "Parameters and sources", ""};
    const auto parameters = all_parameters(context.study);
    if (parameters.empty()) {
        section.html = empty_state("No parameters", "Nothing in this report rests on a model parameter.");
    } else {
        Table table("Parameters behind this report",
                    {{"Parameter"}, {"Group"}, {"Value", Table::Align::right}, {"Unit"}, {"Distribution"}, {"Source"}, {"Grade"}});
        for (const auto& p : parameters)
            table.row({escape(spoken(p.name)), escape(p.group), compact(p.value), escape(p.unit), escape(p.distribution),
                       source_link(context.study, p.source), escape(p.grade)});
        section.html = table.str() +
                       "<p class=\"note\">Grade: A measured in patients, B measured in human cells or volunteers, C from animals or "
                       "indirect, D assumed. "
                       "<a class=\"csv\" href=\"csv/parameters.csv\" download>CSV<span class=\"hidden\"> file "
                       "parameters.csv</span></a></p>";
    }
    if (context.study.references.empty()) return section;
    section.html += "<h3>Sources</h3><ol class=\"sources\">";
    for (const auto& r : context.study.references)
        section.html += fmt::format("<li id=\"ref-{}\"><b>{}</b> {}</li>", slug(r.key), escape(r.key), escape(r.text));
    section.html += "</ol>\n";
    return section;
}

Section reproduce_section(const Context& context) {
    const auto& p = context.study.provenance;
    Section section{"reproduce", "Reproduce", ""};
    section.html = fmt::format(
        "<p>The same inputs, version and seed give the same numbers, byte by byte, for any number of threads.</p>"
        "<dl class=\"facts\"><dt>Command</dt><dd><code>{}</code></dd><dt>Version</dt><dd>{}</dd><dt>Seed</dt><dd>{}</dd></dl>\n",
        escape(p.command), escape(p.version), p.seed);
    if (p.inputs.empty()) return section;
    Table table("Inputs", {{"File"}, {"Bytes", Table::Align::right}, {"SHA-256"}});
    for (const auto& i : p.inputs)
        table.row({escape(i.name), fmt::format("{}", i.bytes), "<code class=\"digest\">" + escape(i.sha256) + "</code>"});
    section.html += table.str();
    return section;
}

Section glossary_section(const Context&) {
    static constexpr std::pair<const char*, const char*> words[] = {
        {"ALC", "absolute lymphocyte count, in 10⁹ cells per litre of blood"},
        {"abscopal", "a response of a lesion outside the irradiated field"},
        {"α/β", "the dose at which both terms of the linear-quadratic model kill equally"},
        {"CTCAE", "common terminology criteria for adverse events; grades 1 to 5"},
        {"D95%", "dose that at least 95 % of a structure receives; D2cc: that its hottest 2 cm³ receive"},
        {"DVH", "dose–volume histogram: how much of a structure receives at least a dose"},
        {"EDIC", "effective dose to immune cells: a weighted sum of mean organ doses"},
        {"EQD2", "the dose in fractions of 2 Gy with the same effect by the linear-quadratic model"},
        {"nadir", "the lowest value over time"},
        {"V20Gy", "share of a structure that receives at least 20 Gy"}};
    Section section{"glossary", "Words", "<dl class=\"glossary\">"};
    for (const auto& [word, meaning] : words) section.html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", word, meaning);
    section.html += "</dl>\n";
    return section;
}

}  // namespace abscope::report
