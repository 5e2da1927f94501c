// Circulation networks: balance, refusals, scaling, tumour bed.
#include "blood/circulation.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace abscope;
using namespace abscope::blood;

namespace {

std::vector<Compartment> loop() { return {{"heart", 0.4, 0.0}, {"organ", 0.5, 0.0}, {"shunt", 0.1, 0.0}}; }
std::vector<Flow> loop_flows() { return {{0, 1, 0.9}, {0, 2, 0.1}, {1, 0, 0.9}, {2, 0, 0.1}}; }

}  // namespace

TEST_CASE("[property] the reference circulations conserve flow to 1e-12 and hold all of the blood") {
    for (const auto sex : {patient::Sex::male, patient::Sex::female}) {
        const auto network = reference_circulation(sex);
        CHECK(network.size() == 32);
        CHECK(network.imbalance() < 1e-12);
        double volume = 0.0;
        for (const Compartment& c : network.compartments()) volume += c.volume_fraction;
        CHECK(volume == doctest::Approx(1.0).epsilon(1e-14).scale(0));
    }
}

TEST_CASE("flows of the reference circulations are those of ICRP 89") {
    const auto male = reference_circulation(patient::Sex::male);
    const auto female = reference_circulation(patient::Sex::female);
    const auto flow = [](const CirculationNetwork& n, const char* name) {
        return n.compartments()[*n.index_of(name)].flow_fraction;
    };
    CHECK(flow(male, "liver") == doctest::Approx(0.255));
    CHECK(flow(female, "liver") == doctest::Approx(0.275));
    CHECK(flow(male, "large_veins") == doctest::Approx(0.935));
    CHECK(flow(female, "large_veins") == doctest::Approx(0.925));
    CHECK(flow(male, "right_heart") == doctest::Approx(0.975));
    CHECK(flow(female, "lung") == doctest::Approx(0.975));
    CHECK(flow(female, "left_heart") == doctest::Approx(1.0));
    // Spleen of the male: 1.4 % of 5.3 L through 3 % of 6.5 L/min.
    CHECK(male.mean_dwell_s(*male.index_of("spleen")) == doctest::Approx(0.014 * 5.3 / (0.03 * 6.5 / 60.0)));
    CHECK(male.volume_l(*male.index_of("liver")) == doctest::Approx(0.53));
}

TEST_CASE("a table that does not conserve flow is refused with the compartment named") {
    auto flows = loop_flows();
    flows[2].fraction = 0.7;
    flows[3].fraction = 0.2;
    const auto network = CirculationNetwork::make("test", loop(), flows, {5.0, 5.0, "test"});
    REQUIRE(!network.ok());
    CHECK(network.error().message().find("compartment 'organ'") != std::string::npos);
    CHECK(network.error().message().find("70 %") != std::string::npos);
}

TEST_CASE("odd circulations are refused or answered") {
    const BloodScale scale{5.0, 5.0, "test"};
    auto compartments = loop();
    compartments[2].volume_fraction = 0.0;
    compartments[1].volume_fraction = 0.6;
    CHECK(!CirculationNetwork::make("flow without blood", compartments, loop_flows(), scale).ok());
    CHECK(!CirculationNetwork::make("empty", {}, {}, scale).ok());
    compartments = loop();
    compartments[0].volume_fraction = 0.3;
    CHECK(!CirculationNetwork::make("blood missing", compartments, loop_flows(), scale).ok());
    compartments = loop();
    compartments[1].name = "heart";
    CHECK(!CirculationNetwork::make("twice", compartments, loop_flows(), scale).ok());
    CHECK(!CirculationNetwork::make("no volume", loop(), loop_flows(), {0.0, 5.0, ""}).ok());
    CHECK(!CirculationNetwork::make("NaN", loop(), loop_flows(), {5.0, std::nan(""), ""}).ok());
    auto flows = loop_flows();
    flows[1].fraction = -0.1;
    CHECK(!CirculationNetwork::make("negative", loop(), flows, scale).ok());
    // Blood that does not flow is an answer: it stays where it is.
    flows = {{0, 1, 1.0}, {1, 0, 1.0}};
    const auto still = CirculationNetwork::make("stagnant", loop(), flows, scale);
    REQUIRE(still.ok());
    CHECK(std::isinf(still->mean_dwell_s(2)));
}

TEST_CASE("[property] a tumour bed keeps the balance and takes its blood from the host") {
    const auto network = reference_circulation(patient::Sex::male);
    const auto with = network.with_tumour({"lung", 0.05, 1.2, 0.8});
    REQUIRE(with.ok());
    CHECK(with->imbalance() < 1e-12);
    const auto tumour = *with->index_of("tumour");
    const auto lung = *with->index_of("lung");
    CHECK(with->volume_l(tumour) + with->volume_l(lung) == doctest::Approx(network.volume_l(lung)));
    CHECK(with->volume_l(tumour) == doctest::Approx(0.06 * network.volume_l(lung)));
    CHECK(with->compartments()[tumour].flow_fraction == doctest::Approx(0.04 * 0.975));
    CHECK(!network.with_tumour({"lungs", 0.05, 1.0, 1.0}).ok());
    CHECK(!network.with_tumour({"lung", 1.5, 1.0, 1.0}).ok());
}

TEST_CASE("blood volume follows Nadler where weight and height are known") {
    patient::Host host;
    host.sex = patient::Sex::male;
    CHECK(patient_scale(host).volume_l == doctest::Approx(5.3));
    host.weight = kilograms(73);
    CHECK(patient_scale(host).volume_l == doctest::Approx(5.3));
    host.height = millimetres(1800);
    // 0.3669·1.8³ + 0.03219·73 + 0.6041
    CHECK(patient_scale(host).volume_l == doctest::Approx(5.0937).epsilon(1e-4).scale(0));
    CHECK(patient_scale(host).output_l_per_min / patient_scale(host).volume_l == doctest::Approx(6.5 / 5.3));
    host.weight = kilograms(500);
    CHECK(patient_scale(host).volume_l == doctest::Approx(5.3));
}

TEST_CASE("a circulation given as a document is read, and its mistakes have a place") {
    const Location at{"flow.toml", 7, 1};
    const auto text = [&](const char* key, const char* v) {
        return std::pair<std::string, Node>{key, Node(std::string(v), at, key)};
    };
    const auto number = [&](const char* key, double v) {
        return std::pair<std::string, Node>{key, Node(v, at, key)};
    };
    const auto table = [&](Node::Table t) { return Node(std::move(t), at, "row"); };
    const auto document = [&](const char* target, double back) {
        Node::Table root{number("blood_volume_l", 4.0), number("cardiac_output_l_per_min", 5.0)};
        root.emplace_back("compartment",
                          Node(Node::Array{table({text("name", "heart"), number("volume", 60.0)}),
                                           table({text("name", "organ"), number("volume", 40.0)})},
                               at, "compartment"));
        root.emplace_back(
            "flow",
            Node(Node::Array{table({text("from", "heart"), text("to", target), number("flow", 100.0)}),
                             table({text("from", "organ"), text("to", "heart"), number("flow", back)})},
                 at, "flow"));
        return Node(std::move(root), at, "");
    };
    const auto good = read_circulation(document("organ", 100.0));
    REQUIRE(good.ok());
    CHECK(good->mean_dwell_s(1) == doctest::Approx(0.4 * 4.0 / (5.0 / 60.0)));
    const auto unknown = read_circulation(document("orgam", 100.0));
    REQUIRE(!unknown.ok());
    CHECK(unknown.error().message().find("flow.toml:7") != std::string::npos);
    CHECK(unknown.error().message().find("'organ'") != std::string::npos);
    CHECK(!read_circulation(document("organ", 90.0)).ok());
}
