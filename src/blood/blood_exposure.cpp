// Checks of an exposure, cumulative curves read as bins, and the builder from structures to compartments.
#include "blood/blood_exposure.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/contract.hpp"

namespace abscope::blood {
namespace {

double mean_of(const OrganDose& organ) {
    return std::inner_product(organ.dose_gy.begin(), organ.dose_gy.end(), organ.volume_fraction.begin(), 0.0);
}

// Doses of bins in windows: one row a window, one number a bin, and the windows sum to the bin's dose.
Result<void> check_window_doses(const BloodExposure& exposure, const OrganDose& organ) {
    if (organ.window_dose_gy.empty()) return {};
    if (organ.window_dose_gy.size() != exposure.windows.size())
        return bad_input(fmt::format("doses for {} windows", organ.window_dose_gy.size()),
                         fmt::format("the fraction has {}", exposure.windows.size()),
                         "give one row a window");
    std::vector<double> sum(organ.dose_gy.size(), 0.0);
    for (const auto& window : organ.window_dose_gy) {
        if (window.size() != sum.size())
            return bad_input("a window with another number of bins than the organ",
                             "a bin is the same part of the organ in every window");
        for (std::size_t i = 0; i < sum.size(); ++i) {
            if (!(window[i] >= 0.0))
                return bad_input(fmt::format("a dose of {:g} Gy in a window", window[i]),
                                 "doses are not negative");
            sum[i] += window[i];
        }
    }
    for (std::size_t i = 0; i < sum.size(); ++i)
        if (!(std::abs(sum[i] - organ.dose_gy[i]) <= 1e-9 * (1.0 + organ.dose_gy[i])))
            return bad_input(fmt::format("windows that give bin {} {:.6g} Gy", i + 1, sum[i]),
                             fmt::format("its dose of the fraction is {:.6g} Gy", organ.dose_gy[i]),
                             "make the windows of each bin sum to its dose");
    return {};
}

Result<void> check_organ(const CirculationNetwork& network, const BloodExposure& exposure,
                         const OrganDose& organ) {
    if (organ.compartment >= network.size())
        return bad_input(fmt::format("a dose for compartment number {}", organ.compartment),
                         "the circulation does not have it");
    if (!(organ.share >= 0.0 && organ.share <= 1.0 + 1e-12))
        return bad_input(fmt::format("a dose for a share {:g} of the compartment", organ.share),
                         "a share lies between 0 and 1");
    if (organ.dose_gy.empty() || organ.dose_gy.size() != organ.volume_fraction.size())
        return bad_input("a dose–volume histogram without bins", "doses and volumes must come in pairs",
                         "give at least one pair");
    double sum = 0.0;
    for (std::size_t i = 0; i < organ.dose_gy.size(); ++i) {
        if (!(organ.dose_gy[i] >= 0.0 && organ.dose_gy[i] < 1e4))
            return bad_input(fmt::format("a dose of {:g} Gy", organ.dose_gy[i]),
                             "0 to 10 000 Gy in one fraction are accepted");
        if (!(organ.volume_fraction[i] >= 0.0))
            return bad_input(fmt::format("a volume fraction of {:g}", organ.volume_fraction[i]),
                             "it cannot be negative");
        sum += organ.volume_fraction[i];
    }
    if (!(std::abs(sum - 1.0) < 1e-6))
        return bad_input(fmt::format("the volume fractions sum to {:.6g}", sum),
                         "a differential histogram sums to 1",
                         "normalise it, or give the share of the organ that lies outside as 0 Gy");
    if (!organ.window_share.empty() && organ.window_share.size() != exposure.windows.size())
        return bad_input("an organ has another number of beam windows than the fraction",
                         "each window needs its share");
    return check_window_doses(exposure, organ);
}

Result<void> check_windows(const std::vector<BeamWindow>& windows) {
    if (windows.empty())
        return bad_input("a fraction without a beam", "it needs at least one window", "give beam_on");
    double sum = 0.0;
    double total = 0.0;
    for (const BeamWindow& w : windows) {
        if (!(w.duration_s >= 0.0 && w.duration_s <= 86400.0))
            return bad_input(fmt::format("a beam of {:g} s", w.duration_s), "0 s to one day are accepted",
                             "give beam_on in seconds");
        if (!(w.dose_share >= 0.0))
            return bad_input("a negative share of dose in a beam window", "shares are not negative");
        sum += w.dose_share;
        total += w.duration_s;
    }
    if (!(std::abs(sum - 1.0) < 1e-9))
        return bad_input(fmt::format("the beam windows give {:.6g} of the fraction's dose", sum),
                         "the shares must sum to 1");
    if (total > 86400.0)
        return bad_input("a fraction longer than a day", "the beam windows sum to more than 24 h");
    return {};
}

}  // namespace

double volume_weighted_mean_gy(const CirculationNetwork& network, const BloodExposure& exposure) {
    double mean = 0.0;
    for (const OrganDose& organ : exposure.organs)
        mean += network.compartments()[organ.compartment].volume_fraction * organ.share * mean_of(organ);
    return mean;
}

Result<void> check_exposure(const CirculationNetwork& network, const BloodExposure& exposure) {
    ABSCOPE_CHECK_OK(check_windows(exposure.windows));
    std::vector<double> covered(network.size(), 0.0);
    for (const OrganDose& organ : exposure.organs) {
        if (auto r = check_organ(network, exposure, organ); !r.ok())
            return Error(r.error()).within(fmt::format("blood dose of '{}'", organ.structure));
        covered[organ.compartment] += organ.share;
        if (covered[organ.compartment] > 1.0 + 1e-9)
            return bad_input(fmt::format("more than all of compartment '{}' has a dose",
                                         network.compartments()[organ.compartment].name),
                             "the shares of its organs sum to more than 1", "name each organ once");
    }
    return {};
}

Result<DoseDistribution> bins_from_cumulative(const std::vector<double>& dose_gy,
                                              const std::vector<double>& volume_fraction) {
    if (dose_gy.size() != volume_fraction.size() || dose_gy.size() < 2)
        return bad_input("a cumulative histogram with fewer than two points", "a curve needs at least two");
    DoseDistribution out;
    double previous_dose = 0.0;
    double previous_volume = 1.0;
    for (std::size_t i = 0; i < dose_gy.size(); ++i) {
        if (!(dose_gy[i] >= previous_dose && std::isfinite(dose_gy[i])))
            return bad_input(
                fmt::format("row {}: dose {:g} Gy after {:g} Gy", i + 1, dose_gy[i], previous_dose),
                "doses must increase");
        if (!(volume_fraction[i] >= 0.0 && volume_fraction[i] <= previous_volume + 1e-9))
            return bad_input(fmt::format("row {}: volume fraction {:g} after {:g}", i + 1, volume_fraction[i],
                                         previous_volume),
                             "a cumulative histogram starts at 1 and never rises",
                             "give fractions, or percent under dose_bins,coverage");
        const double share = previous_volume - volume_fraction[i];
        if (share > 0.0) {
            out.bins.dose_gy.push_back(0.5 * (previous_dose + dose_gy[i]));
            out.bins.volume_fraction.push_back(share);
            if (dose_gy[i] == 0.0) out.missing_at_zero = share;
        }
        previous_dose = dose_gy[i];
        previous_volume = std::min(previous_volume, volume_fraction[i]);
    }
    if (previous_volume > 0.0) {  // the curve stops above 0: what is left received its last dose
        out.bins.dose_gy.push_back(previous_dose);
        out.bins.volume_fraction.push_back(previous_volume);
        out.truncated_at_top = previous_volume;
    }
    return out;
}

void BloodExposureBuilder::add_organ(patient::OrganRole role, const patient::DoseBins& bins,
                                     double dose_coverage, std::string structure) {
    const int priority = role_priority(role);
    const double inside = std::clamp(dose_coverage, 0.0, 1.0);
    for (const CompartmentShare& part : compartments_for(role)) {
        const auto index = network_.index_of(part.compartment);
        if (!index) {
            warnings_.push_back(
                {"blood-compartment-missing",
                 fmt::format(
                     "{} has dose for '{}', which this circulation does not have; its blood is left out",
                     structure, part.compartment)});
            continue;
        }
        parts_.push_back({{*index,
                           part.share,
                           bins.dose_gy,
                           bins.volume_fraction,
                           {},
                           structure,
                           role == patient::OrganRole::draining_node},
                          priority,
                          1.0 - inside});
    }
}

Result<void> BloodExposureBuilder::add_compartment(std::string_view compartment, double share,
                                                   const patient::DoseBins& bins, std::string structure) {
    const auto index = network_.index_of(compartment);
    if (!index) {
        std::vector<std::string_view> names;
        for (const Compartment& c : network_.compartments()) names.push_back(c.name);
        const auto near = nearest_word(compartment, names);
        return bad_input(fmt::format("no blood compartment is called '{}'", compartment),
                         "the circulation does not have it",
                         near ? fmt::format("did you mean '{}'?", *near) : std::string());
    }
    parts_.push_back(
        {{*index, share, bins.dose_gy, bins.volume_fraction, {}, std::move(structure), false}, 3, 0.0});
    return {};
}

void BloodExposureBuilder::set_remainder(const patient::DoseBins& bins, double inside) {
    remainder_ = bins;
    inside_ = bins.dose_gy.empty() ? 0.0 : std::clamp(inside, 0.0, 1.0);
}

Result<BloodExposure> BloodExposureBuilder::build(double beam_on_s, std::vector<BeamWindow> windows) const {
    BloodExposure exposure;
    exposure.windows = windows.empty() ? std::vector<BeamWindow>{{beam_on_s, 1.0}} : std::move(windows);
    std::vector<Part> parts = parts_;
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Part& a, const Part& b) { return a.priority > b.priority; });
    std::vector<double> left(network_.size(), 1.0);
    for (Part& part : parts) {
        double& room = left[part.dose.compartment];
        const double taken = std::min(part.dose.share, room);
        if (taken <= 0.0) continue;
        const double volume = network_.compartments()[part.dose.compartment].volume_fraction;
        room -= taken;
        exposure.coverage.contoured += volume * taken * (1.0 - part.outside);
        exposure.coverage.outside += volume * taken * part.outside;
        part.dose.share = taken * (1.0 - part.outside);
        if (part.dose.share > 0.0) exposure.organs.push_back(std::move(part.dose));
    }
    for (std::size_t k = 0; k < network_.size(); ++k) {
        const double volume = network_.compartments()[k].volume_fraction;
        const double share = left[k] * inside_;
        exposure.coverage.remainder += volume * share;
        exposure.coverage.outside += volume * (left[k] - share);
        if (share > 0.0)
            exposure.organs.push_back(
                {k, share, remainder_.dose_gy, remainder_.volume_fraction, {}, "remainder", false});
    }
    ABSCOPE_CHECK_OK(check_exposure(network_, exposure));
    return exposure;
}

}  // namespace abscope::blood
