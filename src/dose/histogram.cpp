// Sampling of a solid: lines of each slab are cut exactly at the contours, and dose is read along them.
#include "dose/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/parallel.hpp"
#include "dose/dose_line.hpp"
#include "geometry/contour_frame.hpp"
#include "geometry/row_spans.hpp"

namespace abscope::dose {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Lines lie on a Kronecker lattice in (y, z), and so do the first samples along x: any direction of the dose gradient meets
/// many different heights. Powers of 1/ρ, ρ³ = ρ + 1: the two-dimensional golden ratio.
constexpr double lattice_z = 0.7548776662466927, lattice_x = 0.5698402909980532;

struct Bin {
    double volume = 0.0, dose_volume = 0.0;
};

/// What the slabs of one part of the solid have gathered.
struct Partial {
    std::vector<Bin> bins;
    double covered = 0.0, outside = 0.0;
    double min = std::numeric_limits<double>::infinity(), max = -std::numeric_limits<double>::infinity();
};

struct Scan {
    const DoseField& field;
    const DoseTransform& transform;
    double bins_per_gy, last_bin;
    std::array<double, 3> step;  // along x, y, z [mm]
};

double fraction_part(double x) { return x - std::floor(x); }

inline void add_sample(const Scan& scan, Partial& out, double dose, double volume_cc) {
    if (scan.transform) dose = scan.transform(dose);
    const double place = std::clamp(dose * scan.bins_per_gy, 0.0, scan.last_bin);
    auto& bin = out.bins[static_cast<std::size_t>(static_cast<std::int64_t>(place))];  // signed: one instruction
    bin.volume += volume_cc;
    bin.dose_volume += volume_cc * dose;
    out.min = std::min(out.min, dose);
    out.max = std::max(out.max, dose);
}

/// One straight piece of a line inside the solid, in an aligned field. `phase`: place of the samples in their steps [-].
void scan_span(const Scan& scan, DoseLine& line, double x0, double x1, double phase, double cc_per_mm, Partial& out) {
    const double spacing = scan.field.grid().spacing[0];
    const double from = line.coordinate(x0), to = line.coordinate(x1);
    const double low = std::clamp(from, -0.5, line.last() + 0.5), high = std::clamp(to, -0.5, line.last() + 0.5);
    out.outside += ((low - from) + (to - high)) * spacing * cc_per_mm;
    const double inside_mm = (high - low) * spacing;
    if (!(inside_mm > 0.0)) return;
    line.blend(low, high);
    const int count = std::max(1, static_cast<int>(std::ceil(inside_mm / scan.step[0])));
    const double step = (high - low) / count, volume_cc = cc_per_mm * inside_mm / count;
    for (int i = 0; i < count; ++i) add_sample(scan, out, line.read(low + (i + phase) * step), volume_cc);
    out.covered += cc_per_mm * inside_mm;
}

/// The same for a field whose axes are not those of the solid.
void scan_oblique(const Scan& scan, patient::Vector3 from, double x1, double phase, double cc_per_mm, Partial& out) {
    const double length = x1 - from.x;
    const int count = std::max(1, static_cast<int>(std::ceil(length / scan.step[0])));
    const double step = length / count;
    for (int i = 0; i < count; ++i) {
        double dose = 0.0;
        const bool in_grid = scan.field.read({from.x + (i + phase) * step, from.y, from.z}, dose);
        (in_grid ? out.covered : out.outside) += cc_per_mm * step;
        if (in_grid) add_sample(scan, out, dose, cc_per_mm * step);
    }
}

void scan_line(const Scan& scan, DoseLine& line, double y, double z, std::span<const double> x, double phase,
               double cc_per_mm, Partial& out) {
    const bool aligned = scan.field.is_aligned(), in_grid = aligned && line.move_to(y, z);
    for (std::size_t s = 0; s + 1 < x.size(); s += 2) {
        if (!(x[s + 1] > x[s])) continue;
        if (in_grid) scan_span(scan, line, x[s], x[s + 1], phase, cc_per_mm, out);
        else if (aligned) out.outside += (x[s + 1] - x[s]) * cc_per_mm;
        else scan_oblique(scan, {x[s], y, z}, x[s + 1], phase, cc_per_mm, out);
    }
}

void scan_slab(const Scan& scan, const geometry::Slab& slab, Partial& out) {
    const auto [low, high] = geometry::y_extent(slab.polygons);
    const double thickness = slab.thickness_mm(), layer = 2.0 * scan.step[2];
    const auto layers = static_cast<std::size_t>(std::max(1.0, std::ceil(thickness / layer)));
    const double lines = (high - low) / scan.step[1] * std::max(1.0, thickness / scan.step[2]);
    constexpr double fewest_rows = 16.0;
    const auto rows = static_cast<std::size_t>(std::ceil(std::max(fewest_rows, lines / static_cast<double>(layers))));
    const double dy = (high - low) / static_cast<double>(rows), dz = thickness / static_cast<double>(layers);
    const geometry::Rows grid_rows{low + dy / 2.0, dy, rows};
    const geometry::RowSpans spans(slab.polygons, grid_rows);
    const double length = spans.length_mm() * static_cast<double>(layers);
    if (!(length > 0.0)) return;
    const double cc_per_mm = slab.area_mm2 * thickness * 1e-3 / length;
    DoseLine line(scan.field);
    for (std::size_t layer_index = 0; layer_index < layers; ++layer_index)
        for (std::size_t row = 0; row < rows; ++row) {
            const auto number = static_cast<double>(layer_index * rows + row);
            const double z = slab.bottom_mm + (static_cast<double>(layer_index) + fraction_part(0.5 + number * lattice_z)) * dz;
            scan_line(scan, line, grid_rows.y_mm(row), z, spans.of_row(row), fraction_part(0.5 + number * lattice_x), cc_per_mm, out);
        }
}

std::array<double, 3> sampling_step(const geometry::PrismStack& solid, const DoseField& field, const SamplingOptions& options) {
    const double even = std::cbrt(solid.volume_cc * 1e3 / options.samples);
    auto side = field.grid().spacing;
    if (!field.is_aligned()) side.fill(std::min({side[0], side[1], side[2]}));
    std::array<double, 3> step{};
    for (std::size_t a = 0; a < 3; ++a) step[a] = std::min(even, side[a] / options.steps_per_voxel);
    return step;
}

/// Largest dose of the voxels that the solid's dose is interpolated from [Gy].
double largest_about(const geometry::PrismStack& solid, const DoseField& field) {
    if (solid.empty()) return 0.0;
    const auto [i, j, k] = field.voxels_about(geometry::bounding_box(solid));
    float largest = 0.0f;
    for (std::size_t c = k.first; c < k.past; ++c)
        for (std::size_t b = j.first; b < j.past; ++b) {
            const float* row = field.values() + field.grid().index(0, b, c);
            for (std::size_t a = i.first; a < i.past; ++a) largest = std::max(largest, row[a]);
        }
    return static_cast<double>(largest);
}

void add(Histogram& total, const Partial& part) {
    for (std::size_t b = 0; b < part.bins.size(); ++b) {
        total.volume_cc[b] += part.bins[b].volume;
        total.dose_volume[b] += part.bins[b].dose_volume;
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
    const DoseField field(dose, solid.frame.axes);
    double largest = largest_about(solid, field);
    if (transform) largest = transform(largest);
    total.bin_width_gy = largest > 0.0 ? largest * (1.0 + 1e-9) / static_cast<double>(options.bins) : 1.0;
    const Scan scan{field, transform, 1.0 / total.bin_width_gy, static_cast<double>(options.bins - 1),
                    sampling_step(solid, field, options)};
    constexpr std::size_t most_parts = 8;  // borders do not depend on the number of threads
    const std::size_t count = solid.slabs.size(), parts = std::min(most_parts, count);
    std::vector<Partial> partial(parts);
    parallel_for(parts, [&](std::size_t p) {
        partial[p].bins.resize(options.bins);
        for (std::size_t s = p * count / parts; s < (p + 1) * count / parts; ++s) scan_slab(scan, solid.slabs[s], partial[p]);
    });
    for (const auto& part : partial) add(total, part);
    return total;
}

}  // namespace abscope::dose
