// The phantom's plan and its analytic dose: eight coplanar fields, attenuation, inverse square, error-function edges, a
// tail outside the field. A stand-in for a dose calculation; the equation is in docs/methods/phantom.md.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/parallel.hpp"
#include "geometry/phantom_sampling.hpp"

namespace abscope::geometry::phantom {

namespace {

constexpr std::array gantry_deg{180.0, 205.0, 230.0, 260.0, 290.0, 320.0, 345.0, 20.0};
constexpr double source_axis_mm = 1000.0;
constexpr double attenuation_per_mm = 0.005, build_up_mm = 4.0, edge_sigma_mm = 3.5, field_margin_mm = 1.0;
constexpr double scatter_share = 0.03, scatter_depth_mm = 50.0, tail_mm = 25.0, leakage_share = 5e-4;
constexpr double gray_per_mu = 0.01, dose_rate_mu_per_min = 1400.0;

/// Water-equivalent depth along the rays of one beam in one axial plane: rays from the source, every angle, every radius.
class DepthTable {
  public:
    DepthTable(const patient::Image& image, std::size_t plane, Vector3 source, double axis_angle, bool density_corrected)
        : source_(source), axis_angle_(axis_angle), depth_(angles * radii) {
        for (std::size_t a = 0; a < angles; ++a) {
            const double angle = axis_angle_ + angle_step * (static_cast<double>(a) - 0.5 * (angles - 1));
            double depth = 0.0;
            for (std::size_t r = 0; r < radii; ++r) {
                depth_[a * radii + r] = static_cast<float>(depth);
                const double radius = first_radius + radius_step * (static_cast<double>(r) + 0.5);
                depth += radius_step * density(image, plane, source.x + radius * std::cos(angle), source.y + radius * std::sin(angle), density_corrected);
            }
        }
    }

    double at(Vector3 p) const {
        const double dx = p.x - source_.x, dy = p.y - source_.y;
        double angle = std::atan2(dy, dx) - axis_angle_;
        angle -= 2.0 * std::numbers::pi * std::round(angle / (2.0 * std::numbers::pi));
        const double a = std::clamp(angle / angle_step + 0.5 * (angles - 1), 0.0, angles - 1.001);
        const double r = std::clamp((std::sqrt(dx * dx + dy * dy) - first_radius) / radius_step, 0.0, radii - 1.001);
        const auto ia = static_cast<std::size_t>(a), ir = static_cast<std::size_t>(r);
        const double fa = a - static_cast<double>(ia), fr = r - static_cast<double>(ir);
        const float* row = &depth_[ia * radii + ir];
        return (1 - fa) * ((1 - fr) * row[0] + fr * row[1]) + fa * ((1 - fr) * row[radii] + fr * row[radii + 1]);
    }

  private:
    static constexpr std::size_t angles = 217, radii = 160;
    static constexpr double angle_step = 0.0033, first_radius = 640.0, radius_step = 4.5;

    static double density(const patient::Image& image, std::size_t plane, double x, double y, bool density_corrected) {
        const auto& grid = image.grid;
        const double i = std::round((x - grid.origin.x) / grid.spacing[0]), j = std::round((y - grid.origin.y) / grid.spacing[1]);
        if (i < 0 || j < 0 || i >= static_cast<double>(grid.size[0]) || j >= static_cast<double>(grid.size[1])) return 0.0;
        const double hu = image.values[grid.index(static_cast<std::size_t>(i), static_cast<std::size_t>(j), plane)];
        if (!density_corrected) return hu > -970.0 ? 1.0 : 0.0;
        return std::max(0.0, hu < 0.0 ? 1.0 + 1e-3 * hu : 1.0 + 5e-4 * hu);
    }

    Vector3 source_;
    double axis_angle_;
    std::vector<float> depth_;
};

/// One field: where its source stands and how its elliptic opening is shaped in the plane of the isocentre.
struct Field {
    Vector3 source, toward, across;
    double angle = 0.0, half_across = 0.0, half_along = 0.0, weight = 1.0;

    explicit Field(double gantry) {
        const double g = gantry * std::numbers::pi / 180.0;
        const Vector3 from{std::sin(g), -std::cos(g), 0.0};
        source = target_centre + source_axis_mm * from;
        toward = -1.0 * from;
        across = {-toward.y, toward.x, 0.0};
        angle = std::atan2(toward.y, toward.x);
        half_across = std::hypot(ptv_semi_axes.x * across.x, ptv_semi_axes.y * across.y) + field_margin_mm;
        half_along = ptv_semi_axes.z + field_margin_mm;
    }

    /// Dose at p relative to weight 1, at `depth` [mm] of water.
    double value(Vector3 p, double depth) const {
        const auto q = p - source;
        const double axial = dot(q, toward), scale = source_axis_mm / axial;
        const double u = dot(q, across) * scale, v = q.z * scale;
        const double s = u / half_across, t = v / half_along;
        const double k0 = std::sqrt(s * s + t * t), k1 = std::sqrt(s * s / (half_across * half_across) + t * t / (half_along * half_along));
        const double inside = k1 > 1e-9 ? (1.0 - k0) * k0 / k1 : std::min(half_across, half_along);
        const double edge = inside / edge_sigma_mm;
        const double open = edge < -6.0 ? 0.0 : 0.5 * std::erfc(-edge / std::numbers::sqrt2);
        const double tail = inside < 0.0 ? std::exp(inside / tail_mm) : 1.0;
        const double scatter = scatter_share * (1.0 - std::exp(-depth / scatter_depth_mm)) * tail;
        const double along = std::exp(-attenuation_per_mm * depth) * (1.0 - 0.5 * std::exp(-depth / build_up_mm));
        return weight * scale * scale * (along * (open + scatter) + leakage_share);
    }
};

std::size_t image_plane(const patient::Image& image, double z) {
    const double k = std::round((z - image.grid.origin.z) / image.grid.spacing[2]);
    return static_cast<std::size_t>(std::clamp(k, 0.0, static_cast<double>(image.grid.size[2] - 1)));
}

/// The dose grid covers the body.
patient::Grid dose_grid(const Body& body, double voxel) {
    patient::Grid grid;
    const auto& box = body.external.box;
    const auto voxels = [&](double low, double high) { return static_cast<std::size_t>(std::floor((high - low) / voxel)) + 1; };
    grid.spacing = {voxel, voxel, voxel};
    grid.origin = {box.low.x, box.low.y, lowest_plane_mm};
    grid.size = {voxels(box.low.x, box.high.x), voxels(box.low.y, box.high.y), voxels(lowest_plane_mm, highest_plane_mm)};
    return grid;
}

void fill_plane(const Body& body, const patient::Image& image, const std::vector<Field>& fields, bool density_corrected, patient::DoseGrid& dose, std::size_t k) {
    const auto& grid = dose.grid;
    const auto plane = image_plane(image, grid.position(0, 0, static_cast<double>(k)).z);
    std::vector<std::size_t> voxels;
    std::vector<double> sums;
    for (std::size_t j = 0; j < grid.size[1]; ++j)
        for (std::size_t i = 0; i < grid.size[0]; ++i)
            if (body.external.contains(grid.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)))) voxels.push_back(grid.index(i, j, k));
    sums.assign(voxels.size(), 0.0);
    for (const auto& field : fields) {
        const DepthTable depth(image, plane, field.source, field.angle, density_corrected);
        for (std::size_t n = 0; n < voxels.size(); ++n) {
            const std::size_t i = voxels[n] % grid.size[0], j = (voxels[n] / grid.size[0]) % grid.size[1];
            const auto p = grid.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k));
            sums[n] += field.value(p, depth.at(p));
        }
    }
    for (std::size_t n = 0; n < voxels.size(); ++n) dose.values[voxels[n]] = static_cast<float>(sums[n]);
}

double interpolate(const patient::DoseGrid& dose, Vector3 p) {
    const auto f = dose.grid.fractional_index(p);
    std::array<std::size_t, 3> n{};
    std::array<double, 3> t{};
    for (std::size_t c = 0; c < 3; ++c) {
        n[c] = static_cast<std::size_t>(std::clamp(std::floor(f[c]), 0.0, static_cast<double>(dose.grid.size[c] - 2)));
        t[c] = f[c] - static_cast<double>(n[c]);
    }
    double sum = 0.0;
    for (std::size_t corner = 0; corner < 8; ++corner) {
        const std::size_t a = corner & 1, b = (corner >> 1) & 1, c = corner >> 2;
        const double weight = (a ? t[0] : 1 - t[0]) * (b ? t[1] : 1 - t[1]) * (c ? t[2] : 1 - t[2]);
        sum += weight * dose.values[dose.grid.index(n[0] + a, n[1] + b, n[2] + c)];
    }
    return sum;
}

/// Dose that 95 % of the PTV receives, from points 1 mm apart.
double ptv_d95(const patient::DoseGrid& dose) {
    std::vector<double> values;
    const auto& s = ptv_semi_axes;
    for (double x = -s.x; x <= s.x; x += 1.0)
        for (double y = -s.y; y <= s.y; y += 1.0)
            for (double z = -s.z; z <= s.z; z += 1.0)
                if (x * x / (s.x * s.x) + y * y / (s.y * s.y) + z * z / (s.z * s.z) <= 1.0) values.push_back(interpolate(dose, target_centre + Vector3{x, y, z}));
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 20);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

patient::Plan make_plan(const std::vector<Field>& fields, const std::vector<double>& beam_gy, const std::vector<double>& output, const PhantomOptions& options) {
    patient::Plan plan;
    plan.label = "ANALYTIC";
    plan.name = "Analytic thorax plan (phantom)";
    plan.position = patient::PatientPosition::head_first_supine;
    patient::FractionGroup group;
    group.fractions = options.fractions;
    for (std::size_t b = 0; b < fields.size(); ++b) {
        patient::Beam beam;
        beam.number = static_cast<int>(b) + 1;
        beam.name = "G" + std::to_string(static_cast<int>(gantry_deg[b]));
        beam.dose_gy = beam_gy[b];
        beam.meterset_mu = std::round(beam_gy[b] / (gray_per_mu * output[b]) * 10.0) / 10.0;
        beam.isocentre = target_centre;
        for (const double weight : {0.0, 1.0}) {
            patient::ControlPoint point;
            point.cumulative_weight = weight;
            point.gantry_deg = gantry_deg[b];
            point.collimator_deg = point.couch_deg = 0.0;
            point.energy_mv = 6.0;
            point.dose_rate_mu_per_min = dose_rate_mu_per_min;
            beam.control_points.push_back(point);
        }
        group.beams.push_back(beam.number);
        plan.beams.push_back(std::move(beam));
    }
    plan.fraction_groups.push_back(std::move(group));
    return plan;
}

}  // namespace

Treatment make_treatment(const Body& body, const patient::Image& image, const PhantomOptions& options) {
    std::vector<Field> fields;
    std::vector<double> output;  // of a field of weight 1 at the isocentre
    for (const double gantry : gantry_deg) {
        Field field(gantry);
        const DepthTable depth(image, image_plane(image, target_centre.z), field.source, field.angle, options.density_corrected);
        output.push_back(field.value(target_centre, depth.at(target_centre)));
        field.weight = 1.0 / output.back();
        fields.push_back(field);
    }
    Treatment treatment;
    auto& dose = treatment.dose;
    dose.grid = dose_grid(body, options.dose_voxel_mm);
    dose.values.assign(dose.grid.voxel_count(), 0.0F);
    parallel_for(dose.grid.size[2], [&](std::size_t k) { fill_plane(body, image, fields, options.density_corrected, dose, k); });
    const double course_gy = options.dose_per_fraction_gy * options.fractions;
    const double scale = course_gy / ptv_d95(dose);
    for (auto& value : dose.values) value = static_cast<float>(value * scale);
    const std::vector<double> beam_gy(fields.size(), scale / options.fractions);
    treatment.plan = make_plan(fields, beam_gy, output, options);
    return treatment;
}

}  // namespace abscope::geometry::phantom
