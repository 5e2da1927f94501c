// Fewer bins of a histogram, and bins of a cumulative table.
#include <algorithm>

#include "dose/histogram.hpp"

namespace abscope::dose {

patient::DoseBins to_bins(const Histogram& histogram, std::size_t bins) {
    patient::DoseBins out;
    if (histogram.covered_cc <= 0.0) return out;
    const std::size_t group = std::max<std::size_t>(1, (histogram.volume_cc.size() + bins - 1) / bins);
    for (std::size_t first = 0; first < histogram.volume_cc.size(); first += group) {
        double volume = 0.0, dose_volume = 0.0;
        for (std::size_t b = first; b < std::min(first + group, histogram.volume_cc.size()); ++b) {
            volume += histogram.volume_cc[b];
            dose_volume += histogram.dose_volume[b];
        }
        if (volume <= 0.0) continue;
        out.dose_gy.push_back(dose_volume / volume);
        out.volume_fraction.push_back(volume / histogram.covered_cc);
    }
    return out;
}

patient::DoseBins to_bins(const patient::OrganDvhTable& table) {
    patient::DoseBins out;
    const std::size_t n = table.dose_gy.size();
    for (std::size_t i = 0; i < n; ++i) {
        const double next = i + 1 < n ? table.volume_fraction[i + 1] : 0.0;
        const double volume = table.volume_fraction[i] - next;
        if (volume <= 0.0) continue;
        out.dose_gy.push_back(i + 1 < n ? (table.dose_gy[i] + table.dose_gy[i + 1]) / 2.0 : table.dose_gy[i]);
        out.volume_fraction.push_back(volume);
    }
    if (n > 0 && table.volume_fraction.front() < 1.0) {
        out.dose_gy.insert(out.dose_gy.begin(), table.dose_gy.front());
        out.volume_fraction.insert(out.volume_fraction.begin(), 1.0 - table.volume_fraction.front());
    }
    return out;
}

}  // namespace abscope::dose
