// Parameters of the slow layer (lymphocyte kinetics), each with unit, spread, source and grade of evidence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "blood/survival_law.hpp"
#include "core/document.hpp"
#include "core/result.hpp"

namespace abscope::blood {

enum class Spread { fixed, normal, lognormal, loguniform };

/// One parameter as its table has it. `spread`: for `normal` the SD, for `lognormal` the SD of ln(value), for
/// `loguniform` the factor f of the range value/f … value·f.
struct ParameterSource {
    std::string name;
    double value = 0.0;  ///< [unit]
    std::string unit;
    Spread distribution = Spread::fixed;
    double spread = 0.0;   ///< [-], for `normal` [unit]
    std::string source;    ///< reference key, or "assumed: why"
    std::string evidence;  ///< "A" measured in patients, "B" human cells, "C" animal or indirect, "D" assumed
    std::string note;      ///< what it is, in words
};

/// All parameters of the slow layer (data/lymphocyte_kinetics.csv).
class LymphocyteParameters {
public:
    explicit LymphocyteParameters(std::vector<ParameterSource> rows) : rows_(std::move(rows)) {}
    const std::vector<ParameterSource>& rows() const { return rows_; }
    /// Value of a parameter that exists [its unit].
    double value(std::string_view name) const;
    const ParameterSource& row(std::string_view name) const;
    /// The survival law of circulating lymphocytes at the central values.
    SurvivalLaw survival_law() const;
    /// The same table with central values replaced, e.g. from `[lymphocytes]` of a case: key = number.
    Result<LymphocyteParameters> with(const Document& overrides) const;

private:
    std::vector<ParameterSource> rows_;
};

/// The table that travels with the program.
LymphocyteParameters default_lymphocyte_parameters();

}  // namespace abscope::blood
