// Test tool: writes a small plan of our own as DICOM-RT, for the scenarios: a box of a body with heart, left lung and GTV,
// a dose of 24 Gy in 3 that falls off along x. Small enough to be written and read in milliseconds.
//   make_dicom FOLDER [no-plan] [no-dose] [no-image]
//   make_dicom FOLDER brain     instead a ball of brain with a ball of GTV and 24 Gy·exp(−(r/16.053 mm)²) in one fraction: 12 Gy
//                               and more in 10.0 cm3, target included
#include <cmath>
#include <cstdio>
#include <numbers>
#include <string>

#include "io/dicom/write_dicom.hpp"
#include "patient/case.hpp"

namespace {

using namespace abscope;
using namespace abscope::patient;

constexpr double slice_mm = 5.0;
constexpr int slices = 16;

double height(int k) { return slice_mm * k; }

/// A stack of regular polygons of radius r about (x, y), from slice `first` to `last`.
Structure prism(int number, const std::string& name, double x, double y, double r, int first, int last,
                int corners = 48) {
    Structure out;
    out.number = number;
    out.name = name;
    for (int k = first; k <= last; ++k) {
        Contour contour;
        for (int i = 0; i < corners; ++i) {
            const double angle = 2.0 * std::numbers::pi * i / corners;
            contour.points.push_back({x + r * std::cos(angle), y + r * std::sin(angle), height(k)});
        }
        out.contours.push_back(contour);
    }
    return out;
}

Image image() {
    Image out;
    out.grid.size = {40, 40, slices};
    out.grid.origin = {-97.5, -97.5, 0.0};
    out.grid.spacing = {5.0, 5.0, slice_mm};
    out.values.assign(out.grid.voxel_count(), 0.0f);
    out.description = "small body";
    return out;
}

DoseGrid dose() {
    DoseGrid out;
    out.grid.size = {40, 40, slices};
    out.grid.origin = {-97.5, -97.5, 0.0};
    out.grid.spacing = {5.0, 5.0, slice_mm};
    out.values.resize(out.grid.voxel_count());
    for (std::size_t k = 0; k < out.grid.size[2]; ++k)
        for (std::size_t j = 0; j < out.grid.size[1]; ++j)
            for (std::size_t i = 0; i < out.grid.size[0]; ++i) {
                const double x = out.grid.position(static_cast<double>(i), 0, 0).x;
                out.values[out.grid.index(i, j, k)] =
                    static_cast<float>(24.0 / (1.0 + std::exp((std::abs(x - 40.0) - 25.0) / 6.0)));
            }
    return out;
}

constexpr double brain_slice_mm = 2.0;

Structure ball(int number, const std::string& name, double radius_mm) {
    Structure out;
    out.number = number;
    out.name = name;
    for (double z = brain_slice_mm * std::ceil(-radius_mm / brain_slice_mm); z <= radius_mm; z += brain_slice_mm) {
        if (std::abs(z) >= radius_mm) continue;
        Contour contour;
        for (int i = 0; i < 96; ++i) {
            const double angle = 2.0 * std::numbers::pi * i / 96, r = std::sqrt(radius_mm * radius_mm - z * z);
            contour.points.push_back({r * std::cos(angle), r * std::sin(angle), z});
        }
        out.contours.push_back(contour);
    }
    return out;
}

DoseGrid ball_dose() {
    DoseGrid out;
    out.grid.size = {100, 100, 50};
    out.grid.origin = {-49.5, -49.5, -49.0};
    out.grid.spacing = {1.0, 1.0, brain_slice_mm};
    out.values.resize(out.grid.voxel_count());
    for (std::size_t k = 0; k < out.grid.size[2]; ++k)
        for (std::size_t j = 0; j < out.grid.size[1]; ++j)
            for (std::size_t i = 0; i < out.grid.size[0]; ++i) {
                const auto p = out.grid.position(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k));
                out.values[out.grid.index(i, j, k)] = static_cast<float>(24.0 * std::exp(-dot(p, p) / (16.053 * 16.053)));
            }
    return out;
}

Plan plan() {
    Plan out;
    out.label = "small";
    out.position = PatientPosition::head_first_supine;
    out.fraction_groups.push_back({1, 3, {1}});
    Beam beam;
    beam.number = 1;
    beam.name = "AP";
    beam.meterset_mu = 800.0;
    beam.dose_gy = 8.0;
    beam.isocentre = Vector3{40, 0, 40};
    ControlPoint first, last;
    first.gantry_deg = 0.0;
    first.energy_mv = 6.0;
    first.dose_rate_mu_per_min = 600.0;
    last.cumulative_weight = 1.0;
    beam.control_points = {first, last};
    out.beams.push_back(beam);
    Prescription prescription;
    prescription.target_name = "GTV";
    prescription.roi_number = 4;
    prescription.dose_gy = 24.0;
    out.prescriptions.push_back(prescription);
    return out;
}

/// The brain, its plan of one fraction and its dose in place of the body's.
void make_brain(Anatomy& anatomy) {
    anatomy.structures.structures = {ball(1, "External", 49.0), ball(2, "Brain", 45.0), ball(4, "GTV", 8.0)};
    anatomy.structures.structures[0].interpreted_type = "EXTERNAL";
    anatomy.structures.structures[2].interpreted_type = "GTV";
    anatomy.dose = ball_dose();
    anatomy.image.reset();
    auto& plan = anatomy.plans.front();
    plan.fraction_groups.front().fractions = 1;
    plan.beams.front().dose_gy = plan.prescriptions.front().dose_gy = 18.0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: make_dicom FOLDER [no-plan] [no-dose] [no-image] [brain]\n", stderr);
        return 2;
    }
    Anatomy anatomy;
    anatomy.identity = {"SMALL", "Small^Body", "F", "19600101"};
    anatomy.structures.label = "small";
    anatomy.structures.structures = {prism(1, "External", 0, 0, 90, 0, slices - 1, 96),
                                     prism(2, "Heart", -10, -20, 30, 3, 10),
                                     prism(3, "Lung_L", 50, 20, 30, 2, 13), prism(4, "GTV", 40, 0, 12, 6, 9)};
    anatomy.structures.structures[0].interpreted_type = "EXTERNAL";
    anatomy.structures.structures[3].interpreted_type = "GTV";
    anatomy.image = image();
    anatomy.dose = dose();
    anatomy.plans.push_back(plan());
    for (int i = 2; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "brain") make_brain(anatomy);
        if (word == "no-plan") anatomy.plans.clear();
        if (word == "no-dose") anatomy.dose.reset();
        if (word == "no-image") anatomy.image.reset();
    }
    const auto written = io::write_dicom(anatomy, argv[1]);
    if (written.ok()) return 0;
    std::fprintf(stderr, "make_dicom: %s\n", written.error().message().c_str());
    return 1;
}
