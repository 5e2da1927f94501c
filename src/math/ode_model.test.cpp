// Formulas, and the integration of single systems: order, standard stiff problems with known solutions, events.
#include "math/ode_model.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace abscope::math;

namespace {

Expression x(const char* name) { return Expression::symbol(name); }

OdeModel robertson() {
    const auto a = x("a"), b = x("b"), c = x("c");
    const auto slow = 0.04 * a, fast = 1e4 * b * c, faster = 3e7 * b * b;
    OdeModel model;
    model.states = {"a", "b", "c"};
    model.initial = {1.0, 0.0, 0.0};
    model.rates = {fast - slow, slow - fast - faster, faster};
    return model;
}

OdeModel van_der_pol(double small) {
    OdeModel model;
    model.states = {"u", "v"};
    model.initial = {2.0, 0.0};
    model.constants = {{"epsilon", small}};
    model.rates = {x("v"), ((1.0 - x("u") * x("u")) * x("v") - x("u")) / x("epsilon")};
    return model;
}

}  // namespace

TEST_CASE("formulas: value, derivative, and symbols") {
    const auto u = x("u"), v = x("v");
    const Expression f = exp(-u) * root(v) / (1.0 + u * v) + pow(u, v) - log(v);
    const std::vector<Expression> formulas{f};
    const std::vector<std::string> names{"u", "v"};
    const Tape tape(formulas, names);
    const double in[2] = {0.7, 1.9};
    const auto by_hand = [](double p, double q) { return std::exp(-p) * std::sqrt(q) / (1.0 + p * q) + std::pow(p, q) - std::log(q); };
    double out = 0.0, slopes[2];
    tape.evaluate(in, &out);
    CHECK(out == doctest::Approx(by_hand(0.7, 1.9)).epsilon(1e-15));
    tape.differentiate(in, 2, slopes);
    CHECK(slopes[0] == doctest::Approx((by_hand(0.7 + 1e-5, 1.9) - by_hand(0.7 - 1e-5, 1.9)) / 2e-5).epsilon(1e-8));
    CHECK(slopes[1] == doctest::Approx((by_hand(0.7, 1.9 + 1e-5) - by_hand(0.7, 1.9 - 1e-5)) / 2e-5).epsilon(1e-8));
    CHECK(symbols_in(formulas) == names);
    CHECK((0.0 * u + 1.0 * v - 0.0).operation() == Operation::symbol);
    CHECK((Expression(2.0) * 3.0).number() == 6.0);
}

TEST_CASE("[property] Rodas4: halving the step divides the error by 16") {
    // y' = t − y²: nonlinear, and with time in it; the exact solution by the explicit pair at its tightest.
    OdeProblem problem;
    problem.states = 1;
    problem.rates = [](double t, const double* y, double* dy) { dy[0] = t - y[0] * y[0]; };
    problem.jacobian = [](double, const double* y, double* slopes, double* by_time) { slopes[0] = -2.0 * y[0], by_time[0] = 1.0; };
    OdeSolver solver(problem, OdeMethod::explicit_pair, {1e-13, 1e-15});
    double exact = 1.0;
    REQUIRE(solver.advance(0.0, 2.0, &exact));
    double last = 0.0;
    for (const int steps : {8, 16, 32, 64}) {
        RosenbrockStep step(problem);
        double y = 1.0, next = 0.0, error = 0.0;
        for (int i = 0; i < steps; ++i) {
            REQUIRE(step(2.0 * i / steps, 2.0 / steps, &y, &next, &error));
            y = next;
        }
        if (last > 0.0) CHECK(std::log2(last / std::abs(y - exact)) == doctest::Approx(4.0).epsilon(0.05));
        last = std::abs(y - exact);
    }
}

TEST_CASE("stiff problems with known solutions: Robertson's kinetics, van der Pol's oscillator") {
    // Reference values: Hairer and Wanner's collection of stiff test problems.
    const auto kinetics = run_model(robertson(), {40.0, 1e11}, OdeMethod::implicit_pair, {1e-9, 1e-18, 100000});
    REQUIRE(kinetics.finished);
    CHECK(kinetics.states[0][0] == doctest::Approx(0.7158270688).epsilon(1e-7));
    CHECK(kinetics.states[0][1] == doctest::Approx(9.185534765e-6).epsilon(1e-7));
    CHECK(kinetics.states[0][2] == doctest::Approx(0.2841637457).epsilon(1e-7));
    CHECK(kinetics.states[1][0] == doctest::Approx(0.2083340149701255e-7).epsilon(1e-6));
    CHECK(kinetics.states[1][1] == doctest::Approx(0.8333360770334713e-13).epsilon(1e-6));
    CHECK(kinetics.states[1][2] == doctest::Approx(0.9999999791665050).epsilon(1e-9));
    const auto oscillator = run_model(van_der_pol(1e-6), {1.0, 2.0}, OdeMethod::implicit_pair, {1e-9, 1e-9, 100000});
    REQUIRE(oscillator.finished);
    CHECK(oscillator.states[0][0] == doctest::Approx(-0.1863646254808130e1).epsilon(1e-6));
    CHECK(oscillator.states[0][1] == doctest::Approx(0.7535430865435460).epsilon(1e-6));
    CHECK(oscillator.states[1][0] == doctest::Approx(0.1706167732170456e1).epsilon(1e-6));
    CHECK(oscillator.states[1][1] == doctest::Approx(-0.8928097010248125).epsilon(1e-6));
}

TEST_CASE("a stiff system moves itself to the implicit method; a smooth one does not") {
    const auto stiff = run_model(van_der_pol(1e-6), {2.0});
    REQUIRE(stiff.finished);
    CHECK(stiff.implicit_used);
    CHECK(stiff.states[0][0] == doctest::Approx(0.1706167732170456e1).epsilon(1e-4));
    const auto smooth = run_model(van_der_pol(1.0), {20.0});
    CHECK_FALSE(smooth.implicit_used);
    const auto implicit = run_model(van_der_pol(1.0), {20.0}, OdeMethod::implicit_pair);
    CHECK(smooth.states[0][0] == doctest::Approx(implicit.states[0][0]).epsilon(1e-4));
}

TEST_CASE("events act at their time, at equal times in their order, each from the values before it") {
    OdeModel model;
    model.states = {"u", "v"};
    model.initial = {1.0, 2.0};
    model.constants = {{"k", 0.5}};
    model.rates = {-x("k") * x("u"), Expression(0.0)};
    model.events = {{2.0, "swap", {{0, x("v")}, {1, x("u")}}}, {1.0, "add", {{0, x("u") + 1.0}}}, {1.0, "double", {{0, 2.0 * x("u")}}}};
    model.observables = {{"sum", x("u") + x("v") + x("time")}};
    const auto run = run_model(model, {1.0, 2.0, 3.0});
    const double fade = std::exp(-0.5);
    CHECK(run.states[0][0] == doctest::Approx(fade).epsilon(1e-7));
    const double before = 2.0 * (fade + 1.0) * fade;
    CHECK(run.states[1][0] == doctest::Approx(before).epsilon(1e-7));
    CHECK(run.states[2][0] == doctest::Approx(2.0 * fade).epsilon(1e-7));
    CHECK(run.states[2][1] == doctest::Approx(before).epsilon(1e-7));
    CHECK(run.states[2][2] == doctest::Approx(2.0 * fade + before + 3.0).epsilon(1e-7));
}

TEST_CASE("a solution that runs to infinity is reported, not returned") {
    OdeModel model;
    model.states = {"u"};
    model.initial = {1.0};
    model.rates = {x("u") * x("u")};
    for (const auto method : {OdeMethod::explicit_pair, OdeMethod::implicit_pair}) {
        const auto run = run_model(model, {0.5, 2.0}, method, {1e-7, 1e-10, 20000});
        CHECK_FALSE(run.finished);
        REQUIRE(run.times.size() == 1);
        CHECK(run.states[0][0] == doctest::Approx(2.0).epsilon(1e-6));
    }
}
