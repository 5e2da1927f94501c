// Reading and scoring of an ensemble.
#include "scorecard/ensemble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/parallel.hpp"

namespace abscope::scorecard {

namespace {

constexpr std::size_t leading_columns = 2;  // member, rows_passed

RowSpread spread_of(const std::vector<double>& values, const std::optional<double>& low, const std::optional<double>& high) {
    RowSpread out;
    std::vector<double> finite;
    for (const double v : values) {
        out.share += in_band(v, low, high) ? 1.0 : 0.0;
        if (std::isfinite(v)) finite.push_back(v);
    }
    out.share /= static_cast<double>(std::max<std::size_t>(1, values.size()));
    out.q05 = quantile(finite, 0.05);
    out.q25 = quantile(finite, 0.25);
    out.median = quantile(finite, 0.5);
    out.q75 = quantile(finite, 0.75);
    out.q95 = quantile(finite, 0.95);
    return out;
}

ContestSpread spread_of(const Contest& contest, const std::vector<double>& values) {
    ContestSpread out{contest.id, contest.question, spread_of(values, {}, {}), {}};
    for (const auto& side : contest.sides) {
        out.sides.push_back({side.claim, side.reference, spread_of(values, side.low, side.high).share});
    }
    return out;
}

int median_of(std::vector<int> numbers) {
    if (numbers.empty()) return 0;
    std::sort(numbers.begin(), numbers.end());
    return numbers[(numbers.size() - 1) / 2];
}

Result<void> check_header(const io::CsvTable& table) {
    if (table.header.size() <= leading_columns || table.header[0] != "member" || table.header[1] != "rows_passed") {
        return table.error(1, "this is no ensemble", "its first columns are member and rows_passed, then one a parameter");
    }
    if (table.rows.empty()) return table.error(1, "an ensemble without members", "there is nothing to score");
    return {};
}

}  // namespace

double quantile(std::vector<double> values, double q) {
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    std::sort(values.begin(), values.end());
    const double at = q * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const auto above = std::min(below + 1, values.size() - 1);
    return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

Result<Ensemble> read_ensemble(const io::CsvTable& table, const immune::t2::ParameterSet& set) {
    ABSCOPE_CHECK_OK(check_header(table));
    Ensemble out;
    out.names.assign(table.header.begin() + leading_columns, table.header.end());
    ABSCOPE_TRY(const auto known, FreeParameters::named(set, out.names).within(table.file));
    out.members.assign(table.rows.size(), {});
    ABSCOPE_TRY(const auto passed, table.numbers("rows_passed"));
    for (const double p : passed) out.rows_passed.push_back(std::isfinite(p) ? static_cast<int>(p) : -1);
    for (const auto& name : out.names) {
        ABSCOPE_TRY(const auto column, table.numbers(name));
        for (std::size_t m = 0; m < column.size(); ++m) {
            if (!(column[m] > 0.0) || !std::isfinite(column[m])) {
                return table.error(table.rows[m].line, fmt::format("{} is {}", name, column[m]), "a rate or weight is positive");
            }
            out.members[m].push_back(column[m]);
        }
    }
    return out;
}

std::string ensemble_text(const Ensemble& ensemble, const std::vector<std::string>& header) {
    std::string text;
    for (const auto& line : header) text += "# " + line + "\n";
    text += fmt::format("member,rows_passed,{}\n", fmt::join(ensemble.names, ","));
    for (std::size_t m = 0; m < ensemble.size(); ++m) {
        text += fmt::format("{},{}", m + 1, ensemble.rows_passed[m]);
        for (const double value : ensemble.members[m]) text += fmt::format(",{:.5g}", value);
        text += "\n";
    }
    return text;
}

std::vector<double> log_spread(const Ensemble& ensemble) {
    std::vector<double> out;
    for (std::size_t k = 0; k < ensemble.names.size(); ++k) {
        double sum = 0.0, squares = 0.0;
        const auto n = static_cast<double>(ensemble.size());
        for (const auto& member : ensemble.members) sum += std::log(member[k]);
        for (const auto& member : ensemble.members) squares += std::pow(std::log(member[k]) - sum / n, 2);
        out.push_back(n > 1.0 ? std::sqrt(squares / (n - 1.0)) : 0.0);
    }
    return out;
}

EnsembleScore spread_over(const Card& card, const std::vector<std::vector<double>>& values) {
    EnsembleScore out;
    out.passed.assign(values.size(), 0);
    for (std::size_t r = 0; r < card.rows.size(); ++r) {
        const Row& row = card.rows[r];
        std::vector<double> column;
        for (const auto& member : values) column.push_back(member[r]);
        out.rows.push_back(spread_of(column, row.low, row.high));
        if (row.kind != "fitted") continue;
        ++out.fitted_rows;
        out.rows_held_by_median += in_band(out.rows.back().median, row.low, row.high);
        for (std::size_t m = 0; m < column.size(); ++m) out.passed[m] += in_band(column[m], row.low, row.high);
    }
    out.median_passed = median_of(out.passed);
    for (const auto& contest : card.contests) {
        std::vector<double> column;
        for (const auto& member : values) column.push_back(member[static_cast<std::size_t>(contest.row)]);
        out.contests.push_back(spread_of(contest, column));
    }
    return out;
}

Result<EnsembleScore> score_ensemble(const Card& card, const immune::t2::ParameterSet& set, const Ensemble& ensemble) {
    ABSCOPE_TRY(const auto free, FreeParameters::named(set, ensemble.names));
    std::vector<std::vector<double>> values(ensemble.size());
    parallel_for(ensemble.size(), [&](std::size_t m) {
        std::vector<double> logs;
        for (const double value : ensemble.members[m]) logs.push_back(std::log(value));
        values[m] = row_values(card, free.values(logs));
    });
    return spread_over(card, values);
}

}  // namespace abscope::scorecard
