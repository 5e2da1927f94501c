// Figures, tables and notes of the page, as page.hpp says.
#include "report/page.hpp"

#include <fmt/format.h>

#include "core/contract.hpp"
#include "report/text.hpp"

namespace abscope::report {

std::string for_both(const std::function<std::string(Medium)>& draw, Medium wide) {
    return "<div class=\"wide\">" + draw(wide) + "</div><div class=\"narrow\">" + draw(narrow_medium) + "</div>";
}

std::string csv_link(std::string_view csv) {
    return fmt::format("<a class=\"csv\" href=\"csv/{0}\" download>CSV<span class=\"hidden\"> file {0}</span></a>", csv);
}

std::string figure(std::string_view id, std::string_view picture, std::string_view caption, std::string_view csv,
                   std::string_view style) {
    const std::string link = csv.empty() ? std::string() : " " + csv_link(csv);
    return fmt::format("<figure id=\"{}\" class=\"{}\">{}<figcaption>{}{}</figcaption></figure>\n", id, style, picture,
                       caption, link);
}

std::string empty_state(std::string_view title, std::string_view text) {
    return fmt::format("<div class=\"empty\"><p class=\"empty-title\">{}</p><p>{}</p></div>\n", title, text);
}

std::string legend(const std::vector<std::pair<std::string, std::string>>& style_and_name) {
    std::string out = "<ul class=\"legend\">";
    for (const auto& [style, name] : style_and_name)
        out += fmt::format(
            "<li><svg width=\"26\" height=\"10\" aria-hidden=\"true\"><path d=\"M1 5H25\" class=\"line {}\"/></svg>{}</li>",
            style, escape(name));
    return out + "</ul>\n";
}

std::string folded(std::string_view summary, std::string_view html) {
    return html.empty() ? std::string()
                        : fmt::format("<details class=\"fold\"><summary>{}</summary>{}</details>\n", escape(summary), html);
}

std::string source_link(const StudyResult& study, std::string_view key) {
    std::string out;
    for (std::size_t at = 0; at < key.size();) {
        const std::size_t end = std::min(key.find_first_of(" ;,[]@()", at), key.size());
        const std::string_view word = key.substr(at, end - at);
        const char* place = nullptr;
        for (const auto& r : study.references)
            if (!word.empty() && r.key == word) place = "ref";
        for (const auto& e : study.evidence)
            if (!word.empty() && e.id == word) place = "ev";
        if (place != nullptr) out += fmt::format("<a href=\"#{0}-{1}\">{2}</a>", place, slug(word), escape(word));
        else out += escape(word);
        if (end < key.size() && key[end] != '[' && key[end] != ']' && key[end] != '@') out += escape(key.substr(end, 1));
        at = end + 1;
    }
    return out;
}

void Table::row(std::vector<std::string> cells, std::string_view style) {
    ABSCOPE_EXPECT(cells.size() == columns_.size());
    rows_ += style.empty() ? "<tr>" : fmt::format("<tr class=\"{}\">", style);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const char* tag = i == 0 ? "th scope=\"row\"" : "td";
        rows_ += fmt::format("<{}{}>{}</{}>", tag, columns_[i].align == Align::right ? " class=\"n\"" : "", cells[i],
                             i == 0 ? "th" : "td");
    }
    rows_ += "</tr>";
}

std::string Table::str() const {
    std::string head;
    for (const auto& c : columns_)
        head += fmt::format("<th scope=\"col\"{}>{}</th>", c.align == Align::right ? " class=\"n\"" : "", c.title);
    return fmt::format(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{0}\"><table><caption>{0}</caption>"
        "<thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>\n",
        escape(caption_), head, rows_);
}

}  // namespace abscope::report
