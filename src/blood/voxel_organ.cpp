// Checks of voxels and their histogram.
#include "blood/voxel_organ.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace abscope::blood {

Result<void> check_voxels(const VoxelOrgan& voxels) {
    const std::size_t n = voxels.size[0] * voxels.size[1] * voxels.size[2];
    if (voxels.inside.size() != n || voxels.dose_gy.size() != n)
        return bad_input(fmt::format("{} mask and {} dose values for a grid of {} voxels",
                                     voxels.inside.size(), voxels.dose_gy.size(), n),
                         "there is one of each for every voxel");
    if (std::none_of(voxels.inside.begin(), voxels.inside.end(), [](auto v) { return v != 0; }))
        return bad_input("an organ without a voxel", "no part of it lies in the grid");
    if (!(voxels.speed_mm_per_s >= 0.0 && voxels.speed_mm_per_s <= 1000.0))
        return bad_input(fmt::format("a speed of {:g} mm/s", voxels.speed_mm_per_s),
                         "0 to 1000 mm/s are accepted");
    for (const double s : voxels.spacing_mm)
        if (!(s > 0.0)) return bad_input(fmt::format("a voxel of {:g} mm", s), "voxels have a size");
    for (std::size_t i = 0; i < n; ++i)
        if (voxels.inside[i] && !(voxels.dose_gy[i] >= 0.0F && voxels.dose_gy[i] < 1e4F))
            return bad_input(fmt::format("a voxel dose of {:g} Gy", voxels.dose_gy[i]),
                             "0 to 10 000 Gy in one fraction are accepted");
    return {};
}

patient::DoseBins bins_of(const VoxelOrgan& voxels) {
    std::map<float, std::size_t> count;
    std::size_t total = 0;
    for (std::size_t i = 0; i < voxels.inside.size(); ++i) {
        if (!voxels.inside[i]) continue;
        ++count[voxels.dose_gy[i]];
        ++total;
    }
    patient::DoseBins bins;
    for (const auto& [dose, n] : count) {
        bins.dose_gy.push_back(dose);
        bins.volume_fraction.push_back(static_cast<double>(n) / static_cast<double>(total));
    }
    return bins;
}

}  // namespace abscope::blood
