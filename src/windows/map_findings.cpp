// Reading the map against the hypothesis. Belongs to windows.
#include "windows/map_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/contract.hpp"

namespace abscope::windows {

namespace {

std::size_t nearest(const TwinMap& map, double dose_gy) {
    std::size_t best = 0;
    for (std::size_t i = 0; i < map.options.dose_gy.size(); ++i)
        if (std::abs(std::log(map.options.dose_gy[i] / dose_gy)) < std::abs(std::log(map.options.dose_gy[best] / dose_gy))) best = i;
    return best;
}

/// Value of a layer at a dose, interpolated in ln dose: the map's points are not round numbers.
template <class At>
double at_dose(const TwinMap& map, double dose_gy, const At& value) {
    const auto& doses = map.options.dose_gy;
    const auto above = std::lower_bound(doses.begin(), doses.end(), dose_gy);
    if (above == doses.begin()) return value(0);
    if (above == doses.end()) return value(doses.size() - 1);
    const auto i = static_cast<std::size_t>(above - doses.begin());
    const double share = std::log(dose_gy / doses[i - 1]) / std::log(doses[i] / doses[i - 1]);
    return value(i - 1) + share * (value(i) - value(i - 1));
}

double quantile(std::vector<double> values, double q) {
    std::sort(values.begin(), values.end());
    const double at = q * static_cast<double>(values.size() - 1);
    const auto i = static_cast<std::size_t>(at);
    return i + 1 < values.size() ? values[i] + (at - static_cast<double>(i)) * (values[i + 1] - values[i]) : values[i];
}

MapFinding optimum_finding(const TwinMap& map, int n) {
    const auto best = best_dose(map, map.yield, n);
    MapFinding finding;
    finding.id = fmt::format("optimum-{}", n);
    finding.hypothesis = fmt::format("{} fractions: the best dose per fraction lies at 6 to 12 Gy", n);
    finding.value = best.median_gy;
    finding.low = quantile(best.patient_gy, 0.05);
    finding.high = quantile(best.patient_gy, 0.95);
    finding.unit = "Gy";
    finding.sources = {"W2opt", "TREX1"};
    const bool interior = best.median_gy > map.options.dose_gy.front() && best.median_gy < map.options.dose_gy.back();
    finding.agrees = interior && best.median_gy >= 6.0 && best.median_gy <= 12.0;
    finding.twin = fmt::format("the immune yield of {} fractions is highest at {:.1f} Gy a fraction ({:.1f} to {:.1f} over patients){}", n, finding.value,
                               finding.low, finding.high, interior ? "" : ", the edge of the map");
    return finding;
}

MapFinding chemokine_finding(const TwinMap& map) {
    const auto best = best_dose(map, map.chemokine, 1, true);
    MapFinding finding{"chemokine-per-gray", "the chemokine area per Gy peaks at 0.5 to 1 Gy", "", best.median_gy, quantile(best.patient_gy, 0.05),
                       quantile(best.patient_gy, 0.95), "Gy", best.median_gy >= 0.5 && best.median_gy <= 1.0, {"W1", "LD1"}};
    finding.twin = fmt::format("one fraction: the chemokine area per Gy is highest at {:.2f} Gy ({:.2f} to {:.2f} over patients){}", finding.value, finding.low,
                               finding.high, best.median_gy <= map.options.dose_gy.front() ? ", the lowest dose of the map: it falls throughout" : "");
    return finding;
}

MapFinding trex1_finding(const TwinMap& map, double single_gy) {
    std::vector<double> ratios;
    const std::size_t entries = map.interferon.median.size();
    for (int p = -1; p < map.patients; ++p) {
        const auto value = [&](int n) {
            return [&map, n, p, entries](std::size_t i) {
                const auto at = map.entry(i, n);
                return p < 0 ? map.interferon.median[at] : map.interferon.patient[static_cast<std::size_t>(p) * entries + at];
            };
        };
        ratios.push_back(at_dose(map, 8.0, value(3)) / at_dose(map, single_gy, value(1)));
    }
    MapFinding finding;
    finding.id = fmt::format("trex1-{:.0f}", single_gy);
    finding.hypothesis = fmt::format("8 Gy × 3 induces more interferon than {:.0f} Gy × 1", single_gy);
    finding.value = ratios.front();
    ratios.erase(ratios.begin());
    finding.low = quantile(ratios, 0.05);
    finding.high = quantile(ratios, 0.95);
    finding.unit = "1";
    finding.agrees = finding.value > 1.0;
    finding.sources = {"TREX1", "8x3"};
    finding.twin = fmt::format("interferon area of 8 Gy × 3 over {:.0f} Gy × 1: {:.2f} ({:.2f} to {:.2f} over patients)", single_gy, finding.value, finding.low, finding.high);
    return finding;
}

/// Yield at 2 Gy with 25 to 35 fractions: the mean over n, by patient.
std::vector<double> conventional_yield(std::span<const immune::t2::Parameters> patients, const TwinMapOptions& setting, IciTiming ici, double node_share, bool blood_spared) {
    std::vector<immune::t2::Parameters> list(patients.begin(), patients.end());
    for (auto& p : list)
        if (blood_spared) p.fB = 0.0;
    TwinMapOptions options = setting;
    options.dose_gy = {1.8, 2.0};
    options.most_fractions = 35;
    options.ici = ici;
    options.node_share = node_share;
    const auto map = twin_map(list, options);
    const std::size_t entries = map.yield.median.size();
    std::vector<double> out;
    for (std::size_t p = 0; p < list.size(); ++p) {
        double sum = 0.0;
        for (int n = 25; n <= 35; ++n)
            for (std::size_t i = 0; i < 2; ++i) sum += map.yield.patient[p * entries + map.entry(i, n)];
        out.push_back(sum / 22.0);
    }
    return out;
}

MapFinding deficit(const char* id, const char* hypothesis, const char* what, bool wants_deficit, std::vector<double> yields, std::vector<std::string> sources) {
    MapFinding finding;
    finding.id = id;
    finding.hypothesis = hypothesis;
    finding.value = quantile(yields, 0.5);
    finding.low = quantile(yields, 0.05);
    finding.high = quantile(yields, 0.95);
    finding.unit = "1e6 cells";
    finding.agrees = (finding.value < 0.0) == wants_deficit;
    finding.sources = std::move(sources);
    finding.twin = fmt::format("1.8 and 2 Gy × 25 to 35, {}: yield against the drug alone {:+.2f}e6 cells ({:+.2f} to {:+.2f} over patients)", what, finding.value,
                               finding.low, finding.high);
    return finding;
}

}  // namespace

BestDose best_dose(const TwinMap& map, const MapLayer& layer, int fractions, bool per_gray) {
    ABSCOPE_EXPECT(fractions >= 1 && fractions <= map.options.most_fractions);
    const auto& doses = map.options.dose_gy;
    const auto best = [&](const double* values) {
        std::size_t at = 0;
        const auto score = [&](std::size_t i) { return values[map.entry(i, fractions)] / (per_gray ? doses[i] : 1.0); };
        for (std::size_t i = 1; i < doses.size(); ++i)
            if (score(i) > score(at)) at = i;
        return doses[at];
    };
    BestDose found{best(layer.median.data()), {}};
    for (int p = 0; p < map.patients; ++p) found.patient_gy.push_back(best(layer.patient.data() + static_cast<std::size_t>(p) * layer.median.size()));
    return found;
}

std::vector<MapFinding> map_findings(const TwinMap& map) {
    ABSCOPE_EXPECT(map.options.most_fractions >= 5 && nearest(map, 24.0) > nearest(map, 8.0));
    std::vector<MapFinding> findings;
    for (int n = 2; n <= 5; ++n) findings.push_back(optimum_finding(map, n));
    findings.push_back(chemokine_finding(map));
    for (const double single : {24.0, 20.0}) findings.push_back(trex1_finding(map, single));
    return findings;
}

std::vector<MapFinding> conventional_findings(std::span<const immune::t2::Parameters> patients, const TwinMapOptions& setting) {
    std::vector<MapFinding> findings;
    findings.push_back(deficit("window3-concurrent", "concurrent checkpoint inhibition with conventional fractions is eroded", "concurrent, blood and node irradiated", true,
                               conventional_yield(patients, setting, IciTiming::concurrent, 1.0, false), {"W3"}));
    findings.push_back(deficit("window3-sequential", "sequential checkpoint inhibition is not", "sequential, blood and node irradiated", false,
                               conventional_yield(patients, setting, IciTiming::sequential, 1.0, false), {"W3soft"}));
    findings.push_back(deficit("window3-spared", "nor is concurrent inhibition when blood and nodes are spared", "concurrent, blood and node spared", false,
                               conventional_yield(patients, setting, IciTiming::concurrent, 0.0, true), {"W3", "TDLN"}));
    return findings;
}

}  // namespace abscope::windows
