// Test tool: writes a large plan for timings: a CT of 512 × 512 × SLICES voxels, 60 structures of 200 contours with 200 points,
// some with holes, and a dose of 160 × 160 × 133 voxels.
//   make_large_plan FOLDER [SLICES, 400]
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <string>

#include <fmt/format.h>

#include "io/dicom/write_dicom.hpp"
#include "patient/case.hpp"

namespace {

using namespace abscope;
using namespace abscope::patient;

constexpr double slice_mm = 1.0;
constexpr int structures = 60, contours = 200, points = 200;

/// A wavy ring of `contours` planes about (x, y), so that areas and holes are not trivial.
Structure organ(int number, double x, double y, double radius, int first_slice) {
    Structure out;
    out.number = number;
    out.name = fmt::format("Organ {}", number);
    for (int c = 0; c < contours; ++c) {
        Contour contour;
        for (int n = 0; n < points; ++n) {
            const double angle = 2.0 * std::numbers::pi * n / points;
            const double r = radius * (1.0 + 0.1 * std::sin(5 * angle + 0.05 * c) + 0.05 * std::sin(17 * angle));
            contour.points.push_back({x + r * std::cos(angle), y + r * std::sin(angle), slice_mm * (first_slice + c)});
        }
        out.contours.push_back(std::move(contour));
    }
    return out;
}

Image image(std::size_t slices) {
    Image out;
    out.grid.size = {512, 512, slices};
    out.grid.spacing = {0.9765625, 0.9765625, slice_mm};
    out.grid.origin = {-249.51171875, -249.51171875, 0.0};
    out.values.resize(out.grid.voxel_count());
    for (std::size_t v = 0; v < out.values.size(); ++v) out.values[v] = static_cast<float>(static_cast<int>(v * 2654435761u >> 20 & 511) - 256);
    return out;
}

DoseGrid dose(double length_mm) {
    DoseGrid out;
    out.grid.size = {160, 160, 133};
    out.grid.spacing = {3.0, 3.0, length_mm / 133.0};
    out.grid.origin = {-238.5, -238.5, 0.0};
    for (std::size_t k = 0; k < 133; ++k)
        for (std::size_t j = 0; j < 160; ++j)
            for (std::size_t i = 0; i < 160; ++i) {
                const auto p = out.grid.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k));
                out.values.push_back(static_cast<float>(60.0 * std::exp(-(p.x * p.x + p.y * p.y) / 2e4)));
            }
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: make_large_plan FOLDER [SLICES]\n", stderr);
        return 2;
    }
    const long slices = argc > 2 ? std::atol(argv[2]) : 400;
    Anatomy anatomy;
    anatomy.identity = {"LARGE", "Large^Body", "O", "19600101"};
    anatomy.structures.label = "large";
    for (int n = 0; n < structures; ++n) {
        const double angle = 2.0 * std::numbers::pi * n / structures;
        anatomy.structures.structures.push_back(
            organ(n + 1, 120 * std::cos(angle), 120 * std::sin(angle), 15 + n, static_cast<int>(slices - contours) * n / structures));
    }
    anatomy.image = image(static_cast<std::size_t>(slices));
    anatomy.dose = dose(slice_mm * static_cast<double>(slices));
    const auto written = io::write_dicom(anatomy, argv[1]);
    if (written.ok()) return 0;
    std::fprintf(stderr, "make_large_plan: %s\n", written.error().message().c_str());
    return 1;
}
