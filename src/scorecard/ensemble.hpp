// An ensemble of parameter sets as data, and a card scored over it. Belongs to scorecard.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/csv.hpp"
#include "scorecard/free_parameters.hpp"

namespace abscope::scorecard {

/// Parameter sets that all count alike: values of some parameters, the others as in the set of parameters.
struct Ensemble {
    std::vector<std::string> names;             ///< "F50", "ct26.alpha"
    std::vector<std::vector<double>> members;   ///< [member][parameter] [unit of the parameter]
    std::vector<int> rows_passed;               ///< fitted rows that held when the member was made; -1: not stated
    std::size_t size() const { return members.size(); }
};

/// Reads `member,rows_passed,<parameter>...`; unknown parameters, and values that are not positive, are refused with their line.
Result<Ensemble> read_ensemble(const io::CsvTable& table, const immune::t2::ParameterSet& set);
/// The text of such a file, below the lines of `header` (each becomes a comment).
std::string ensemble_text(const Ensemble& ensemble, const std::vector<std::string>& header);

/// Standard deviation of ln(value) over the members, parameter by parameter [-].
std::vector<double> log_spread(const Ensemble& ensemble);

/// What one row does over the members.
struct RowSpread {
    double share = 0.0;  ///< of the members whose value is in the band [-]
    double q05 = 0.0, q25 = 0.0, median = 0.0, q75 = 0.0, q95 = 0.0;  ///< of the finite values [unit of the row]
};
/// A side of a contest and the share of the members on it.
struct SideShare {
    std::string claim, reference;
    double share = 0.0;  ///< [-]
};
struct ContestSpread {
    std::string id, question;
    RowSpread value;     ///< `share` is not used
    std::vector<SideShare> sides;
};
struct EnsembleScore {
    std::vector<RowSpread> rows;         ///< in the order of the card
    std::vector<ContestSpread> contests;
    std::vector<int> passed;             ///< of each member, fitted rows only
    int median_passed = 0;               ///< fitted rows
    int fitted_rows = 0;
    int rows_held_by_median = 0;         ///< fitted rows whose median value is in the band
};
/// What the rows of `card` do over sets of their values [set][row].
EnsembleScore spread_over(const Card& card, const std::vector<std::vector<double>>& values);
/// Scores `card` with each member; members run side by side, the result does not depend on the threads.
Result<EnsembleScore> score_ensemble(const Card& card, const immune::t2::ParameterSet& set, const Ensemble& ensemble);

/// The value below which a share q of the numbers lies, linear between the order statistics; NaN for none [unit of values].
double quantile(std::vector<double> values, double q);

}  // namespace abscope::scorecard
