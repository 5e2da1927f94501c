// The table of rows left out.
#include "scorecard/held_out.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scorecard/score.hpp"

namespace abscope::scorecard {

HeldOutCount count(const std::vector<HeldOutRow>& rows) {
    HeldOutCount out{static_cast<int>(rows.size()), 0, 0, 0};
    for (const auto& row : rows) {
        out.unfitted += row.unfitted_holds;
        out.fitted += row.fit_holds;
        out.median += row.median_holds;
    }
    return out;
}

std::string held_out_text(const std::vector<HeldOutRow>& rows, const std::vector<std::string>& header) {
    std::string text;
    for (const auto& line : header) text += "# " + line + "\n";
    text += "id,fold,unfitted,fitted,median,share\n";
    for (const auto& row : rows) {
        text += fmt::format("{},{},{:.9g},{:.9g},{:.9g},{:.3g}\n", row.id, row.fold, row.unfitted, row.fitted, row.median, row.share);
    }
    return text;
}

Result<std::vector<HeldOutRow>> read_held_out(const io::CsvTable& table, const Card& card) {
    ABSCOPE_TRY(const auto id, table.column("id"));
    ABSCOPE_TRY(const auto fold, table.column("fold"));
    ABSCOPE_TRY(const auto unfitted, table.numbers("unfitted"));
    ABSCOPE_TRY(const auto fitted, table.numbers("fitted"));
    ABSCOPE_TRY(const auto median, table.numbers("median"));
    ABSCOPE_TRY(const auto share, table.numbers("share"));
    std::vector<HeldOutRow> rows;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const auto& cells = table.rows[i].cells;
        const auto at = std::find_if(card.rows.begin(), card.rows.end(), [&](const Row& row) { return row.id == cells[id]; });
        if (at == card.rows.end()) return table.error(table.rows[i].line, fmt::format("the card has no row '{}'", cells[id]));
        rows.push_back({cells[id], cells[fold], unfitted[i], fitted[i], median[i], share[i], in_band(unfitted[i], at->low, at->high),
                        in_band(fitted[i], at->low, at->high), in_band(median[i], at->low, at->high)});
    }
    return rows;
}

}  // namespace abscope::scorecard
