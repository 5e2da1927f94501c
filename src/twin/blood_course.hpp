// From the exposure of a case to what the blood engine asks for: compartments, remainder, dates, EDIC's mean doses.
#pragma once

#include "blood/blood_dose.hpp"
#include "core/result.hpp"
#include "patient/case.hpp"
#include "patient/exposure.hpp"

namespace abscope::twin {

/// Body volume of the reference adult, from the ICRP 89 reference mass of 73 kg (male) or 60 kg (female) [@icrp89] or
/// the patient's own weight, at 1.0 kg/L; the mean density of a living body with air in the lungs differs from that
/// by less than 5 % [cm3].
double reference_body_volume_cc(const patient::Host& host);

/// The circulation of this patient: the reference network of the sex, scaled to weight and height where known.
blood::CirculationNetwork patient_circulation(const patient::Host& host);

/// What the blood goes through in this course. Blood compartments follow docs/methods/blood.md, "From structures to
/// compartments"; the uncontoured ones receive the dose of the body remainder, weighted with the share of the
/// reference body's remainder that lies in the dose grid.
Result<blood::BloodCourse> blood_course(const patient::Case& subject, const patient::Exposure& exposure,
                                        const blood::CirculationNetwork& network, patient::Warnings& warnings);

}  // namespace abscope::twin
