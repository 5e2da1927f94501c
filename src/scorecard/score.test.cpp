// The scorecard against the values that the specification of T2 states for its parameters (its section 5).
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/embedded.hpp"
#include "io/toml.hpp"
#include "scorecard/measures.hpp"
#include "scorecard/score.hpp"

using namespace abscope;
using namespace abscope::scorecard;

namespace {

Document embedded(const std::string& name) {
    auto read = io::parse_toml(core::embedded_file(name), name);
    REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().message()));
    return std::move(read).value();
}

Card the_card() {
    auto card = read_card(embedded("scorecard_t2.toml"));
    REQUIRE_MESSAGE(card.ok(), (card.ok() ? "" : card.error().message()));
    return std::move(card).value();
}

// The sixty rows of the specification.
Card fitted_card() {
    return only_rows(the_card(), [](const Row& row) { return row.kind == "fitted"; });
}

immune::t2::ParameterSet the_set() {
    auto set = immune::t2::read_parameters(embedded("immune/models/t2/parameters.toml"));
    REQUIRE_MESSAGE(set.ok(), (set.ok() ? "" : set.error().message()));
    return std::move(set).value();
}

}  // namespace

TEST_CASE("[golden] all sixty rows have the specified values within 1 %, and pass") {
    const Card card = fitted_card();
    REQUIRE(card.rows.size() == 60);
    const auto begin = std::chrono::steady_clock::now();
    const Score out = score(card, calibrated_values(the_set()), Method::reference);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    double worst = 0.0;
    std::string worst_id;
    for (std::size_t i = 0; i < card.rows.size(); ++i) {
        const double difference = std::abs(out.rows[i].ours / *card.rows[i].specified - 1.0);
        INFO(card.rows[i].id << ": " << out.rows[i].ours << " against " << *card.rows[i].specified);
        CHECK(difference < 0.01);
        CHECK(out.rows[i].verdict == Verdict::pass);
        if (difference > worst) worst = difference, worst_id = card.rows[i].id;
    }
    CHECK(out.passed == 60);
    MESSAGE("largest difference " << worst << " in row " << worst_id << "; " << seconds << " s");
}

TEST_CASE("[golden] before any fit the rows have the specified start values") {
    const Card card = fitted_card();
    const Score out = score(card, start_values(the_set()), Method::reference);
    for (std::size_t i = 0; i < card.rows.size(); ++i) {
        INFO(card.rows[i].id << ": " << out.rows[i].ours << " against " << *card.rows[i].started);
        // Start values are printed with four decimals where they are small.
        CHECK(std::abs(out.rows[i].ours - *card.rows[i].started) < std::max(0.01 * *card.rows[i].started, 5.1e-5));
    }
}

TEST_CASE("the product's integration gives the same scorecard") {
    const Card card = the_card();
    const auto values = calibrated_values(the_set());
    const Score reference = score(card, values, Method::reference);
    const auto begin = std::chrono::steady_clock::now();
    const Score product = score(card, values, Method::product);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    double worst = 0.0;
    for (std::size_t i = 0; i < card.rows.size(); ++i) {
        const double difference = std::abs(product.rows[i].ours / reference.rows[i].ours - 1.0);
        CHECK_MESSAGE(difference < 0.005, card.rows[i].id << ": " << difference);
        CHECK(product.rows[i].verdict == reference.rows[i].verdict);
        worst = std::max(worst, difference);
    }
    MESSAGE("largest difference " << worst << "; " << seconds << " s");
}

TEST_CASE("the held-out column: 36 of 58 rows were predicted") {
    const Card card = the_card();
    int held = 0, predicted = 0;
    for (const auto& row : card.rows) {
        held += row.held_out.has_value();
        predicted += row.held_out_verdict == "predicted";
        if (!row.held_out) continue;
        const bool inside = (!row.low || *row.held_out >= *row.low) && (!row.high || *row.held_out <= *row.high);
        CHECK_MESSAGE(inside == (row.held_out_verdict == "predicted"), row.id);
    }
    CHECK(held == 58);
    CHECK(predicted == 36);
}

TEST_CASE("[property] names and order of arms and rows do not matter") {
    Card card = the_card();
    const auto values = calibrated_values(the_set());
    const Score before = score(card, values, Method::reference);
    for (auto& arm : card.arms) arm.name = "some schedule";
    std::reverse(card.rows.begin(), card.rows.end());
    const Score after = score(card, values, Method::reference);
    for (std::size_t i = 0; i < before.rows.size(); ++i) CHECK(before.rows[i].ours == after.rows[before.rows.size() - 1 - i].ours);
}

TEST_CASE("a row can fail") {
    Card card = fitted_card();
    auto values = calibrated_values(the_set());
    values.base.aX = 1e-9;  // no TREX1: nothing holds interferon back at high dose
    const Score out = score(card, values, Method::reference);
    CHECK(out.rows[1].id == "1b");
    CHECK(out.rows[1].verdict == Verdict::fail);
    CHECK(out.passed < 60);
}

TEST_CASE("lymphopenia sub-model: limits") {
    auto p = the_set().values();
    // Without dose the nadir is the baseline: P(lognormal(1.5, 0.35) < 0.5) = Phi(ln(1/3)/0.35) = Phi(-3.1389).
    CHECK(lymphopenia_probability(p, 0.0, 5) == doctest::Approx(0.000848).epsilon(1e-2));
    p.fB = 100.0;
    CHECK(lymphopenia_probability(p, 2.0, 5) == doctest::Approx(1.0));
}

TEST_CASE("quasi-random patients fill each dimension evenly") {
    std::vector<double> sum(10, 0.0), squares(10, 0.0);
    for (int i = 1; i <= 480; ++i) {
        const auto z = quasi_normal(i, 10);
        for (int k = 0; k < 10; ++k) sum[k] += z[k] / 480, squares[k] += z[k] * z[k] / 480;
    }
    for (int k = 0; k < 10; ++k) {
        CHECK(std::abs(sum[k]) < 0.03);
        CHECK(squares[k] == doctest::Approx(1.0).epsilon(0.05));
    }
}

TEST_CASE("a card that names an absent arm or measure is refused with its place") {
    std::string text(core::embedded_file("scorecard_t2.toml"));
    const auto refused = [&](const std::string& from, const std::string& to) {
        std::string changed = text;
        changed.replace(changed.find(from), from.size(), to);
        const auto card = read_card(io::parse_toml(changed, "mine.toml").value());
        return card.ok() ? std::string() : card.error().message();
    };
    CHECK(refused("over = [\"8x3\"]", "over = [\"8x33\"]").find("no arm '8x33'") != std::string::npos);
    CHECK(refused("measure = \"pdl1_fold\"", "measure = \"pdl1\"").find("no measure 'pdl1'") != std::string::npos);
    CHECK(refused("agent = \"ox40_agonist\"", "agent = \"ox41\"").find("no agent 'ox41'") != std::string::npos);
}
