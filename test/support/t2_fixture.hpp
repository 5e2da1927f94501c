// What the tests of T2 share: the parameters beside the model, a body of two lesions, and short ways to write a regimen.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "core/embedded.hpp"
#include "immune/models/t2/course.hpp"
#include "support/plain_toml.hpp"

namespace abscope::immune::t2 {

inline const ParameterSet& test_parameters() {
    static const ParameterSet set = [] {
        const std::string file = "immune/models/t2/parameters.toml";
        auto read = read_parameters(test::parse_plain_toml(core::embedded_file(file), file));
        REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().message()));
        return std::move(read).value();
    }();
    return set;
}

/// Two lesions of 22 and 9 million cells, each with its node.
inline Body test_body(std::string_view override_name = {}) {
    const Parameters p = test_parameters().values(override_name);
    return {one_node_each(2), {p, p}, {22.0, 9.0}};
}

inline Intervention fraction(double day, std::vector<double> lesion_gy, std::vector<double> node_gy = {}) {
    return {day, Fraction{std::move(lesion_gy), std::move(node_gy)}};
}
inline Intervention dose(double day, Agent agent, double amount) { return {day, Administration{agent, amount}}; }

}  // namespace abscope::immune::t2
