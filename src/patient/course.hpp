// The course: one timeline of dated events (labs, fractions, drug doses, other treatment), in the order they act.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/quantity.hpp"
#include "patient/dose_grid.hpp"

namespace abscope::patient {

/// At equal times the order is labs, then RT, then drugs, then other treatment.
enum class EventKind { lab, fraction, drug, systemic, surgery, prior_radiotherapy };

struct Event {
    Duration time;  ///< t = 0 is 00:00 of day 0
    EventKind kind = EventKind::fraction;
    std::string label;            ///< drug, target or analyte name
    double amount = 0.0;          ///< fraction: Gy; drug: mg; lab: 1e9/L
    std::string unit;             ///< of amount
    int number = 0;               ///< 1-based number within its block
    int block = 0;                ///< index of the [[radiotherapy]] or [[immunotherapy]] block
};

/// One [[radiotherapy]] block: what is prescribed to what, and when.
struct RadiotherapyBlock {
    std::string target;
    PhysicalDose dose_per_fraction;
    int fractions = 0;
    Duration start;
    std::optional<Duration> interval;  ///< none: five fractions a week
    int start_weekday = 0;             ///< 0 = Monday
    std::optional<Duration> beam_on;   ///< of one fraction
    bool rescale = false;              ///< first block: the dose grid was multiplied; further ones: they share the first one's distribution, scaled
    double rescale_factor = 1.0;       ///< what the dose grid was multiplied with [-]
    std::shared_ptr<const DoseGrid> dose{};  ///< a further block's own distribution; none: the case's
};

/// One [[immunotherapy]] block.
struct ImmunotherapyBlock {
    std::string drug;
    DrugMass dose;
    bool per_kilogram = false;  ///< dose is mg/kg
    Duration first;
    std::optional<Duration> every;
    int cycles = 1;
};

/// [[systemic]], [[surgery]], [[prior_radiotherapy]]: shown on the timeline; used where a model has a term.
struct OtherTreatment {
    EventKind kind = EventKind::systemic;
    std::string name;
    std::string detail;           ///< dose, what is removed, region: as written
    std::vector<Duration> dates;
    std::vector<std::string> removed = {};  ///< surgery: lesions and nodes, by name
};

/// One dated laboratory value.
struct LabValue {
    Duration time;
    std::string analyte;  ///< "ALC", "ANC"
    double value = 0.0;   ///< in `unit`
    std::string unit;     ///< "1e9/L"
};

struct Course {
    std::vector<LabValue> labs;
    std::vector<RadiotherapyBlock> radiotherapy;
    std::vector<ImmunotherapyBlock> immunotherapy;
    std::vector<OtherTreatment> other;
    std::vector<Event> events;  ///< sorted by (time, kind, block, number)

    /// Dates of the fractions of one block [d].
    std::vector<Duration> fraction_times(int block) const;
};

/// Dates of n fractions: every `interval`, or five a week (Saturday and Sunday skipped) from `start_weekday`.
std::vector<Duration> fraction_dates(Duration start, int fractions, std::optional<Duration> interval, int start_weekday);
/// Date of the last fraction − date of the first + 1 day, weekends included [d].
Duration overall_time(const std::vector<Duration>& dates);
/// Lays every block of the course out as events, in the order they act.
void lay_out_events(Course& course);

}  // namespace abscope::patient
