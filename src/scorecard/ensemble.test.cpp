// Ensembles, known gaps, contested questions, distances, and the generated page.
#include <doctest/doctest.h>

#include <cmath>

#include "core/embedded.hpp"
#include "core/parallel.hpp"
#include "io/toml.hpp"
#include "scorecard/assembly.hpp"
#include "scorecard/distance.hpp"
#include "scorecard/page.hpp"
#include "support/files.hpp"
#include "support/same_words.hpp"

using namespace abscope;
using namespace abscope::scorecard;

namespace {

Assembly mouse() {
    auto assembly = load_assembly("mouse");
    REQUIRE_MESSAGE(assembly.ok(), (assembly.ok() ? "" : assembly.error().message()));
    return std::move(assembly).value();
}

Result<Ensemble> read(const std::string& text) {
    return read_ensemble(io::parse_csv(text, "mine.csv").value(), mouse().set);
}

Row banded(std::optional<double> low, std::optional<double> high) {
    Row row;
    row.low = low;
    row.high = high;
    return row;
}

Result<Card> changed_card(const std::string& from, const std::string& to) {
    std::string text(core::embedded_file("scorecard_t2.toml"));
    text.replace(text.find(from), from.size(), to);
    return read_card(io::parse_toml(text, "mine.toml").value());
}

}  // namespace

TEST_CASE("distance: zero inside the shrunk band, counted in tolerances outside, bounded, and 6.7 for what is no number") {
    const Row above = banded(1.0, {});
    CHECK(row_distance(above, 2.0) == 0.0);
    CHECK(row_distance(above, std::exp(0.02)) == doctest::Approx(0.0));
    // On the edge: the margin 0.02 is 0.4 tolerances of 0.05; d²/(1 + 0.15 d²).
    CHECK(row_distance(above, 1.0) == doctest::Approx(0.16 / 1.024));
    CHECK(row_distance(above, std::exp(-0.08)) == doctest::Approx(4.0 / 1.6));
    CHECK(row_distance(above, 1e-30) == doctest::Approx(1.0 / 0.15).epsilon(1e-3));
    CHECK(row_distance(above, std::nan("")) == doctest::Approx(1.0 / 0.15).epsilon(1e-3));
    const Row between = banded(1.0, std::exp(0.04));
    CHECK(row_distance(between, std::exp(0.02)) == 0.0);  // a narrow band keeps half of its width
    CHECK(row_distance(banded(0.0, 0.16), 0.0) == 0.0);   // a share cannot fall below zero
}

TEST_CASE("a row that fails is a known gap only where the card says so") {
    const Assembly assembly = mouse();
    const Score out = score(assembly.card, calibrated_values(assembly.set));
    for (std::size_t i = 0; i < out.rows.size(); ++i) {
        const Row& row = assembly.card.rows[i];
        if (out.rows[i].verdict == Verdict::known_gap) CHECK_FALSE(row.known_gap.empty());
    }
    CHECK(out.failed == 0);
    CHECK(out.known_gaps > 0);
    CHECK(out.passed + out.failed + out.known_gaps == static_cast<int>(out.rows.size()));
    Row plain = banded(1.0, {});
    CHECK(judge(0.5, plain) == Verdict::fail);
    CHECK(judge(std::nan(""), plain) == Verdict::undefined);
    plain.known_gap = "because";
    CHECK(judge(0.5, plain) == Verdict::known_gap);
    CHECK(judge(1.5, plain) == Verdict::pass);
}

TEST_CASE("an ensemble is read, spread and scored; the same for 1, 2 and 7 threads") {
    const Assembly assembly = mouse();
    const auto ensemble = read("member,rows_passed,F50,ct26.alpha\n1,60,12.98,0.04051\n2,50,9,0.08\n3,,15,0.03\n");
    REQUIRE_MESSAGE(ensemble.ok(), (ensemble.ok() ? "" : ensemble.error().message()));
    CHECK(ensemble->rows_passed[2] == -1);
    // sd of ln{12.98, 9, 15}, by hand.
    CHECK(log_spread(*ensemble)[0] == doctest::Approx(0.2627).epsilon(1e-3));
    set_thread_count(1);
    const auto one = score_ensemble(assembly.card, assembly.set, *ensemble).value();
    CHECK(one.passed[0] == 60);
    CHECK(one.passed[1] < 60);
    CHECK(one.fitted_rows == 60);
    REQUIRE(one.contests.size() == assembly.card.contests.size());
    for (const auto& contest : one.contests) CHECK(contest.sides.size() >= 2);
    for (const std::size_t threads : {2, 7}) {
        set_thread_count(threads);
        const auto many = score_ensemble(assembly.card, assembly.set, *ensemble).value();
        for (std::size_t r = 0; r < one.rows.size(); ++r) CHECK(many.rows[r].median == one.rows[r].median);
    }
    set_thread_count(0);
}

TEST_CASE("an ensemble that is wrong is refused with its place") {
    CHECK(read("member,rows_passed,F51\n1,60,12\n").error().message().find("did you mean 'F50'") != std::string::npos);
    CHECK(read("member,rows_passed,F50\n1,60,-12\n").error().message().find("mine.csv:2") != std::string::npos);
    CHECK(read("member,rows_passed,F50\n1,60,\n").error().message().find("mine.csv:2") != std::string::npos);
    CHECK(read("member,rows_passed,F50\n").error().message().find("without members") != std::string::npos);
    CHECK(read("F50,aX\n1,2\n").error().message().find("no ensemble") != std::string::npos);
}

TEST_CASE("a card that cannot be scored is refused with its place") {
    const auto message = [](const std::string& from, const std::string& to) {
        const auto card = changed_card(from, to);
        return card.ok() ? std::string() : card.error().message();
    };
    CHECK(message("until_day = 30", "until_day = 28").find("ends on day 28") != std::string::npos);
    CHECK(message("id = \"1b\"", "id = \"1a\"").find("two rows '1a'") != std::string::npos);
    CHECK(message("row = \"7c\"", "row = \"7z\"").find("no row '7z'") != std::string::npos);
    CHECK(message("kind = \"fitted\"", "kind = \"guessed\"").find("'fitted' or 'predicted'") != std::string::npos);
    CHECK(message("everywhere = { kI", "everywhere = { kJ").find("no parameter 'kJ'") != std::string::npos);
    CHECK(message("model = \"t2\"", "model = \"t9\"").find("model 't9'") != std::string::npos);
    CHECK(load_assembly("rat").error().message().find("built in: mouse, mouse-extended, human") != std::string::npos);
}

TEST_CASE("the card with only some rows gives them the same values") {
    const Assembly assembly = mouse();
    const auto values = calibrated_values(assembly.set);
    const auto all = row_values(assembly.card, values);
    const Card some = only_rows(assembly.card, [](const Row& row) { return row.fold == "B"; });
    CHECK(some.arms.size() < assembly.card.arms.size());
    const auto fewer = row_values(some, values);
    std::size_t at = 0;
    for (std::size_t r = 0; r < all.size(); ++r) {
        if (assembly.card.rows[r].fold == "B") CHECK(fewer[at++] == all[r]);
    }
    CHECK(at == some.rows.size());
}

TEST_CASE("the spread of ln(value) that a record states becomes the prior") {
    immune::t2::ParameterRecord record;
    record.log_sd = 0.7;
    CHECK(prior_log_sd(record) == 0.7);
    record.log_sd = std::nan("");
    record.low = 1.0;
    record.high = std::exp(2.0);
    CHECK(prior_log_sd(record) == doctest::Approx(0.5));
    record.low = std::nan("");
    CHECK(prior_log_sd(record, 0.4) == 0.4);
}

TEST_CASE("[golden] the page of the documentation is what the program writes now") {
    for (const std::string card : {"mouse", "mouse-extended"}) {
        const auto assembly = load_assembly(card);
        REQUIRE(assembly.ok());
        const auto scored = score_assembly(*assembly);
        REQUIRE(scored.ok());
        const auto page = card == "mouse" ? "docs/methods/scorecard.md" : "docs/methods/scorecard_extended.md";
        CHECK(test::differences(page_text(*assembly, *scored), test::source_dir() / page) == "");
    }
}

TEST_CASE("[golden] the median member of the ensemble holds at least 54 of 60 rows, and every free parameter is spread") {
    const Assembly assembly = mouse();
    if (!assembly.ensemble) return;
    CHECK(assembly.ensemble->size() >= 200);
    for (const double spread : log_spread(*assembly.ensemble)) CHECK(spread >= 0.05);
    const auto scored = score_ensemble(assembly.card, assembly.set, *assembly.ensemble);
    REQUIRE(scored.ok());
    CHECK(scored->median_passed >= 54);
    CHECK(scored->rows_held_by_median >= 54);
}
