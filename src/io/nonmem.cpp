// The NONMEM layout on top of CSV.
#include "io/nonmem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

#include "io/csv.hpp"
#include "io/text_file.hpp"

namespace abscope::io {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
enum Column : std::size_t { id, time, amt, evid, cmt, dv, mdv, column_count };
constexpr std::array<std::string_view, column_count> names{"ID", "TIME", "AMT", "EVID", "CMT", "DV", "MDV"};
// Columns that would give doses which no row shows.
constexpr std::array<std::string_view, 4> hidden_doses{"ADDL", "II", "SS", "RATE"};

struct Layout {
    std::array<std::size_t, column_count> at{};
    std::vector<std::size_t> covariates, hidden;
};

Result<Layout> layout_of(const CsvTable& csv) {
    Layout layout;
    for (std::size_t c = 0; c < column_count; ++c) {
        ABSCOPE_TRY(layout.at[c], csv.column(names[c]));
    }
    for (std::size_t c = 0; c < csv.header.size(); ++c) {
        const auto& name = csv.header[c];
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        const bool hides = std::find(hidden_doses.begin(), hidden_doses.end(), name) != hidden_doses.end();
        (hides ? layout.hidden : layout.covariates).push_back(c);
    }
    return layout;
}

// "." and an empty cell are missing.
Result<double> number_at(const CsvTable& csv, const CsvRow& row, std::size_t column) {
    const std::string& cell = row.cells[column];
    if (cell.empty() || cell == "." || cell == "NA" || cell == "NaN") return missing;
    double value = 0.0;
    const auto [end, fault] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (fault != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) {
        return csv.error(row.line, fmt::format("{} is '{}'", csv.header[column], cell), "a finite number belongs there",
                         "write '.' where it is missing");
    }
    return value;
}

Result<void> check_event(const CsvTable& csv, const NonmemRow& row, double event, bool has_value) {
    if (event != 0.0 && event != 1.0) {
        return csv.error(row.line, fmt::format("EVID is {}", event), "0 (observation) and 1 (dose) are supported",
                         "give resets as a patient of their own");
    }
    if (row.is_dose && !(row.amount > 0.0)) {
        return csv.error(row.line, fmt::format("a dose with AMT {}", std::isnan(row.amount) ? 0.0 : row.amount),
                         "a dose needs a positive amount");
    }
    if (!row.is_dose && row.amount > 0.0) {
        return csv.error(row.line, fmt::format("an observation (EVID 0) with AMT {}", row.amount), "an amount belongs to a dose",
                         "set EVID to 1");
    }
    if (!row.is_dose && has_value && std::isnan(row.observed)) {
        return csv.error(row.line, "an observation without DV", "MDV is 0", "set MDV to 1 where the value is missing");
    }
    return {};
}

Result<NonmemRow> row_of(const CsvTable& csv, const Layout& layout, const CsvRow& cells) {
    NonmemRow row;
    row.line = cells.line;
    row.id = cells.cells[layout.at[id]];
    row.compartment = cells.cells[layout.at[cmt]];
    if (row.id.empty() || row.compartment.empty()) {
        return csv.error(row.line, row.id.empty() ? "ID is empty" : "CMT is empty", "each row belongs to a patient and a compartment");
    }
    ABSCOPE_TRY(row.time_day, number_at(csv, cells, layout.at[time]));
    if (std::isnan(row.time_day)) return csv.error(row.line, "TIME is missing", "each row has its day");
    ABSCOPE_TRY(row.amount, number_at(csv, cells, layout.at[amt]));
    ABSCOPE_TRY(const double event, number_at(csv, cells, layout.at[evid]));
    ABSCOPE_TRY(const double no_value, number_at(csv, cells, layout.at[mdv]));
    ABSCOPE_TRY(row.observed, number_at(csv, cells, layout.at[dv]));
    row.is_dose = event == 1.0;
    const bool has_value = !row.is_dose && no_value == 0.0;
    ABSCOPE_CHECK_OK(check_event(csv, row, event, has_value));
    if (!row.is_dose) row.amount = 0.0;
    if (!has_value) row.observed = missing;
    for (const auto c : layout.hidden) {
        ABSCOPE_TRY(const double value, number_at(csv, cells, c));
        if (!std::isnan(value) && value != 0.0) {
            return csv.error(row.line, fmt::format("{} is {}", csv.header[c], value), "it stands for doses that have no row",
                             "write every dose as a row and leave the column 0");
        }
    }
    for (const auto c : layout.covariates) {
        ABSCOPE_TRY(const double value, number_at(csv, cells, c));
        row.covariates.push_back(value);
    }
    return row;
}

std::string shown(double value) { return std::isnan(value) ? std::string(".") : fmt::format("{}", value); }

}  // namespace

std::vector<std::string> NonmemTable::patients() const {
    std::vector<std::string> out;
    for (const auto& row : rows) {
        if (out.empty() || out.back() != row.id) out.push_back(row.id);
    }
    return out;
}

Result<NonmemTable> parse_nonmem(std::string_view text, const std::string& file) {
    ABSCOPE_TRY(const auto csv, parse_csv(text, file));
    ABSCOPE_TRY(const auto layout, layout_of(csv));
    NonmemTable table;
    table.file = file;
    for (const auto c : layout.covariates) table.covariates.push_back(csv.header[c]);
    std::set<std::string> seen;
    for (const auto& cells : csv.rows) {
        ABSCOPE_TRY(auto row, row_of(csv, layout, cells));
        const bool goes_on = !table.rows.empty() && table.rows.back().id == row.id;
        if (!goes_on && !seen.insert(row.id).second) {
            return csv.error(row.line, fmt::format("patient {} comes a second time", row.id), "rows of a patient stand together",
                             "sort the file by ID and TIME");
        }
        if (goes_on && row.time_day < table.rows.back().time_day) {
            return csv.error(row.line, fmt::format("TIME {} follows {}", row.time_day, table.rows.back().time_day),
                             "time cannot run backwards within a patient", "sort the file by ID and TIME");
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

Result<NonmemTable> read_nonmem(const std::filesystem::path& path) {
    ABSCOPE_TRY(const auto text, read_text_file(path));
    return parse_nonmem(text, path.string());
}

std::string write_nonmem(const NonmemTable& table) {
    std::vector<std::string> header(names.begin(), names.end());
    header.insert(header.end(), table.covariates.begin(), table.covariates.end());
    CsvWriter out(std::move(header));
    for (const auto& row : table.rows) {
        const bool has_value = !row.is_dose && !std::isnan(row.observed);
        std::vector<CsvWriter::Cell> cells{row.id,          shown(row.time_day), row.is_dose ? shown(row.amount) : std::string("."),
                                           std::string(row.is_dose ? "1" : "0"), row.compartment,
                                           has_value ? shown(row.observed) : std::string("."), std::string(has_value ? "0" : "1")};
        for (const double value : row.covariates) cells.push_back(shown(value));
        out.row(cells);
    }
    return out.text();
}

}  // namespace abscope::io
