// What became of a simulated patient: response and progression after RECIST 1.1 [@eisenhauer2009], read from volumes as
// diameters of spheres. Deaths and lesions that arise elsewhere are not in the twin: what is called progression here is
// PFS-like, of the lesions followed.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "twin/simulate.hpp"

namespace abscope::twin {

/// Diameter of a sphere of that volume [cm3] in [mm].
double diameter_mm(double volume_cc);

/// A lesion this small is not seen on a scan [mm]; below it a lesion counts as gone, or as not there yet.
inline constexpr double visible_mm = 5.0;
/// A lesion that was not visible before treatment is a new one from this diameter on [mm].
inline constexpr double new_lesion_mm = 10.0;

enum class Response { complete, partial, stable, progressive };
std::string_view response_name(Response response);

/// Response of one lesion at its best up to the end: complete below `visible_mm`, partial from −30 % diameter; progressive
/// where +20 % and +5 mm over the smallest come before either.
Response lesion_response(std::span<const double> volume_cc);

/// Whether one lesion has grown +20 % and +5 mm over its smallest diameter at any time [cm3].
bool has_regrown(std::span<const double> volume_cc);

struct PatientOutcome {
    double progression_day = 0.0;  ///< PFS-like time; NaN: none within the time followed [d]
    bool responded = false;        ///< sum of diameters −30 % before any progression
    double alc_nadir_per_nl = 0.0; ///< [1e9/L]
    std::vector<Response> lesions;
    std::vector<double> end_ratio; ///< volume at the end over that before treatment, of each lesion [-]
};

/// Progression: the sum of the diameters of the lesions visible before treatment +20 % and +5 mm over its smallest so far, or
/// one that was not visible reaches `new_lesion_mm`. `from_day`: the reference scan, e.g. the day of randomisation [d].
PatientOutcome outcome_of(const Channels& channels, const PatientTrajectory& patient, double from_day = 0.0);

/// Median of times to an event, those without one (NaN) counting as later than all others; NaN: not reached [d].
double median_time_day(std::vector<double> times_day);

}  // namespace abscope::twin
