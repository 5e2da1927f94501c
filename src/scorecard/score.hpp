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

    const immune::t2::Parameters& of(const std::string& tumour) const;
};
/// The values of a parameter file: as calibrated, or where the calibration began.
ModelValues calibrated_values(const immune::t2::ParameterSet& set);
ModelValues start_values(const immune::t2::ParameterSet& set);

enum class Verdict { pass, fail, undefined };

struct ScoredRow {
    std::string id, behaviour, reference;
    double ours = 0.0;  ///< NaN: the measure has no value
    std::optional<double> low, high;
    Verdict verdict = Verdict::undefined;
    std::string kind;
    std::string source;
};

struct Score {
    std::vector<ScoredRow> rows;
    int passed = 0;
};

/// How the courses are integrated: as the reference does it (RK4, 0.05 d), or as the product does it.
enum class Method { reference, product };

/// Computes every row. The card must be one of model T2.
Score score(const Card& card, const ModelValues& values, Method method = Method::product);

/// "pass", "fail", "undefined".
std::string_view verdict_name(Verdict verdict);
/// "≥ 1.1", "0.22 to 0.38".
std::string band_text(const std::optional<double>& low, const std::optional<double>& high);

}  // namespace abscope::scorecard
