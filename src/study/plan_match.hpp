// What the plan says and what the case file says about fractions and dose, made one (docs/formats/case-file.md, rules 1
// and 2): without [[radiotherapy]] the plan decides; with it both must agree within 1 %, unless the dose is rescaled.
#pragma once

#include "core/result.hpp"
#include "patient/case.hpp"
#include "study/case_file.hpp"

namespace abscope::study {

/// Largest relative difference between case and plan that counts as agreement [-].
inline constexpr double plan_tolerance = 0.01;

/// Fills subject.course.radiotherapy from the case file's blocks and the plan of subject.anatomy, and rescales the
/// dose grid where the case asks for it. The first plan of the anatomy is the one that counts.
Result<void> match_plan(const CaseFile& file, patient::Case& subject);

}  // namespace abscope::study
