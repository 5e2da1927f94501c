// Central values and samples of the slow layer's parameters.
#include "blood/parameter_draw.hpp"

#include <cmath>
#include <optional>

#include "core/rng.hpp"

namespace abscope::blood {
namespace {

// The patient's own value of a row, where it was measured.
std::optional<double> measured(const ParameterSource& row, const CountOptions& options) {
    if (row.name == "baseline_per_nl") return options.baseline_per_nl;
    if (row.name == "neutrophils_per_nl") return options.neutrophils_per_nl;
    return std::nullopt;
}

double sample(const ParameterSource& row, double uniform, double normal) {
    switch (row.distribution) {
        case Spread::fixed:
            return row.value;
        case Spread::normal:
            return row.value + row.spread * normal;
        case Spread::lognormal:
            return row.value * std::exp(row.spread * normal);
        case Spread::loguniform:
            return row.value * std::pow(row.spread, 2.0 * uniform - 1.0);
    }
    return row.value;
}

}  // namespace

std::vector<double> central_values(const LymphocyteParameters& parameters, const CountOptions& options) {
    std::vector<double> values;
    for (const ParameterSource& row : parameters.rows())
        values.push_back(measured(row, options).value_or(row.value));
    return values;
}

std::vector<double> sampled_values(const LymphocyteParameters& parameters, const CountOptions& options,
                                   std::size_t draw) {
    RandomStream random(options.seed, RandomPurpose::lymphocyte_parameters, draw);
    const double noise = parameters.value("baseline_noise");
    std::vector<double> values;
    for (const ParameterSource& row : parameters.rows()) {
        const double uniform = random.uniform();
        const double normal = inverse_normal_cdf(uniform);
        const auto known = measured(row, options);
        values.push_back(known ? *known * std::exp(noise * normal) : sample(row, uniform, normal));
    }
    const double dose_scale = std::exp(options.dose_spread * inverse_normal_cdf(random.uniform()));
    for (const char* name : {"alpha", "alpha_marrow"})
        values[static_cast<std::size_t>(&parameters.row(name) - parameters.rows().data())] *= dose_scale;
    return values;
}

}  // namespace abscope::blood
