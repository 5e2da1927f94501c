// The Markov chain that one particle of blood walks on: (compartment, place in it, phase of its stay). Laid out as
// arrays for the kernels; the coupling between compartments goes through one number per compartment, so a product with
// the generator costs as much as the number of states.
#pragma once

#include <cstddef>
#include <vector>

#include "blood/blood_exposure.hpp"
#include "blood/circulation.hpp"
#include "blood/dwell.hpp"

namespace abscope::blood {

/// Phases of one stay: Erlang mixture with common rate; a single phase is the exponential law.
struct PhaseLaw {
    std::size_t phases = 1;
    double rate_factor = 1.0;        ///< phase rate × mean stay [-]
    std::vector<double> entry;       ///< probability of beginning in each phase [-]
    std::vector<double> stationary;  ///< share of the stay spent in each phase [-]
};
/// The law of a compartment with this mean stay [s]. Stays shorter than half a second (the pulmonary artery) are taken as one
/// phase also under weibull2: no beam resolves their spread, and the fastest phase sets the cost of every solution.
PhaseLaw phase_law(DwellLaw law, double mean_dwell_s);

/// One place of one compartment: a dose, and which organ and group of bins it stands for.
struct Place {
    std::size_t compartment = 0;
    double weight = 1.0;   ///< probability of entering it [-]
    double dose_gy = 0.0;  ///< what it receives in a whole fraction [Gy]
    int organ = -1;        ///< index into BloodExposure::organs; −1 = the part without dose
    int group = -1;        ///< group of that organ's compressed bins
};

struct ChainWindow {
    double duration_s = 0.0;            ///< [s]
    std::vector<double> place_dose_gy;  ///< dose of each place in this window [Gy]
};

/// States are ordered by compartment, then place, then phase.
struct StateSpace {
    std::size_t compartments = 0;
    std::size_t phases = 1;
    std::vector<double> entry;  ///< [compartments × phases] [-]
    std::vector<Place> places;
    std::vector<std::size_t> place_begin;  ///< [compartments + 1], first place of each compartment
    std::vector<double> phase_rate;        ///< [compartments], rate of leaving a phase [1/s]
    std::vector<double> start;             ///< [states], stationary probability
    std::vector<std::size_t> edge_begin;   ///< [compartments + 1]
    std::vector<std::size_t> edge_to;
    std::vector<double> edge_probability;  ///< [-]
    bool mean_rate = false;                ///< all places of a compartment have its mean dose
    double redraw_rate = 0.0;              ///< 1 ÷ correlation time [1/s]
    std::vector<ChainWindow> windows;
    std::vector<std::vector<int>> group_of;  ///< for each organ: group of each of its bins (−1: no volume)

    std::size_t states() const { return places.size() * phases; }
    double duration_s() const;      ///< of the whole fraction [s]
    double max_phase_rate() const;  ///< [1/s]
};

/// `dose_bins`: most places per organ share. The exposure must have passed check_exposure().
StateSpace build_state_space(const CirculationNetwork& network, const BloodExposure& exposure,
                             const Transport& transport, int dose_bins);

/// Probability that a particle found in the compartment at the start is still in the same place after t [s], [-].
double stay_probability(const StateSpace& space, std::size_t compartment, double t_s);

}  // namespace abscope::blood
