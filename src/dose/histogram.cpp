// Sampling of a solid: rows of each slab are cut exactly at the contours, and dose is read along them.
#include "dose/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/parallel.hpp"

namespace abscope::dose {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Trilinear dose at fractional voxel indices.
class DoseReader {
  public:
    /// Points are given in a frame with these axes.
    DoseReader(const patient::DoseGrid& dose, const std::array<patient::Vector3, 3>& axes)
        : dose_(dose), grid_(geometry::in_frame(dose.grid, axes)), size_(dose.grid.size) {}

    /// False outside the voxels; otherwise sets `value` [Gy].
    bool read(patient::Vector3 p, double& value) const {
        const auto f = grid_.fractional_index(p);
        std::array<std::size_t, 3> low{};
        std::array<double, 3> t{};
        for (std::size_t a = 0; a < 3; ++a) {
            const double last = static_cast<double>(size_[a]) - 1.0;
            if (!(f[a] >= -0.5 && f[a] <= last + 0.5)) return false;
            const double inside = std::clamp(f[a], 0.0, last);
            low[a] = std::min(static_cast<std::size_t>(inside), size_[a] > 1 ? size_[a] - 2 : 0);
            t[a] = inside - static_cast<double>(low[a]);
        }
        value = interpolate(low, t);
        return true;
    }

  private:
    double interpolate(const std::array<std::size_t, 3>& low, const std::array<double, 3>& t) const {
        const std::size_t di = size_[0] > 1 ? 1 : 0;
        const std::size_t dj = size_[1] > 1 ? size_[0] : 0;
        const std::size_t dk = size_[2] > 1 ? size_[0] * size_[1] : 0;
        const float* v = dose_.values.data() + dose_.grid.index(low[0], low[1], low[2]);
        const auto along_i = [&](std::size_t offset) {
            return static_cast<double>(v[offset]) * (1.0 - t[0]) + static_cast<double>(v[offset + di]) * t[0];
        };
        const double front = along_i(0) * (1.0 - t[1]) + along_i(dj) * t[1];
        const double back = along_i(dk) * (1.0 - t[1]) + along_i(dk + dj) * t[1];
        return front * (1.0 - t[2]) + back * t[2];
    }

    const patient::DoseGrid& dose_;
    patient::Grid grid_;
    std::array<std::size_t, 3> size_;
};

struct Partial {
    std::vector<double> volume, dose_volume;
    double covered = 0.0, outside = 0.0;
    double min = std::numeric_limits<double>::infinity(), max = -std::numeric_limits<double>::infinity();
};

struct Scan {
    const DoseReader& reader;
    const DoseTransform& transform;
    double bin_width;
    std::size_t bins;
    std::array<double, 3> step;
};

void add_sample(const Scan& scan, Partial& out, patient::Vector3 p, double weight) {
    double dose = 0.0;
    if (!scan.reader.read(p, dose)) {
        out.outside += weight;
        return;
    }
    if (scan.transform) dose = scan.transform(dose);
    const auto bin = std::min(scan.bins - 1, static_cast<std::size_t>(std::max(0.0, dose / scan.bin_width)));
    out.volume[bin] += weight;
    out.dose_volume[bin] += weight * dose;
    out.covered += weight;
    out.min = std::min(out.min, dose);
    out.max = std::max(out.max, dose);
}

/// Samples one row of one slab: every inside span, at every sub-height.
void scan_row(const Scan& scan, const geometry::Slab& slab, double y, double dy, int heights,
              const std::vector<double>& x, Partial& out) {
    const double dz = slab.thickness_mm() / heights;
    for (std::size_t s = 0; s + 1 < x.size(); s += 2) {
        const double length = x[s + 1] - x[s];
        if (length <= 0.0) continue;
        const int count = std::max(1, static_cast<int>(std::ceil(length / scan.step[0])));
        const double dx = length / count;
        for (int h = 0; h < heights; ++h)
            for (int i = 0; i < count; ++i)
                add_sample(scan, out, {x[s] + (i + 0.5) * dx, y, slab.bottom_mm + (h + 0.5) * dz}, dx * dy * dz * 1e-3);
    }
}

void scale(Partial& part, double factor) {
    for (auto& v : part.volume) v *= factor;
    for (auto& v : part.dose_volume) v *= factor;
    part.covered *= factor;
    part.outside *= factor;
}

Partial scan_slab(const Scan& scan, const geometry::Slab& slab) {
    Partial out;
    out.volume.assign(scan.bins, 0.0);
    out.dose_volume.assign(scan.bins, 0.0);
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto& polygon : slab.polygons)
        for (const auto& p : polygon) {
            low = std::min(low, p[1]);
            high = std::max(high, p[1]);
        }
    const int rows = std::max(4, static_cast<int>(std::ceil((high - low) / scan.step[1])));
    const int heights = std::max(2, static_cast<int>(std::ceil(slab.thickness_mm() / scan.step[2])));
    const double dy = (high - low) / rows;
    std::vector<double> x;
    for (int r = 0; r < rows; ++r) {
        const double y = low + (r + 0.5) * dy;
        geometry::crossings_at(slab.polygons, y, x);
        scan_row(scan, slab, y, dy, heights, x, out);
    }
    const double sampled = out.covered + out.outside;
    if (sampled > 0.0) scale(out, slab.area_mm2 * slab.thickness_mm() * 1e-3 / sampled);
    return out;
}

std::array<double, 3> sampling_step(const geometry::PrismStack& solid, const patient::Grid& grid, const SamplingOptions& options) {
    const double even = std::cbrt(solid.volume_cc * 1e3 / options.samples);
    std::array<double, 3> side = grid.spacing;
    if (!grid.is_axis_aligned() || !solid.frame.is_axial()) side.fill(std::min({side[0], side[1], side[2]}));
    std::array<double, 3> step{};
    for (std::size_t a = 0; a < 3; ++a) step[a] = std::min(even, side[a] / options.steps_per_voxel);
    return step;
}

void add(Histogram& total, const Partial& part) {
    for (std::size_t b = 0; b < part.volume.size(); ++b) {
        total.volume_cc[b] += part.volume[b];
        total.dose_volume[b] += part.dose_volume[b];
    }
    total.covered_cc += part.covered;
    total.outside_cc += part.outside;
    total.min_gy = std::fmin(total.min_gy, part.covered > 0.0 ? part.min : not_a_number);
    total.max_gy = std::fmax(total.max_gy, part.covered > 0.0 ? part.max : not_a_number);
}

}  // namespace

double Histogram::mean_gy() const {
    double sum = 0.0;
    for (const double v : dose_volume) sum += v;
    return covered_cc > 0.0 ? sum / covered_cc : not_a_number;
}

double Histogram::coverage() const {
    const double all = covered_cc + outside_cc;
    return all > 0.0 ? covered_cc / all : not_a_number;
}

Histogram sample_dose(const geometry::PrismStack& solid, const patient::DoseGrid& dose, const DoseTransform& transform,
                      const SamplingOptions& options) {
    Histogram total;
    total.volume_cc.assign(options.bins, 0.0);
    total.dose_volume.assign(options.bins, 0.0);
    total.min_gy = total.max_gy = not_a_number;
    double largest = static_cast<double>(dose.maximum_gy());
    if (transform) largest = transform(largest);
    total.bin_width_gy = largest > 0.0 ? largest * (1.0 + 1e-9) / static_cast<double>(options.bins) : 1.0;
    const DoseReader reader(dose, solid.frame.axes);
    const Scan scan{reader, transform, total.bin_width_gy, options.bins, sampling_step(solid, dose.grid, options)};
    constexpr std::size_t together = 16;  // slabs in memory at a time; does not change the order of addition
    for (std::size_t first = 0; first < solid.slabs.size(); first += together) {
        const std::size_t count = std::min(together, solid.slabs.size() - first);
        std::vector<Partial> parts(count);
        parallel_for(count, [&](std::size_t i) { parts[i] = scan_slab(scan, solid.slabs[first + i]); });
        for (const auto& part : parts) add(total, part);
    }
    return total;
}

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
