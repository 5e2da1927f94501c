// The thorax case of the published program HEDOS [@shin2021] on its own input: its unbalanced female table and its curves, for the
// test that reproduces its numbers and for the bench that runs beside it.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "blood/blood_exposure.hpp"
#include "blood/circulation.hpp"
#include "core/contract.hpp"

namespace abscope::test {

using namespace abscope::blood;

// Its table: right heart, pulmonary artery and lung carry 99.5 %, the bronchial bed drains mostly into the veins.
inline CirculationNetwork peer_network() {
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
inline patient::DoseBins peer_bins(const std::string& path, int fractions) {
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

inline BloodExposure peer_exposure(const CirculationNetwork& network, const std::string& folder,
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
        const auto bins = peer_bins(folder + "/" + file + "_DVH.csv", 30);
        ABSCOPE_EXPECT(builder.add_compartment(compartment, 1.0, bins, file).ok());
    }
    auto exposure = builder.build(0.0, std::move(windows));
    ABSCOPE_EXPECT(exposure.ok());
    return *exposure;
}

}  // namespace abscope::test
