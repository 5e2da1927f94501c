// The embedded case's patient: an analytic thorax, its plan and its analytic dose, as plain values. Every shape stands in
// docs/methods/phantom.md.
#pragma once

#include <string_view>

#include "patient/case.hpp"

namespace abscope::geometry {

/// What may be changed about the phantom. The geometry is fixed; the plan and the sampling are not.
struct PhantomOptions {
    double dose_per_fraction_gy = 8.0;
    int fractions = 3;
    double voxel_mm = 3.0;         ///< in-plane CT voxel [mm]; contour planes and slices stay 3 mm apart
    double dose_voxel_mm = 3.0;    ///< dose grid, all three directions [mm]
    bool density_corrected = true; ///< depth along each beam in water-equivalent mm; false: geometric depth in the body
};

/// CT, structures with roles, plan and dose (summation PLAN: whole course) of the thorax phantom. Head-first supine, identifiers
/// depend on the options only. The prescription covers 95 % of the PTV. The dose is an analytic stand-in for a dose
/// calculation and says so in its label and comment.
patient::Anatomy thorax_phantom(const PhantomOptions& options = {});

/// The case file of `abscope demo`: examples/thorax_sbrt_pembrolizumab.toml.
std::string_view phantom_case_text();

/// Distance between contour planes, and between CT slices [mm].
inline constexpr double phantom_slice_mm = 3.0;

}  // namespace abscope::geometry
