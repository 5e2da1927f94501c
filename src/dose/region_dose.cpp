// Lattice, fill and dose of regions. Belongs to dose.
#include "dose/region_dose.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "dose/dose_line.hpp"
#include "geometry/mask.hpp"

namespace abscope::dose {

namespace {

constexpr double most_points = 4e6;
constexpr std::size_t bin_count = 4000;
constexpr std::array<patient::Vector3, 3> patient_axes{patient::Vector3{1, 0, 0}, patient::Vector3{0, 1, 0}, patient::Vector3{0, 0, 1}};

/// Box in patient space, whatever the frame of the solid.
geometry::BoundingBox patient_box(const geometry::PrismStack& solid) {
    const auto own = geometry::bounding_box(solid);
    geometry::BoundingBox box{{1e300, 1e300, 1e300}, {-1e300, -1e300, -1e300}};
    for (int corner = 0; corner < 8; ++corner) {
        const auto p = solid.frame.out_of({corner & 1 ? own.high.x : own.low.x, corner & 2 ? own.high.y : own.low.y, corner & 4 ? own.high.z : own.low.z});
        box.low = {std::min(box.low.x, p.x), std::min(box.low.y, p.y), std::min(box.low.z, p.z)};
        box.high = {std::max(box.high.x, p.x), std::max(box.high.y, p.y), std::max(box.high.z, p.z)};
    }
    return box;
}

patient::Grid lattice_over(const geometry::BoundingBox& box, double step_mm) {
    const double x = box.high.x - box.low.x, y = box.high.y - box.low.y, z = box.high.z - box.low.z;
    const double step = std::max(step_mm, std::cbrt(x * y * z / most_points));
    const auto count = [step](double length) { return static_cast<std::size_t>(std::ceil(length / step)) + 1; };
    patient::Grid grid;
    grid.size = {count(x), count(y), count(z)};
    grid.spacing = {step, step, step};
    grid.origin = box.low;
    return grid;
}

/// Raises `fill` to the share of each voxel that the mask fills [-].
void raise(std::vector<float>& fill, const geometry::LocalMask& mask, const patient::Grid& grid) {
    geometry::for_each_filled(mask, grid, [&](std::size_t i, float share) { fill[i] = std::max(fill[i], share); });
}

/// Shares of each voxel: of the body, of the solids that lie in it, and of those that fill a hole of it.
struct Fill {
    std::vector<float> body, inside, filling;
};

Fill fill_of(const geometry::PrismStack& body, const std::vector<const geometry::PrismStack*>& solids, const patient::Grid& grid) {
    Fill fill{std::vector<float>(grid.voxel_count(), 0.0f), std::vector<float>(grid.voxel_count(), 0.0f), std::vector<float>(grid.voxel_count(), 0.0f)};
    raise(fill.body, geometry::local_mask(body, grid), grid);
    for (const auto* solid : solids) {
        const auto mask = geometry::local_mask(*solid, grid);
        double all = 0.0, shared = 0.0;
        geometry::for_each_filled(mask, grid, [&](std::size_t i, float share) {
            all += static_cast<double>(share);
            shared += static_cast<double>(std::min(share, fill.body[i]));
        });
        raise(shared > 0.5 * all ? fill.inside : fill.filling, mask, grid);
    }
    return fill;
}

/// Volumes and dose × volume by bin.
class Gather {
  public:
    explicit Gather(double largest_gy) : width_(std::max(largest_gy, 1e-9) / static_cast<double>(bin_count)), volume_(bin_count, 0.0), dose_(bin_count, 0.0) {}

    void add(double cc, bool covered, double gy) {
        all_ += cc;
        if (!covered) return;
        const auto bin = std::min(bin_count - 1, static_cast<std::size_t>(std::max(0.0, gy) / width_));
        volume_[bin] += cc;
        dose_[bin] += cc * gy;
        inside_ += cc;
    }
    RegionDose region() const {
        RegionDose out;
        out.volume_cc = all_;
        out.coverage = all_ > 0.0 ? inside_ / all_ : 1.0;
        for (std::size_t b = 0; b < bin_count; ++b)
            if (volume_[b] > 0.0) {
                out.bins.dose_gy.push_back(dose_[b] / volume_[b]);
                out.bins.volume_fraction.push_back(volume_[b] / inside_);
            }
        return out;
    }

  private:
    double width_, all_ = 0.0, inside_ = 0.0;
    std::vector<double> volume_, dose_;
};

}  // namespace

WithAndWithout dose_with_and_without(const geometry::PrismStack& body, const std::vector<const geometry::PrismStack*>& solids, const patient::DoseGrid& dose,
                                     double step_mm) {
    if (body.empty()) return {};
    const auto grid = lattice_over(patient_box(body), step_mm);
    const auto fill = fill_of(body, solids, grid);
    const DoseField field(dose, patient_axes);
    const double largest = static_cast<double>(dose.maximum_gy()), voxel_cc = grid.voxel_volume_cc();
    Gather with(largest), without(largest);
    std::size_t at = 0;
    for (std::size_t k = 0; k < grid.size[2]; ++k)
        for (std::size_t j = 0; j < grid.size[1]; ++j)
            for (std::size_t i = 0; i < grid.size[0]; ++i, ++at) {
                const double body_share = static_cast<double>(fill.body[at]), inside = static_cast<double>(fill.inside[at]), filling = static_cast<double>(fill.filling[at]);
                const double together = std::min(1.0, std::max(body_share, inside) + filling), rest = std::max(0.0, body_share - inside);
                if (together <= 0.0) continue;
                double gy = 0.0;
                const bool covered = field.read(grid.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)), gy);
                with.add(voxel_cc * together, covered, gy);
                if (rest > 0.0) without.add(voxel_cc * rest, covered, gy);
            }
    return {with.region(), without.region()};
}

bool lies_in_box(const geometry::PrismStack& inner, const geometry::PrismStack& outer) {
    if (inner.empty() || outer.empty()) return false;
    constexpr double slack_mm = 1.0;
    const auto a = patient_box(inner), b = patient_box(outer);
    return a.low.x >= b.low.x - slack_mm && a.low.y >= b.low.y - slack_mm && a.low.z >= b.low.z - slack_mm && a.high.x <= b.high.x + slack_mm &&
           a.high.y <= b.high.y + slack_mm && a.high.z <= b.high.z + slack_mm;
}

}  // namespace abscope::dose
