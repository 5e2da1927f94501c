// Drawing virtual patients. Belongs to study.
#include "study/virtual_patients.hpp"

#include <cmath>

#include "core/embedded.hpp"
#include "core/rng.hpp"
#include "io/toml.hpp"
#include "scorecard/card.hpp"

namespace abscope::study {

namespace {

const scorecard::Cohort& cohort() {
    static const auto card = [] {
        const auto document = io::parse_toml(core::embedded_file("scorecard_t2.toml"), "scorecard_t2.toml");
        ABSCOPE_EXPECT(document.ok());
        auto read = scorecard::read_card(*document);
        ABSCOPE_EXPECT(read.ok());
        return std::move(read).value();
    }();
    return card.cohort;
}

}  // namespace

const immune::t2::ParameterSet& calibrated_set() {
    static const auto set = [] {
        constexpr auto name = "immune/models/t2/parameters.toml";
        const auto document = io::parse_toml(core::embedded_file(name), name);
        ABSCOPE_EXPECT(document.ok());
        auto read = immune::t2::read_parameters(*document);
        ABSCOPE_EXPECT(read.ok());
        return std::move(read).value();
    }();
    return set;
}

std::vector<immune::t2::Parameters> virtual_patients(int count, std::uint64_t seed) {
    ABSCOPE_EXPECT(count >= 1);
    std::vector<immune::t2::Parameters> patients;
    for (int i = 0; i < count; ++i) {
        auto values = calibrated_set().values();
        RandomStream draw(seed, RandomPurpose::virtual_patient, static_cast<std::uint64_t>(i));
        for (const auto& spread : cohort().spread) {
            double* value = immune::t2::find_parameter(values, spread.parameter);
            ABSCOPE_EXPECT(value != nullptr);
            const double z = draw.normal();
            if (i > 0) *value = spread.median.value_or(*value) * std::exp(spread.log_sd * z);
        }
        patients.push_back(values);
    }
    return patients;
}

std::vector<std::string> patient_spread() {
    std::vector<std::string> names;
    for (const auto& spread : cohort().spread) names.push_back(spread.parameter);
    return names;
}

}  // namespace abscope::study
