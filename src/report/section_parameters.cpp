// Every parameter with its source, the list of sources, how to reproduce the run, and the words used.
#include <fmt/format.h>

#include "report/facts.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

/// A file's name without its digits: slices of one series have the same.
std::string stem(const std::string& name) {
    std::string out;
    for (const char c : name)
        if (c < '0' || c > '9') out += c;
    return out;
}

/// One row a file; a run of many files that differ in their digits only (the slices of a series) is one row.
std::string inputs_table(const std::vector<InputDigest>& inputs) {
    constexpr std::size_t many = 5;
    Table table("Inputs", {{"File"}, {"Bytes", Table::Align::right}, {"SHA-256"}});
    for (std::size_t first = 0, last = 0; first < inputs.size(); first = last) {
        std::uint64_t bytes = 0;
        while (last < inputs.size() && stem(inputs[last].name) == stem(inputs[first].name)) bytes += inputs[last++].bytes;
        if (last - first < many) {
            last = first + 1;
            table.row({escape(inputs[first].name), fmt::format("{}", inputs[first].bytes),
                       "<code class=\"digest\">" + escape(inputs[first].sha256) + "</code>"});
        } else {
            table.row({fmt::format("{} … {}", escape(inputs[first].name), escape(inputs[last - 1].name)), fmt::format("{}", bytes),
                       fmt::format("{} files; each digest is in manifest.json", last - first)});
        }
    }
    return table.str();
}

}  // namespace

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
        section.html = folded(fmt::format("All {} parameters with unit, distribution, source and grade", parameters.size()), table.str()) +
                       "<p class=\"note\">Grade: A measured in patients, B measured in human cells or volunteers, C from animals or "
                       "indirect, D assumed. " + csv_link("parameters.csv") + "</p>";
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
    section.html += folded(counted(static_cast<int>(p.inputs.size()), "input file") + " with SHA-256", inputs_table(p.inputs));
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
