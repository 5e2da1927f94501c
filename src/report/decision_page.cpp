// Layout of the decision report. Belongs to report.
#include <fmt/format.h>

#include "core/embedded.hpp"
#include "report/decision.hpp"
#include "report/decision_pictures.hpp"
#include "report/text.hpp"

namespace abscope::report {

namespace {

std::string links(const std::vector<std::string>& ids) {
    std::string out;
    for (const auto& id : ids) out += fmt::format(" <a class=\"id\" href=\"#ev-{}\">{}</a>", slug(id), escape(id));
    return out;
}

std::string statements(const std::vector<Statement>& list) {
    std::string out = "<ul>";
    for (const auto& s : list) out += "<li>" + escape(s.text) + links(s.ids) + "</li>";
    return out + "</ul>";
}

std::string facts_html(const DecisionPage& page) {
    std::string out = "<dl class=\"facts\">";
    for (const auto& [name, value] : page.facts) out += "<div><dt>" + escape(name) + "</dt><dd>" + escape(value) + "</dd></div>";
    return out + "</dl>";
}

std::string row_html(const DecisionRow& row, std::size_t number) {
    std::string out = fmt::format("<tr class=\"{}\"><td class=\"n\">{}</td><td class=\"name\"><b>{}</b>{}", number == 0 ? "reference" : "",
                                  number == 0 ? "ref" : fmt::format("{}", number), escape(row.name), row.why.empty() ? "" : "<br><small>" + escape(row.why) + "</small>");
    out += "</td>";
    for (const auto& cell : {row.control_irradiated, row.control_other, row.gain, row.p_better, row.resolved}) out += "<td>" + escape(cell) + "</td>";
    for (const auto& cell : row.toxicity) out += "<td>" + escape(cell) + "</td>";
    for (const auto& cell : {row.alc_nadir, row.alc_recovery, row.visits, row.window}) out += "<td>" + escape(cell) + "</td>";
    return out + "</tr>";
}

std::string schedules_html(const DecisionPage& page) {
    std::string out = "<table class=\"main\"><thead><tr><th></th><th>schedule</th><th>control in the field</th><th>control elsewhere</th><th>gain, points (99 %)</th>"
                      "<th>P(better)</th><th>resolved</th>";
    for (const auto& organ : page.organs) out += "<th>" + escape(organ) + "</th>";
    out += "<th>lowest ALC 1e9/L</th><th>ALC back at 0.8</th><th>visits</th><th>window</th></tr></thead><tbody>";
    for (std::size_t i = 0; i < page.rows.size(); ++i) out += row_html(page.rows[i], i);
    out += "</tbody></table><p class=\"small\">";
    for (const auto& s : page.columns) out += "<span class=\"column\">" + escape(s.text) + links(s.ids) + "</span> ";
    return out + "</p>";
}

std::string rules_html(const DecisionPage& page) {
    std::string out;
    for (std::size_t i = 0; i < page.rows.size(); ++i) {
        if (page.rows[i].rules.empty()) continue;
        out += fmt::format("<div class=\"rule\"><b>{}</b>", i == 0 ? "ref" : fmt::format("{}", i)) + statements(page.rows[i].rules) + "</div>";
    }
    return out;
}

std::string evidence_html(const DecisionPage& page) {
    std::string out = "<table class=\"evidence\"><thead><tr><th>id</th><th>level</th><th>what it says</th></tr></thead><tbody>";
    for (const auto& row : page.evidence)
        out += fmt::format("<tr id=\"ev-{}\"><td>{}</td><td>{}</td><td>{}{}</td></tr>", slug(row.id), escape(row.id), escape(row.level), escape(row.text),
                           row.flag.empty() ? "" : " <i>Flag: " + escape(row.flag) + "</i>");
    return out + "</tbody></table>";
}

std::string table_html(const DecisionTable& table) {
    std::string out = "<h3>" + escape(table.title) + "</h3>";
    if (!table.note.empty()) out += "<p class=\"small\">" + escape(table.note) + "</p>";
    out += "<table><thead><tr>";
    for (const auto& column : table.columns) out += "<th>" + escape(column) + "</th>";
    out += "</tr></thead><tbody>";
    for (const auto& row : table.rows) {
        out += "<tr>";
        for (const auto& cell : row) out += "<td>" + escape(cell) + "</td>";
        out += "</tr>";
    }
    return out + "</tbody></table>";
}

std::string board_html(const DecisionPage& page) {
    return "<header><p class=\"overline\">Decision report for a tumour board · not for clinical use</p><h1>" + escape(page.title) + "</h1><p class=\"subtitle\">" +
           escape(page.subtitle) + "</p></header>" + facts_html(page) + "<p class=\"answer\">" + escape(page.answer.text) + links(page.answer.ids) + "</p><h2>Schedules</h2>" + schedules_html(page) +
           "<div class=\"columns\"><div><h2>Rules and conflicts</h2>" + rules_html(page) + statements(page.conflicts) + "</div><div><h2>What would change the answer</h2>" +
           tornado_svg(page) + "<h2>Toxicity</h2>" + statements(page.toxicity) + "<h2>Measure next</h2>" + statements(page.measure) + "</div></div>" +
           "<h2>Evidence</h2>" + evidence_html(page) +
           "<p class=\"sign\"><span>Decision</span><span>Clinician</span><span>Date and signature</span></p>";
}

}  // namespace

std::string render_decision(const DecisionPage& page) {
    std::string appendix = "<section class=\"appendix\"><h2>Appendix</h2>";
    if (page.map.most_fractions > 0) appendix += "<figure>" + map_svg(page.map) + "<figcaption>" + escape(page.map.caption) + "</figcaption></figure>";
    for (const auto& table : page.appendix) appendix += table_html(table);
    appendix += "<h3>Notes</h3><ul>";
    for (const auto& note : page.notes) appendix += "<li>" + escape(note) + "</li>";
    appendix += "</ul><p class=\"small\">" + escape(page.provenance) + "</p></section>";
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" +
           escape(page.title) + " – decision report</title><style>" + std::string(core::embedded_file("decision.css")) + "</style></head><body><main>" + board_html(page) + appendix +
           "</main></body></html>\n";
}

}  // namespace abscope::report
