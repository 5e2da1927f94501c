// The circulation as a network of well-mixed blood compartments with conserved flow. The bottom of the blood engine:
// everything else asks it for volumes, flows and transition probabilities.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.hpp"
#include "core/result.hpp"
#include "patient/host.hpp"

namespace abscope::blood {

/// One place the blood passes through.
struct Compartment {
    std::string name;
    double volume_fraction = 0.0;  ///< share of the total blood volume [-]
    double flow_fraction = 0.0;    ///< flow through it as a share of the cardiac output [-]
};

/// Blood that goes from one compartment to another.
struct Flow {
    std::size_t from = 0;
    std::size_t to = 0;
    double fraction = 0.0;  ///< share of the cardiac output [-]
};

/// A tumour with its own vessels, fed in parallel to the organ it lies in.
struct TumourBed {
    std::string host;                     ///< compartment it takes its blood from
    double volume_fraction = 0.0;         ///< tumour volume ÷ organ volume [-]
    double relative_blood_density = 1.0;  ///< blood per volume of tumour ÷ that of the organ [-]
    double relative_perfusion = 1.0;      ///< flow per volume of tumour ÷ that of the organ [-]
};

/// Total blood volume and cardiac output, and where they come from.
struct BloodScale {
    double volume_l = 0.0;          ///< total blood volume [L]
    double output_l_per_min = 0.0;  ///< cardiac output [L/min]
    std::string source;             ///< how both were chosen, for the report
};

/// A circulation in steady state: what flows into each compartment flows out of it, to 1e-12 of the cardiac output.
class CirculationNetwork {
public:
    /// Checks and builds. Volumes are normalised to a sum of 1 when they are within 0.1 % of it; a table that does not
    /// conserve flow is refused with the compartment that breaks it.
    static Result<CirculationNetwork> make(std::string name, std::vector<Compartment> compartments,
                                           std::vector<Flow> flows, BloodScale scale);
    /// As make(), but the rows are normalised instead of refused and the volumes are taken as the stationary start.
    /// Only for reproducing published programs whose tables do not conserve flow.
    static CirculationNetwork unbalanced(std::string name, std::vector<Compartment> compartments,
                                         std::vector<Flow> flows, BloodScale scale);

    const std::string& name() const { return name_; }
    const std::vector<Compartment>& compartments() const { return compartments_; }
    const std::vector<Flow>& flows() const { return flows_; }
    const BloodScale& scale() const { return scale_; }
    std::size_t size() const { return compartments_.size(); }
    std::optional<std::size_t> index_of(std::string_view name) const;

    /// Blood in a compartment [L].
    double volume_l(std::size_t compartment) const;
    /// Mean time of one passage, volume ÷ flow [s]; infinite where nothing flows.
    double mean_dwell_s(std::size_t compartment) const;
    /// Flow through the whole network per second as a share of all blood [1/s].
    double turnover_per_s() const { return scale_.output_l_per_min / 60.0 / scale_.volume_l; }
    /// Largest |inflow − outflow| of any compartment as a share of the cardiac output [-].
    double imbalance() const;

    /// The same network in a body with another blood volume and cardiac output.
    CirculationNetwork scaled(BloodScale scale) const;
    /// The same network with a tumour in parallel to its host organ, added as compartment "tumour".
    Result<CirculationNetwork> with_tumour(const TumourBed& tumour) const;

private:
    std::string name_;
    std::vector<Compartment> compartments_;
    std::vector<Flow> flows_;
    BloodScale scale_;
};

/// The adult reference circulation of ICRP Publication 89 [@icrp89] (32 compartments, balanced).
CirculationNetwork reference_circulation(patient::Sex sex);
/// Blood volume and cardiac output of the reference adult: 5.3 L, 6.5 L/min (male), 3.9 L, 5.9 L/min (female) [@icrp89].
BloodScale reference_scale(patient::Sex sex);
/// Blood volume and cardiac output of this patient: Nadler's formula [@nadler1962] where weight and height are known,
/// otherwise proportional to weight; cardiac output scales with the blood volume, so that circulation times stay those
/// of the reference adult. Range: adults, 140–210 cm and 35–160 kg; outside it the reference values are returned.
BloodScale patient_scale(const patient::Host& host);

/// A network given by the user: `[[compartment]] name, volume` (percent), `[[flow]] from, to, flow` (percent),
/// `blood_volume_l`, `cardiac_output_l_per_min`.
Result<CirculationNetwork> read_circulation(const Document& document);

}  // namespace abscope::blood
