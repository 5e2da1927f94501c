// The walk of one particle of blood through one fraction, from visit to visit: shared by the Monte Carlo of one fraction and that
// of a course. Stationary (length-biased) start; stays of the law of [@shin2021] or exponential.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "blood/alias_table.hpp"
#include "blood/blood_exposure.hpp"
#include "blood/circulation.hpp"
#include "blood/dwell.hpp"
#include "blood/monte_carlo.hpp"
#include "blood/state_space.hpp"
#include "core/rng.hpp"

namespace abscope::blood {

/// Everything a walk needs, prepared once; walking never changes it.
class ParticleWalk {
public:
    /// The exposure must have passed check_exposure(), voxels check_voxels().
    ParticleWalk(const CirculationNetwork& network, const BloodExposure& exposure, const Transport& transport,
                 const MonteCarloOptions& options);
    /// Dose of one particle in one fraction [Gy].
    double dose_gy(RandomStream& random) const;
    /// No particle can receive more [Gy].
    double max_dose_gy() const { return max_dose_gy_; }

private:
    // Share of a place's dose delivered up to a time.
    struct Clock {
        std::vector<double> given;  // at the end of each window [-]
    };
    struct Place {
        double dose_gy = 0.0;
        std::uint32_t clock = 0;
        std::int32_t voxels = -1;  // index into voxels_, or none
    };
    // One cell of an alias table that gives a dose rate [Gy/s] from 32 random bits.
    struct Choice {
        std::uint32_t below = 0;
        double own = 0.0, other = 0.0;  // [Gy/s]
    };
    struct Compartment {
        double mean_dwell_s = 0.0;
        PhaseLaw phases;
        AliasTable next;  // empty: nothing flows out
        std::vector<std::uint32_t> next_of;
        AliasTable place;
        std::vector<Place> places;
        bool dosed = false;
        std::vector<std::vector<Choice>> rate;  // [window], only with fixed intervals; empty: no dose
    };
    // Voxels inside an organ, with the six neighbours of each (itself where there is none).
    struct Voxels {
        std::vector<float> dose_gy;
        std::vector<std::uint32_t> neighbour;
        double step_s = 0.0;  // mean time between steps; 0: the particle stays
        std::uint32_t clock = 0;
    };

    void add_clocks(const BloodExposure& exposure);
    void add_places(const CirculationNetwork& network, const BloodExposure& exposure, bool mean_rate,
                    std::span<const VoxelOrgan> voxels);
    void add_organ(Compartment& c, std::vector<double>& weight, const BloodExposure& exposure, std::size_t o,
                   std::span<const VoxelOrgan> voxels);
    void add_voxels(const VoxelOrgan& organ);
    void set_largest_dose(const BloodExposure& exposure);
    double given_until(std::uint32_t clock, double t_s) const;
    double stay_s(const Compartment& c, bool residual, RandomStream& random) const;
    // `beginning`: nothing has been given yet, also where the first window is a pulse.
    double dose_of_visit(const Compartment& c, double from_s, double to_s, bool beginning,
                         RandomStream& random) const;
    double dose_at_intervals(const Compartment& c, double from_s, double to_s, RandomStream& random) const;
    void add_rates(Compartment& c) const;
    double dose_of_voxel_walk(const Voxels& organ, double from_s, double to_s, bool beginning,
                              RandomStream& random) const;

    std::vector<Compartment> compartments_;
    AliasTable start_;
    std::vector<double> window_end_s_;
    std::vector<Clock> clocks_;
    std::vector<Voxels> voxels_;
    double begin_s_ = 0.0, end_s_ = 0.0;  // from the first to the last window with dose
    double redraw_s_ = 0.0;               // mean of exponential intervals
    double interval_s_ = 0.0;             // fixed intervals
    DwellLaw dwell_ = DwellLaw::exponential;
    bool phase_type_ = false;
    double max_dose_gy_ = 0.0;
};

}  // namespace abscope::blood
