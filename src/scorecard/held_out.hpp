// Rows as they came out when a fit had not seen them: a table that fits write and scorecards show. Belongs to scorecard.
#pragma once

#include <string>
#include <vector>

#include "io/csv.hpp"
#include "scorecard/card.hpp"

namespace abscope::scorecard {

/// A row that was left out of a fit.
struct HeldOutRow {
    std::string id, fold;
    double unfitted = 0.0;   ///< before any fit [unit of the row]
    double fitted = 0.0;     ///< by the best set of the fold [unit of the row]
    double median = 0.0;     ///< over the sets of the fold's chain [unit of the row]
    double share = 0.0;      ///< of those sets whose value is in the band [-]
    bool unfitted_holds = false, fit_holds = false, median_holds = false;
};

/// How many of the rows hold, each way.
struct HeldOutCount {
    int rows = 0, unfitted = 0, fitted = 0, median = 0;
};
HeldOutCount count(const std::vector<HeldOutRow>& rows);

/// `id,fold,unfitted,fitted,median,share`, below the lines of `header` (each becomes a comment).
std::string held_out_text(const std::vector<HeldOutRow>& rows, const std::vector<std::string>& header);
/// Reads it and judges every value by the band of the card's row; a row that the card does not have is an error.
Result<std::vector<HeldOutRow>> read_held_out(const io::CsvTable& table, const Card& card);

}  // namespace abscope::scorecard
