// A schedule in one word: "8x3", "8×3", "8 Gy x 3" all mean 8 Gy in each of 3 fractions; the dose comes first.
#pragma once

#include <string_view>

#include "core/quantity.hpp"
#include "core/result.hpp"

namespace abscope::study {

struct ScheduleText {
    PhysicalDose dose_per_fraction;
    int fractions = 0;
};

/// Errors are usage errors: a schedule in one word is typed on the command line.
Result<ScheduleText> parse_schedule(std::string_view text);

}  // namespace abscope::study
