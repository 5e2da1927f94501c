// Reproduces the numbers of the published program HEDOS [@shin2021] on its own input, with its own draw rule. Its female
// table does not conserve flow, so it is built here, past the check that our tables must pass.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "blood/blood_exposure.hpp"
#include "blood/dose_distribution.hpp"
#include "blood/fraction_solver.hpp"
#include "blood/monte_carlo.hpp"
#include "support/files.hpp"

using namespace abscope;
using namespace abscope::blood;

namespace {

// Its table: right heart, pulmonary artery and lung carry 99.5 %, the bronchial bed drains mostly into the veins.
CirculationNetwork peer_network() {
    const auto female = reference_circulation(patient::Sex::female);
    const auto at = [&](const char* name) { return *female.index_of(name); };
    std::vector<Flow> flows;
    for (Flow f : female.flows()) {
        if (f.from == at("right_heart") || f.from == at("pulmonary_artery") || f.from == at("lung"))
            f.fraction = 0.995;
        if (f.from == at("bronchial")) f.fraction = 0.005;
        flows.push_back(f);
    }
    flows.push_back({at("bronchial"), at("large_veins"), 0.02});
    // A tumour of 5 % of the lung, in parallel to it.
    std::vector<Compartment> compartments = female.compartments();
    compartments[at("lung")].volume_fraction *= 0.95;
    compartments.push_back({"tumour", female.compartments()[at("lung")].volume_fraction * 0.05, 0.0});
    std::vector<Flow> split;
    for (Flow f : flows) {
        if (f.from == at("lung") || f.to == at("lung")) {
            Flow bed = f;
            (f.from == at("lung") ? bed.from : bed.to) = compartments.size() - 1;
            bed.fraction = 0.05 * f.fraction;
            f.fraction *= 0.95;
            split.push_back(bed);
        }
        split.push_back(f);
    }
    return CirculationNetwork::unbalanced("published female table", compartments, split,
                                          {3.9, 5.9, "as published"});
}

// Its curves: cumulative percent against course dose in Gy; a bin counts with its lower edge.
patient::DoseBins peer_bins(const std::string& path, int fractions) {
    std::ifstream file(path);
    std::vector<double> dose, coverage;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream row(line);
        std::string field;
        std::getline(row, field, ',');
        std::getline(row, field, ',');
        dose.push_back(std::stod(field));
        std::getline(row, field, ',');
        coverage.push_back(std::stod(field));
    }
    patient::DoseBins bins;
    double sum = 0.0;
    for (std::size_t i = 0; i + 1 < dose.size(); ++i) sum += coverage[i] - coverage[i + 1];
    for (std::size_t i = 0; i + 1 < dose.size(); ++i) {
        bins.dose_gy.push_back(dose[i] / fractions);
        bins.volume_fraction.push_back((coverage[i] - coverage[i + 1]) / sum);
    }
    return bins;
}

struct Published {
    double mean, sd, above_0, above_0_1, d2;
};

BloodExposure peer_exposure(const CirculationNetwork& network, const std::string& folder,
                            std::vector<BeamWindow> windows) {
    BloodExposureBuilder builder(network);
    const std::pair<const char*, const char*> organs[] = {{"lung", "lung"},
                                                          {"right_heart", "heart"},
                                                          {"left_heart", "heart"},
                                                          {"aorta", "aorta"},
                                                          {"pulmonary_artery", "pulmonary_artery"},
                                                          {"superior_vena_cava", "superior_vena_cava"},
                                                          {"tumour", "tumor"}};
    for (const auto& [compartment, file] : organs) {
        auto bins = peer_bins(folder + "/" + file + "_DVH.csv", 30);
        REQUIRE(builder.add_compartment(compartment, 1.0, bins, file).ok());
    }
    auto exposure = builder.build(0.0, std::move(windows));
    REQUIRE(exposure.ok());
    return *exposure;
}

void compare(const std::vector<BeamWindow>& windows, const Published& published) {
    const auto folder = abscope::test::shared_data("hedos/patient/DVHs");
    if (!folder) return;
    const auto network = peer_network();
    CHECK(network.imbalance() > 0.01);
    const auto exposure = peer_exposure(network, folder->string(), windows);
    MonteCarloOptions options;
    options.particles = 400000;
    options.redraw_interval_s = 0.05;
    const auto mc = simulate_particles(network, exposure, {DwellLaw::weibull2, 0.0, false}, {}, options);
    CHECK(mc.mean_gy == doctest::Approx(published.mean).epsilon(0.015));
    CHECK(mc.sd_gy == doctest::Approx(published.sd).epsilon(0.015));
    CHECK(mc.fraction_irradiated == doctest::Approx(published.above_0).epsilon(0.015));
    CHECK(mc.volume_above(0.1) == doctest::Approx(published.above_0_1).epsilon(0.015));
    CHECK(mc.dose_exceeded_by(0.02) == doctest::Approx(published.d2).epsilon(0.015));
    MESSAGE(mc.mean_gy << " " << mc.sd_gy << " " << mc.fraction_irradiated << " " << mc.volume_above(0.1)
                       << " " << mc.dose_exceeded_by(0.02));
}

}  // namespace

TEST_CASE("[shared] HEDOS, 10 s beam") {
    compare({{10.0, 0.0}, {10.0, 1.0}}, {0.1181, 0.1713, 0.478, 0.384, 0.515});
}

TEST_CASE("[shared] HEDOS, four beams of 20 s") {
    compare({{10.0, 0.0},
             {20.0, 0.25},
             {10.0, 0.0},
             {20.0, 0.25},
             {10.0, 0.0},
             {20.0, 0.25},
             {10.0, 0.0},
             {20.0, 0.25}},
            {0.1186, 0.0584, 0.996, 0.590, 0.2595});
}
