// A small patient for the DICOM tests: 4 × 3 × 5 image, three structures, a plan of two beams and a dose of 5 × 4 × 6.
#pragma once

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "patient/case.hpp"

namespace abscope::test {

/// A folder for one test case, removed at its end.
struct Scratch {
    std::filesystem::path path;
    explicit Scratch(const std::string& name)
        : path(std::filesystem::temp_directory_path() /
               ("abscope_" + name + "_" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(path);
        std::filesystem::create_directories(path);
    }
    ~Scratch() {
        std::error_code code;
        std::filesystem::remove_all(path, code);
    }
};

inline patient::Structure square(int number, const std::string& name, double half_mm, double z_first,
                                 int planes) {
    patient::Structure s;
    s.number = number;
    s.name = name;
    s.interpreted_type = "ORGAN";
    s.colour = {10 * number, 200, 30};
    for (int k = 0; k < planes; ++k) {
        const double z = z_first + 2.5 * k;
        s.contours.push_back({{{-half_mm, -half_mm, z},
                               {half_mm, -half_mm, z},
                               {half_mm, half_mm / 3.0, z},
                               {-half_mm, half_mm, z}}});
    }
    return s;
}

inline patient::Beam beam(int number, double gantry_deg, double meterset_mu) {
    patient::Beam b;
    b.number = number;
    b.name = "Field " + std::to_string(number);
    b.machine = "LINAC";
    b.meterset_mu = meterset_mu;
    b.dose_gy = 1.25;
    b.isocentre = patient::Vector3{1.5, -2.25, 3.0};
    b.collimators = {{"ASYMX", 1, {}}, {"MLCX", 2, {-10.0, 0.0, 10.0}}};
    patient::ControlPoint point;
    point.gantry_deg = gantry_deg;
    point.collimator_deg = 5.0;
    point.couch_deg = 0.0;
    point.energy_mv = 6.0;
    point.dose_rate_mu_per_min = 600.0;
    point.collimators = {{"ASYMX", {-30.0, 30.0}}, {"MLCX", {-20.0, -10.0, 20.0, 10.0}}};
    b.control_points.push_back(point);
    point.cumulative_weight = 0.4;
    point.gantry_deg = gantry_deg + 3.5;
    b.control_points.push_back(point);
    point.cumulative_weight = 1.0;
    point.collimators[1].positions_mm = {-5.0, -6.0, 5.0, 6.0};
    b.control_points.push_back(point);
    return b;
}

inline patient::Anatomy sample_anatomy() {
    patient::Anatomy a;
    a.identity = {"A-1", "Doe^Jane", "F", "19600229"};
    a.image.emplace();
    a.image->grid.size = {4, 3, 5};
    a.image->grid.origin = {-10.5, -20.25, 100.125};
    a.image->grid.spacing = {1.5, 2.0, 2.5};
    a.image->values.resize(60);
    for (std::size_t v = 0; v < 60; ++v) a.image->values[v] = static_cast<float>(v) * 37.0f - 1000.0f;
    a.structures.label = "Contours";
    a.structures.structures = {square(1, "BODY", 10.0, 100.125, 5), square(4, "Herz ä", 3.0, 101.0, 2),
                               square(7, "empty", 1.0, 0.0, 0)};
    patient::Plan plan;
    plan.label = "Plan A";
    plan.name = "A plan";
    plan.fraction_groups = {{1, 5, {1, 2}}};
    plan.beams = {beam(1, 10.0, 120.5), beam(2, 200.0, 80.0)};
    plan.prescriptions = {{"BODY", 1, 12.5}};
    plan.position = patient::PatientPosition::head_first_supine;
    a.plans.push_back(plan);
    a.dose.emplace();
    a.dose->grid.size = {5, 4, 6};
    a.dose->grid.origin = {-11.0, -22.0, 99.0};
    a.dose->grid.spacing = {2.0, 2.5, 3.0};
    a.dose->values.resize(120);
    for (std::size_t v = 0; v < 120; ++v)
        a.dose->values[v] = static_cast<float>(12.5 * std::exp(-0.05 * static_cast<double>(v)));
    a.dose->comment = "sample";
    return a;
}

}  // namespace abscope::test
