// The same voxels in another order: i, j, k along +x, +y, +z wherever the grid's axes allow it. Exact, nothing is
// interpolated. Used for every volume that comes from a file.
#pragma once

#include <array>
#include <vector>

#include "patient/grid.hpp"

namespace abscope::geometry {

/// Where the new axes come from: new axis a is the old axis from[a], reversed where flip[a].
struct Reindexing {
    std::array<std::size_t, 3> from{0, 1, 2};
    std::array<bool, 3> flip{false, false, false};
    bool is_identity() const { return *this == Reindexing{}; }
    bool operator==(const Reindexing&) const = default;
};

/// Axes nearest to +x, +y, +z where each axis lies within 1e-3 of one; an oblique grid keeps its axes, but for the last one,
/// which is reversed where the grid is left-handed. Axes may be left-handed here.
Reindexing canonical_order(const patient::Grid& grid);
patient::Grid reindexed(const patient::Grid& grid, const Reindexing& order);
/// Values of the old grid in the order of the new one.
std::vector<float> reindexed(const std::vector<float>& values, const patient::Grid& old, const Reindexing& order);

/// Brings a grid and its values (which may be empty) into canonical order.
void make_canonical(patient::Grid& grid, std::vector<float>& values);

}  // namespace abscope::geometry
