// Linear resampling along one direction.
#include "geometry/resample_planes.hpp"

#include <algorithm>
#include <cmath>

#include "core/contract.hpp"
#include "core/parallel.hpp"

namespace abscope::geometry {

namespace {

double smallest_gap(const std::vector<double>& at) {
    double gap = at[1] - at[0];
    for (std::size_t i = 2; i < at.size(); ++i) gap = std::min(gap, at[i] - at[i - 1]);
    return gap;
}

}  // namespace

PlaneSpacing common_step(const std::vector<double>& rising_mm) {
    ABSCOPE_EXPECT(rising_mm.size() >= 2);
    constexpr double tolerance = 1e-3;
    const double gap = smallest_gap(rising_mm), length = rising_mm.back() - rising_mm.front();
    for (int parts = 1; parts <= 4; ++parts) {
        const double count = std::round(length / gap * parts);
        const double step = length / count;
        if (!(count < 8.0 * static_cast<double>(rising_mm.size()))) return {};
        const bool fits = std::all_of(rising_mm.begin(), rising_mm.end(), [&](double z) {
            const double steps = (z - rising_mm.front()) / step;
            return std::abs(steps - std::round(steps)) < tolerance;
        });
        if (fits) return {rising_mm.front(), step, static_cast<std::size_t>(count) + 1};
    }
    return {};
}

PlaneSpacing finest_step(const std::vector<double>& rising_mm) {
    ABSCOPE_EXPECT(rising_mm.size() >= 2);
    const double length = rising_mm.back() - rising_mm.front();
    const double most = 4.0 * static_cast<double>(rising_mm.size());
    const double count = std::min(most, std::ceil(length / smallest_gap(rising_mm) - 1e-6));
    return {rising_mm.front(), length / count, static_cast<std::size_t>(count) + 1};
}

std::vector<float> resample_planes(const std::vector<float>& values, std::size_t plane, const std::vector<double>& rising_mm,
                                   const PlaneSpacing& to) {
    ABSCOPE_EXPECT(values.size() == plane * rising_mm.size() && rising_mm.size() >= 2);
    std::vector<float> out(plane * to.count);
    parallel_for(to.count, [&](std::size_t k) {
        const double z = to.first_mm + static_cast<double>(k) * to.step_mm;
        const auto above = std::upper_bound(rising_mm.begin() + 1, rising_mm.end() - 1, z);
        const auto low = static_cast<std::size_t>(above - rising_mm.begin()) - 1;
        const double share = std::clamp((z - rising_mm[low]) / (rising_mm[low + 1] - rising_mm[low]), 0.0, 1.0);
        const float* a = values.data() + low * plane;
        const float* b = a + plane;
        for (std::size_t p = 0; p < plane; ++p)
            out[k * plane + p] = static_cast<float>((1.0 - share) * static_cast<double>(a[p]) + share * static_cast<double>(b[p]));
    });
    return out;
}

}  // namespace abscope::geometry
