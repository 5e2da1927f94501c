// Virtual patients: how one differs from the typical patient. Patient number i of a seed is the same in every scenario, so
// that two regimens are compared on the same people.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "blood/lymphocyte_kinetics.hpp"
#include "immune/antibody_pk.hpp"
#include "immune/models/t2/parameters.hpp"
#include "twin/immune_model.hpp"
#include "twin/scenario.hpp"

namespace abscope::twin {

struct VirtualPatient {
    immune::t2::Parameters body;        ///< without what depends on a lesion's site
    immune::PkPatient pharmacokinetics;
    blood::LymphocyteRates lymphocytes;
};

/// The typical patient: central values, with the counts and the weight of the host where they are known.
VirtualPatient typical_patient(const ImmuneModel& model, const patient::Host& host);

/// Patient `number` of a seed: each parameter with a spread is multiplied with exp(log_sd·z), z drawn for its name, so that a
/// new parameter changes nobody else's. Counts that were measured vary by 10 % only.
VirtualPatient virtual_patient(const ImmuneModel& model, const patient::Host& host, std::uint64_t seed, std::uint64_t number);

}  // namespace abscope::twin
