// T2 as formulas gives the numbers of T2.
#include "immune/models/t2/symbolic.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "immune/models/t2/adaptive_step.hpp"
#include "support/random_courses.hpp"

using namespace abscope;
using namespace abscope::immune;
using namespace abscope::immune::t2;

TEST_CASE("T2's formulas, run as a model from a file would be, follow T2 through every intervention") {
    auto courses = random_courses(2, 31);
    courses[1].body.topology.adjuncts = true;
    courses[1].regimen.push_back(dose(1.0, Agent::hypoxia_modifier, 5.0));
    courses[1].regimen.push_back({6.0, Chemotherapy{0.3, 0.1, 0.5, 0.2}});
    courses[1].regimen.push_back({0.0, Measurement{{60.0, 20.0}}});
    courses[1].regimen.push_back({9.0, Surgery{{1}, {1}}});
    for (const auto& course : courses) {
        const auto model = symbolic_model(course);
        REQUIRE(model.states.size() == static_cast<std::size_t>(course.body.topology.size()));
        CHECK(model.titles[0] == "Co[0]");
        CHECK(model.states[0] == "Co_0");
        const Sampling sampling{{0.0, 5.0, 10.0, 20.0, 30.0}, {}, 0.0, 0.05};
        const auto direct = run_adaptive(std::span(&course, 1), sampling, {1e-9, 1e-13})[0];
        const auto formulas = math::run_model(model, sampling.days, math::OdeMethod::explicit_pair, {1e-9, 1e-13});
        REQUIRE(formulas.finished);
        double worst = 0.0;
        for (std::size_t d = 0; d < sampling.days.size(); ++d) {
            for (std::size_t s = 0; s < model.states.size(); ++s) {
                const double scale = std::abs(direct.states[d][s]) + 1e-6;
                worst = std::max(worst, std::abs(direct.states[d][s] - formulas.states[d][s]) / scale);
            }
            CHECK(formulas.states[d].size() == model.states.size() + 2);
        }
        CHECK(worst < 1e-5);
    }
}
