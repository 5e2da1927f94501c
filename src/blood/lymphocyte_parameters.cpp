// Reading of the parameter table and of a user's replacements.
#include "blood/lymphocyte_parameters.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "blood/csv_rows.hpp"
#include "core/contract.hpp"
#include "core/embedded.hpp"

namespace abscope::blood {
namespace {

double number(const std::string& text) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    ABSCOPE_EXPECT(error == std::errc() && end == text.data() + text.size());
    return value;
}

Spread spread_from(const std::string& text) {
    if (text == "normal") return Spread::normal;
    if (text == "lognormal") return Spread::lognormal;
    if (text == "loguniform") return Spread::loguniform;
    ABSCOPE_EXPECT(text == "fixed");
    return Spread::fixed;
}

}  // namespace

const ParameterSource& LymphocyteParameters::row(std::string_view name) const {
    const auto found =
        std::find_if(rows_.begin(), rows_.end(), [&](const ParameterSource& r) { return r.name == name; });
    ABSCOPE_EXPECT(found != rows_.end());
    return *found;
}

double LymphocyteParameters::value(std::string_view name) const { return row(name).value; }

SurvivalLaw LymphocyteParameters::survival_law() const {
    SurvivalLaw law;
    law.alpha_per_gy = value("alpha");
    return law;
}

Result<LymphocyteParameters> LymphocyteParameters::with(const Document& overrides) const {
    LymphocyteParameters changed = *this;
    std::vector<std::string_view> names;
    for (const ParameterSource& r : rows_) names.push_back(r.name);
    for (const auto& [key, node] : overrides.members()) {
        const auto found = std::find_if(changed.rows_.begin(), changed.rows_.end(),
                                        [&](const ParameterSource& r) { return r.name == key; });
        if (found == changed.rows_.end()) {
            const auto near = nearest_word(key, names);
            return node.error(fmt::format("unknown parameter '{}'", key),
                              "the lymphocyte model does not have it",
                              near ? fmt::format("did you mean '{}'?", *near) : std::string());
        }
        ABSCOPE_TRY(const double value, node.as_number());
        if (!(value > 0.0 && std::isfinite(value)))
            return node.error(fmt::format("{} = {:g}", key, value), "it must be positive and finite");
        found->value = value;
        found->source = "given by the user";
    }
    return changed;
}

LymphocyteParameters default_lymphocyte_parameters() {
    std::vector<ParameterSource> rows;
    for (const auto& f : csv_rows(core::embedded_file("lymphocyte_kinetics.csv"))) {
        ABSCOPE_EXPECT(f.size() == 8);
        rows.push_back({f[0], number(f[1]), f[2], spread_from(f[3]), number(f[4]), f[5], f[6], f[7]});
    }
    return LymphocyteParameters(std::move(rows));
}

}  // namespace abscope::blood
