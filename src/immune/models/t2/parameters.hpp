// T2's parameters: one struct of numbers, read from a document in the layout of parameters.toml, which says of each its
// unit, range, source and grade of evidence. Belongs to the shelf of model T2.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.hpp"
#include "immune/models/t2/parameter_list.hpp"

namespace abscope::immune::t2 {

/// One value of each parameter; Real is double, or a lane of patients.
template <class Real>
struct ParametersOf {
#define ABSCOPE_T2_MEMBER(name) Real name{};
    ABSCOPE_T2_PARAMETERS(ABSCOPE_T2_MEMBER)
#undef ABSCOPE_T2_MEMBER
};
using Parameters = ParametersOf<double>;

#define ABSCOPE_T2_ONE(name) +1
constexpr int parameter_count = 0 ABSCOPE_T2_PARAMETERS(ABSCOPE_T2_ONE);
#undef ABSCOPE_T2_ONE

/// Names in the order of parameters.toml.
std::span<const std::string_view> parameter_names();
/// The parameter of that name, or nullptr.
double* find_parameter(Parameters& parameters, std::string_view name);

/// What parameters.toml says of one parameter.
struct ParameterRecord {
    std::string name;
    double value = 0.0;   ///< [unit]
    double start = 0.0;   ///< where the calibration began [unit]
    std::string unit;
    std::string status;   ///< "fixed" or "fitted"
    double low = 0.0, high = 0.0;  ///< plausible range [unit]; NaN: not stated
    double log_sd = 0.0;  ///< spread of ln(value) [-]; NaN: not stated
    std::string range, grade, source, meaning;
};

/// A named replacement of some parameters, e.g. a tumour type.
struct Override {
    std::string name;
    std::vector<ParameterRecord> records;
};

struct ParameterSet {
    std::vector<ParameterRecord> records;  ///< every parameter, in the order of parameter_names()
    std::vector<Override> overrides;
    std::string species = "mouse";
    double unit_cc = 0.001;       ///< volume of one unit of tumour cells [cm3]
    double untreated_day = 10.0;  ///< how long a body lives untreated before day 0 [d]

    /// Replaces the values that the named override has; false: there is none of that name.
    bool apply(std::string_view override_name, Parameters& parameters) const;
    /// The values, with the named override applied; an empty name means none. The name must exist.
    Parameters values(std::string_view override_name = {}) const;
    /// The values from which the calibration began.
    Parameters start_values(std::string_view override_name = {}) const;
};

/// Reads [parameters] and [overrides.*]: every parameter exactly once, finite, not negative, and positive where it divides.
Result<ParameterSet> read_parameters(const Document& document);

}  // namespace abscope::immune::t2
