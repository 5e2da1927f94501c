// Tests of the command line: options reach their structs, mistakes are answered in words.
#include <cmath>

#include <doctest/doctest.h>

#include "app/cli/command_line.hpp"
#include "app/cli/program.hpp"
#include "app/cli/table.hpp"

using namespace abscope;
using namespace abscope::app;

namespace {

std::variant<Invocation, Answer> parse(std::vector<const char*> words) {
    words.insert(words.begin(), "abscope");
    return parse_command_line(static_cast<int>(words.size()), words.data());
}

Answer answer(std::vector<const char*> words) {
    const auto line = parse(std::move(words));
    REQUIRE(std::holds_alternative<Answer>(line));
    return std::get<Answer>(line);
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("command line: options of a verb and the common ones") {
    const auto line =
        parse({"dvh",         "plan/",          "--metric", "D95%,mean",    "--structure", "Heart",
               "--structure", "Lt Lung",        "--json",   "--threads",    "3",           "--seed",
               "42",          "--quantity",     "eqd2",     "--alpha-beta", "3 Gy",        "--fractions",
               "7",           "--progress=json"});
    REQUIRE(std::holds_alternative<Invocation>(line));
    const auto& invocation = std::get<Invocation>(line);
    CHECK(invocation.global.json);
    CHECK(invocation.global.threads == 3);
    CHECK(invocation.global.seed == 42);
    CHECK(invocation.global.progress == ProgressStyle::json);
    const auto& dvh = std::get<DvhOptions>(invocation.verb);
    CHECK(dvh.path == "plan/");
    CHECK(dvh.metrics == std::vector<std::string>{"D95%", "mean"});
    CHECK(dvh.structures == std::vector<std::string>{"Heart", "Lt Lung"});
    CHECK(dvh.quantity == "eqd2");
    CHECK(*dvh.fractions == 7);
}

TEST_CASE("command line: the schedule may be one word") {
    const auto line = parse({"windows", "8x3", "--ici", "concurrent"});
    REQUIRE(std::holds_alternative<Invocation>(line));
    CHECK(std::get<WindowsOptions>(std::get<Invocation>(line).verb).schedule == "8x3");
}

TEST_CASE("command line: the twin's export takes fractions and drugs") {
    const auto line = parse({"sbml", "export", "--fraction", "8@0,1", "--drug", "anti_pd1:30@3", "--until", "35"});
    const auto& sbml = std::get<SbmlOptions>(std::get<Invocation>(line).verb);
    CHECK(sbml.fractions == std::vector<std::string>{"8@0,1"});
    CHECK(sbml.drugs == std::vector<std::string>{"anti_pd1:30@3"});
    CHECK(sbml.until == 35.0);
    CHECK(answer({"sbml", "eat", "x.xml"}).status == 2);
}

TEST_CASE("command line: mistakes are usage errors that name the nearest word") {
    CHECK(answer({}).status == 2);
    CHECK(contains(answer({}).message, "no verb"));
    CHECK(contains(answer({"windws"}).message, "did you mean 'windows'?"));
    CHECK(contains(answer({"dvh", "x", "--metrc", "D95%"}).message, "did you mean '--metric'?"));
    CHECK(contains(answer({"dvh"}).message, "PATH is required"));
    CHECK(answer({"dvh", "x", "--quantity", "dose"}).status == 2);
    CHECK(answer({"windows", "--fractions", "0"}).status == 2);
    CHECK(answer({"doctor", "--threads", "-1"}).status == 2);
}

TEST_CASE("command line: help has examples and goes to standard output") {
    for (const auto& verb : describe_verbs()) {
        const auto help = answer({verb.name.c_str(), "--help"});
        CHECK(help.status == 0);
        CHECK(contains(help.output, "Usage: abscope " + verb.name));
        CHECK(contains(help.output, "Examples:\n  abscope " + verb.name));
        CHECK(help.message.empty());
    }
    CHECK(answer({"--version"}).status == 0);
}

TEST_CASE("exit status of every kind of failure") {
    CHECK(exit_status(ErrorKind::usage) == 2);
    CHECK(exit_status(ErrorKind::input) == 3);
    CHECK(exit_status(ErrorKind::output) == 4);
    CHECK(exit_status(ErrorKind::interrupted) == 130);
}

TEST_CASE("tables: widths count characters, numbers have the digits that mean something") {
    Table table({{"name"}, {"dose [Gy]", Table::Align::right}});
    table.row({"Öz", "1.5"});
    table.row({"Heart", "10"});
    CHECK(table.text(false) == "  name   dose [Gy]\n  Öz           1.5\n  Heart         10\n");
    CHECK(significant(0.123456) == "0.1235");
    CHECK(significant(1234.5) == "1234");
    CHECK(significant(14.29) == "14.29");
    CHECK(significant(0.0) == "0");
    CHECK(significant(std::nan("")) == "–");
    CHECK(significant(3.2e-7, 3) == "3.2e-07");
    CHECK(wrapped("eins zwei drei vier fünf sechs sieben acht", 36, 2) ==
          "  eins zwei drei vier fünf sechs\n    sieben acht\n");
    CHECK(percent(0.1234) == "12.3 %");
    CHECK(percent(0.00012) == "0.012 %");
}
