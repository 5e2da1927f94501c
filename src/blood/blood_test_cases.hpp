// Exposures shared by the tests of this module.
#pragma once

#include <cmath>

#include "blood/blood_exposure.hpp"
#include "core/contract.hpp"

namespace abscope::blood::test {

/// A falling distribution: volume ∝ e^(−dose/scale), up to `top` Gy, `n` bins.
inline patient::DoseBins falling_bins(double scale_gy, double top_gy, int n = 400) {
    patient::DoseBins bins;
    double sum = 0.0;
    for (int i = 0; i < n; ++i) {
        bins.dose_gy.push_back((i + 0.5) * top_gy / n);
        bins.volume_fraction.push_back(std::exp(-bins.dose_gy.back() / scale_gy));
        sum += bins.volume_fraction.back();
    }
    for (double& v : bins.volume_fraction) v /= sum;
    return bins;
}

/// One lung, heart, great vessels, liver, some marrow and a third of the remainder; about 2 Gy at most; every dose × `factor` [-].
inline BloodExposure thorax_exposure(const CirculationNetwork& network, double beam_on_s,
                                     double factor = 1.0) {
    BloodExposureBuilder builder(network);
    builder.add_organ(patient::OrganRole::lung_left, falling_bins(0.35 * factor, 2.0 * factor), 1.0, "lung");
    builder.add_organ(patient::OrganRole::heart, falling_bins(0.2 * factor, 1.6 * factor), 1.0, "heart");
    builder.add_organ(patient::OrganRole::great_vessels, falling_bins(0.8 * factor, 2.0 * factor), 1.0,
                      "vessels");
    builder.add_organ(patient::OrganRole::liver, falling_bins(0.05 * factor, 0.5 * factor), 0.9, "liver");
    builder.add_organ(patient::OrganRole::vertebrae, falling_bins(0.4 * factor, 1.5 * factor), 1.0, "spine");
    builder.set_remainder(falling_bins(0.05 * factor, 1.0 * factor), 0.3);
    auto exposure = builder.build(beam_on_s);
    ABSCOPE_EXPECT(exposure.ok());
    return std::move(exposure).value();
}

}  // namespace abscope::blood::test
