// The case: anatomy and plan of one patient, the lesions, the host and the course. The input of everything else.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/quantity.hpp"
#include "patient/course.hpp"
#include "patient/dose_grid.hpp"
#include "patient/host.hpp"
#include "patient/image.hpp"
#include "patient/plan.hpp"
#include "patient/structure.hpp"
#include "patient/warning.hpp"

namespace abscope::patient {

/// Who the images belong to; as read, possibly empty (anonymised).
struct Identity {
    std::string id, name, sex, birth_date;
};

/// Cumulative dose–volume table of one organ, for those who have no images (dose of the whole course).
struct OrganDvhTable {
    OrganRole role = OrganRole::none;
    std::string name;                     ///< file stem
    std::vector<double> dose_gy;          ///< rising, from 0 [Gy]
    std::vector<double> volume_fraction;  ///< falling, 0..1 [-]
};

struct Anatomy {
    Identity identity;
    std::optional<Image> image;
    StructureSet structures;
    std::vector<Plan> plans;
    std::optional<DoseGrid> dose;  ///< the dose the work uses, after summing beams where that was needed: whole course or one delivery as its summation says
    std::vector<OrganDvhTable> dvh_tables;  ///< only for `anatomy.dvh`
};

struct Lesion {
    std::string name;
    std::string structure;           ///< ROI name; empty = outside the scanned region
    std::optional<Volume> volume;    ///< given, where there is no structure
    std::optional<PhysicalDose> dose;  ///< course dose given by the user where there is no structure
    std::string site;                ///< "lung", "liver", …; may be empty
    std::string drains_to;           ///< ROI name or role; may be empty
    std::string tumour = {};         ///< type, which sets how fast it grows; may be empty
};

struct Case {
    std::string name;
    std::string source;  ///< case file, for messages
    Anatomy anatomy;
    std::vector<Lesion> lesions;
    Host host;
    Course course;
    Warnings warnings;
};

}  // namespace abscope::patient
