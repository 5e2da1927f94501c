// The scorecard computed: every row of a card for one parameter set. Belongs to scorecard.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "immune/models/t2/parameters.hpp"
#include "scorecard/card.hpp"

namespace abscope::scorecard {

/// Values of the model's parameters: the standard tumour, and the named ones.
struct ModelValues {
    immune::t2::Parameters base;
    std::vector<std::pair<std::string, immune::t2::Parameters>> tumours;
    std::vector<std::pair<std::string, double>> spreads;  ///< between virtual patients, sd of ln(value); clinical cards only [-]

    const immune::t2::Parameters& of(const std::string& tumour) const;
};
/// The values of a parameter file: as calibrated, or where the calibration began.
ModelValues calibrated_values(const immune::t2::ParameterSet& set);
ModelValues start_values(const immune::t2::ParameterSet& set);

/// A row that fails and is recorded as a known gap is one; undefined: the measure has no value.
enum class Verdict { pass, fail, known_gap, undefined };

struct ScoredRow {
    std::string id, behaviour, reference;
    double ours = 0.0;  ///< NaN: the measure has no value
    std::optional<double> low, high;
    Verdict verdict = Verdict::undefined;
    std::string kind;
    std::string source;  ///< what is measured on which arms
};

struct Score {
    std::vector<ScoredRow> rows;
    int passed = 0, failed = 0, known_gaps = 0;
};

/// How the courses are integrated: as the reference does it (RK4, 0.05 d), or as the product does it.
enum class Method { reference, product };

/// The value of every row; NaN where a measure has none. The card must be one of model T2.
std::vector<double> row_values(const Card& card, const ModelValues& values, Method method = Method::product);
/// Whether a value is finite and inside the band [unit of the row].
bool in_band(double value, const std::optional<double>& low, const std::optional<double>& high);
/// What a value [unit of the row] means for a row.
Verdict judge(double value, const Row& row);
/// Verdicts on the values of all rows, in the order of the card.
Score judge_all(const Card& card, const std::vector<double>& values);
/// Computes every row and judges it.
Score score(const Card& card, const ModelValues& values, Method method = Method::product);

/// "pass", "fail", "known_gap", "undefined".
std::string_view verdict_name(Verdict verdict);
/// "≥ 1.1", "0.22 to 0.38".
std::string band_text(const std::optional<double>& low, const std::optional<double>& high);

}  // namespace abscope::scorecard
