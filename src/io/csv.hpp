// CSV as R and pandas read it without options: comma, point, one header row, quotes only where needed, NaN empty.
// The reader keeps line numbers, skips lines that begin with '#', and names what is wrong where.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"

namespace abscope::io {

/// One row of a CSV file.
struct CsvRow {
    int line = 0;  ///< 1-based line of the file on which the row begins
    std::vector<std::string> cells;
};

/// A CSV file: header and rows, every row as long as the header.
struct CsvTable {
    std::string file;
    std::vector<std::string> header;
    std::vector<CsvRow> rows;

    /// Position of a column, or an error that names the columns there are.
    Result<std::size_t> column(std::string_view name) const;
    /// A column as numbers; an empty cell, "NA" or "NaN" becomes NaN, anything else that is no number is an error.
    Result<std::vector<double>> numbers(std::string_view name) const;
    /// An input error that begins with file and line.
    Error error(int line, std::string problem, std::string why = {}, std::string suggestion = {}) const;
};

Result<CsvTable> read_csv(const std::filesystem::path& path);
Result<CsvTable> parse_csv(std::string_view text, const std::string& file);

/// Builds the text of a CSV file row by row.
class CsvWriter {
public:
    using Cell = std::variant<double, std::string>;

    explicit CsvWriter(std::vector<std::string> header);
    /// Adds a row; it must be as long as the header.
    void row(const std::vector<Cell>& cells);
    const std::string& text() const { return text_; }

private:
    std::size_t width_;
    std::string text_;
};

}  // namespace abscope::io
