// Time and memory of one plan from files to DVHs: reading, solids, masks on the CT grid, histograms.
//   abscope_plan_bench make FOLDER            writes a large plan: CT of 512 × 512 × 400, 60 structures of 200 contours, dose at 2.5 mm
//   abscope_plan_bench run FOLDER [THREADS]   reads a folder and times each step
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <string_view>

#include "core/parallel.hpp"
#include "dose/dvh.hpp"
#include "geometry/mask.hpp"
#include "io/dicom/dicom_folder.hpp"
#include "io/dicom/write_dicom.hpp"
#include "twin/anatomy_geometry.hpp"

namespace {

using namespace abscope;

constexpr double slice_mm = 3.0, pixel_mm = 0.9765625;
constexpr int slices = 400, structures = 60, contours = 200, corners = 200;

double seconds_of(const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Processor time of all threads so far: what a busy machine does not change.
double processor_s() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_gb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0 / 1024.0;
}

/// A wavy tube through half of the slices, a few centimetres wide; every tenth one is the size of a trunk.
patient::Structure tube(int number) {
    patient::Structure out;
    out.number = number;
    out.name = fmt::format("S{:02}", number);
    const double x = 40.0 * (number % 8) - 140.0, y = 40.0 * (number / 8) - 140.0, size = number % 10 == 0 ? 120.0 : 15.0 + number / 4.0;
    const int first = number * (slices - contours) / structures;
    for (int k = first; k < first + contours; ++k) {
        patient::Contour contour;
        for (int i = 0; i < corners; ++i) {
            const double angle = 2.0 * std::numbers::pi * i / corners;
            const double r = size * (1.0 + 0.15 * std::sin(5.0 * angle + 0.05 * k) + 0.1 * std::sin(0.03 * k));
            contour.points.push_back({std::round((x + r * std::cos(angle)) * 100) / 100, std::round((y + r * std::sin(angle)) * 100) / 100, slice_mm * k});
        }
        out.contours.push_back(std::move(contour));
    }
    return out;
}

patient::Anatomy large_plan() {
    patient::Anatomy out;
    out.image.emplace();
    auto& grid = out.image->grid;
    grid.size = {512, 512, slices};
    grid.spacing = {pixel_mm, pixel_mm, slice_mm};
    grid.origin = {-pixel_mm * 255.5, -pixel_mm * 255.5, 0.0};
    out.image->values.resize(grid.voxel_count());
    for (std::size_t v = 0; v < out.image->values.size(); ++v) out.image->values[v] = static_cast<float>((v * 2654435761U) >> 8 & 1023) - 512.0f;
    for (int s = 1; s <= structures; ++s) out.structures.structures.push_back(tube(s));
    out.dose.emplace();
    auto& dose = *out.dose;
    dose.grid.size = {200, 200, 480};
    dose.grid.spacing = {2.5, 2.5, 2.5};
    dose.grid.origin = {-248.75, -248.75, 0.0};
    dose.values.resize(dose.grid.voxel_count());
    for (std::size_t k = 0; k < 480; ++k)
        for (std::size_t j = 0; j < 200; ++j)
            for (std::size_t i = 0; i < 200; ++i) {
                const auto p = dose.grid.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)) - patient::Vector3{10, -20, 600};
                dose.values[dose.grid.index(i, j, k)] = static_cast<float>(60.0 * std::exp(-patient::dot(p, p) / (2.0 * 120.0 * 120.0)));
            }
    return out;
}

int make(const char* folder) {
    const auto written = io::write_dicom(large_plan(), folder);
    if (!written.ok()) fmt::print(stderr, "{}\n", written.error().message());
    return written.ok() ? 0 : 1;
}

int run(const char* path, std::size_t threads) {
    set_thread_count(threads);
    patient::Anatomy anatomy;
    twin::AnatomyGeometry geometry;
    bool ok = true;
    const double read = seconds_of([&] {
        const auto folder = io::read_dicom_folder(path, {});
        if (!(ok = folder.ok())) return;
        auto chosen = io::choose_anatomy(*folder, {});
        if ((ok = chosen.ok())) anatomy = std::move(chosen->anatomy);
    });
    if (!ok || !anatomy.dose) {
        fmt::print(stderr, "'{}' has no plan that can be read\n", path);
        return 1;
    }
    const double solids = seconds_of([&] { geometry = twin::build_geometry(anatomy); });
    double filled_cc = 0.0, volume_cc = 0.0;
    const double masks = !anatomy.image ? 0.0 : seconds_of([&] {
        for (const auto& solid : geometry.solids)
            for (const float f : geometry::local_mask(solid.solid, anatomy.image->grid).fill) filled_cc += static_cast<double>(f);
        filled_cc *= anatomy.image->grid.voxel_volume_cc();
    });
    const double dvhs = seconds_of([&] {
        for (const auto& solid : geometry.solids) volume_cc += dose::compute_dvh(*solid.structure, solid.solid, *anatomy.dose).volume_cc;
    });
    fmt::print("{} structures, {} threads: read {:.2f} s, solids {:.2f} s, masks {:.2f} s, DVHs {:.3f} s; in all {:.2f} s, {:.2f} s of "
               "processors, {:.2f} GB\n",
               geometry.solids.size(), thread_count(), read, solids, masks, dvhs, read + solids + masks + dvhs, processor_s(), peak_gb());
    fmt::print("volume of the solids {:.1f} cc, of the masks {:.1f} cc\n", volume_cc, filled_cc);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc >= 3 && std::string_view(argv[1]) == "make") return make(argv[2]);
    if (argc >= 3 && std::string_view(argv[1]) == "run") return run(argv[2], argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 2);
    fmt::print(stderr, "usage: abscope_plan_bench make FOLDER | run FOLDER [THREADS]\n");
    return 2;
}
