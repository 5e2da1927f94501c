// Aligned tables of text for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace abscope::app {

/// Columns of text, aligned by the widest cell. Widths count characters, not bytes.
class Table {
public:
    enum class Align { left, right };
    struct Column {
        std::string title;
        Align align = Align::left;
    };

    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
    void row(std::vector<std::string> cells);
    bool empty() const { return rows_.empty(); }
    /// The whole table, each line indented by two blanks; titles bold where `style`.
    std::string text(bool style) const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// Text broken at blanks into lines of at most `width` characters, each indented; lines but the first by two more.
std::string wrapped(std::string_view text, int width, int indent);
/// A number with `digits` significant digits; "–" for NaN.
std::string significant(double value, int digits = 4);
/// A share as percent with a sensible number of digits: "12.3 %".
std::string percent(double share);

}  // namespace abscope::app
