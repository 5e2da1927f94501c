// CSV reading (RFC 4180 quoting) and writing.
#include "io/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/document.hpp"
#include "io/json_value.hpp"
#include "io/text_file.hpp"

namespace abscope::io {

namespace {

/// Walks over the text once, handing out one record after another.
class CsvScanner {
public:
    explicit CsvScanner(std::string_view text) : text_(text) {}

    /// The next record, without comment and empty lines; false at the end.
    bool next(CsvRow& row) {
        while (skip_line_without_data()) {
        }
        if (at_ >= text_.size()) return false;
        row = {line_, {}};
        while (cell(row)) {
        }
        return true;
    }
    bool open_quote() const { return open_quote_; }

private:
    bool skip_line_without_data() {
        if (at_ >= text_.size()) return false;
        const auto end = std::min(text_.find('\n', at_), text_.size());
        const auto line = text_.substr(at_, end - at_);
        const bool blank = line.find_first_not_of(" \t\r") == std::string_view::npos;
        if (!blank && line.front() != '#') return false;
        at_ = std::min(end + 1, text_.size());
        ++line_;
        return true;
    }
    /// Reads one cell; true where another one follows on the row.
    bool cell(CsvRow& row) {
        std::string out;
        if (at_ < text_.size() && text_[at_] == '"') quoted(out);
        while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') out += text_[at_++];
        const bool more = at_ < text_.size() && text_[at_] == ',';
        if (!more && !out.empty() && out.back() == '\r') out.pop_back();
        if (at_ < text_.size() && !more) ++line_;
        if (at_ < text_.size()) ++at_;
        row.cells.push_back(std::move(out));
        return more;
    }
    void quoted(std::string& out) {
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\n') ++line_;
            if (text_[at_] != '"') {
                out += text_[at_];
            } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                out += text_[at_++];
            } else {
                ++at_;
                return;
            }
        }
        open_quote_ = true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
    bool open_quote_ = false;
};

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string::npos) return "";
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "'" : ", '") + word + "'";
    return out;
}

}  // namespace

Error CsvTable::error(int line, std::string problem, std::string why, std::string suggestion) const {
    return bad_input(std::move(problem), std::move(why), std::move(suggestion))
        .within(Location{file, line, 0}.text());
}

Result<CsvTable> parse_csv(std::string_view text, const std::string& file) {
    CsvScanner scan(text);
    CsvTable table{file, {}, {}};
    CsvRow row;
    if (!scan.next(row)) return table.error(0, "the file is empty", "a header row is wanted");
    for (const auto& name : row.cells) table.header.push_back(trimmed(name));
    const int header_line = row.line;
    if (table.header.size() == 1 && table.header[0].find_first_of(";\t") != std::string::npos)
        return table.error(header_line, "the columns are not separated by commas",
                           "the header is one cell: '" + table.header[0] + "'",
                           "save the file as comma-separated values with a decimal point");
    for (std::size_t i = 0; i < table.header.size(); ++i)
        if (std::find(table.header.begin(), table.header.begin() + static_cast<std::ptrdiff_t>(i),
                      table.header[i]) != table.header.begin() + static_cast<std::ptrdiff_t>(i))
            return table.error(header_line, "column '" + table.header[i] + "' appears twice");
    while (scan.next(row)) {
        if (row.cells.size() != table.header.size())
            return table.error(row.line, std::to_string(row.cells.size()) + " cells",
                               "the header has " + std::to_string(table.header.size()));
        table.rows.push_back(row);
    }
    if (scan.open_quote())
        return table.error(row.line, "a quoted cell is not closed", "the file ends inside it");
    return table;
}

Result<CsvTable> read_csv(const std::filesystem::path& path) {
    ABSCOPE_TRY(const auto text, read_text_file(path));
    return parse_csv(text, path.string());
}

Result<std::size_t> CsvTable::column(std::string_view name) const {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
    return error(0, "column '" + std::string(name) + "' is missing", "the columns are " + joined(header));
}

Result<std::vector<double>> CsvTable::numbers(std::string_view name) const {
    ABSCOPE_TRY(const auto index, column(name));
    std::vector<double> out;
    out.reserve(rows.size());
    for (const auto& row : rows) {
        const auto cell = trimmed(row.cells[index]);
        if (cell.empty() || cell == "NA" || cell == "NaN" || cell == "nan") {
            out.push_back(std::numeric_limits<double>::quiet_NaN());
            continue;
        }
        const char* begin = cell.data() + (cell.front() == '+' ? 1 : 0);
        double value = 0.0;
        const auto [end, status] = std::from_chars(begin, cell.data() + cell.size(), value);
        if (status != std::errc{} || end != cell.data() + cell.size())
            return error(row.line, "'" + cell + "' in column '" + std::string(name) + "' is not a number");
        out.push_back(value);
    }
    return out;
}

CsvWriter::CsvWriter(std::vector<std::string> header) : width_(header.size()) {
    row({header.begin(), header.end()});
}

void CsvWriter::row(const std::vector<Cell>& cells) {
    ABSCOPE_EXPECT(cells.size() == width_);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) text_ += ',';
        if (const auto* number = std::get_if<double>(&cells[i])) {
            if (std::isfinite(*number)) text_ += number_text(*number);
            continue;
        }
        const auto& cell = std::get<std::string>(cells[i]);
        if (cell.find_first_of(",\"\n\r") == std::string::npos) {
            text_ += cell;
            continue;
        }
        text_ += '"';
        for (const char c : cell) {
            if (c == '"') text_ += '"';
            text_ += c;
        }
        text_ += '"';
    }
    text_ += '\n';
}

}  // namespace abscope::io
