// Measurements and doses of a user's subjects, read from a table in the NONMEM layout (docs/formats/nonmem.md). Belongs to fit.
#pragma once

#include <string>
#include <vector>

#include "immune/regimen.hpp"
#include "io/nonmem.hpp"

namespace abscope::fit {

/// What can be measured, by its compartment name: "VOLUME0" (lesion 0 [mm3]), "ALC" and "NEU" [1e3/uL], "CTDNA" [a.u.], or a
/// state of the model by its name ("P[0]").
struct Observation {
    double time_day = 0.0;  ///< [d]
    std::string what;
    double value = 0.0;     ///< [unit of the quantity]; 0: below the limit of quantification
    int line = 0;           ///< of the file
};

struct Subject {
    std::string id;
    immune::Regimen regimen;
    std::vector<Observation> observations;  ///< without the first volume of each lesion, which is where the course begins
    std::vector<double> initial_mm3;        ///< of each lesion [mm3]
    double start_day = 0.0, end_day = 0.0;  ///< first and last record [d]
};

struct Dataset {
    std::string file;
    int lesions = 1;
    std::vector<Subject> subjects;
    std::size_t observations() const;
};

/// A dose goes to RT (lesion 0), RT1, RT_NODE0 … [Gy], or to an agent by its name; a compartment that the model does not have, a
/// negative value, and a volume that is first measured after the course has begun are refused with their line.
Result<Dataset> read_dataset(const io::NonmemTable& table);

}  // namespace abscope::fit
