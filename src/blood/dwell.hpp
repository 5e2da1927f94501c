// How long blood stays in a compartment, and how long a particle of blood keeps one place (one dose rate) in it.
// Weibull of shape 2 as in [@shin2021].
#pragma once

namespace abscope::blood {

/// Distribution of the time of one passage; its mean is always volume ÷ flow.
enum class DwellLaw {
    exponential,  ///< well mixed, CV 1
    weibull2,     ///< Weibull of shape 2, CV 0.523; solved as the Erlang mixture with the same mean and CV
};

/// How the blood moves.
struct Transport {
    DwellLaw dwell = DwellLaw::exponential;
    /// Correlation time of the dose rate seen during one passage [s]: infinite (≤ 0 means infinite) keeps one place a
    /// passage; finite values redraw the place after exponential times of this mean; see `mean_rate` for the limit 0.
    double correlation_time_s = 0.0;
    /// Limit of a vanishing correlation time: every compartment has its mean dose rate.
    bool mean_rate = false;
};

}  // namespace abscope::blood
