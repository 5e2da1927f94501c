// Responses and times from trajectories.
#include "twin/outcome.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace abscope::twin {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double partial_share = 0.7, progressive_share = 1.2, progressive_mm = 5.0;  // RECIST 1.1

bool grown(double now_mm, double smallest_mm) {
    return now_mm >= progressive_share * smallest_mm && now_mm >= smallest_mm + progressive_mm;
}

}  // namespace

double diameter_mm(double volume_cc) { return 10.0 * std::cbrt(6.0 * volume_cc / std::numbers::pi); }

std::string_view response_name(Response response) {
    switch (response) {
        case Response::complete: return "complete";
        case Response::partial: return "partial";
        case Response::stable: return "stable";
        case Response::progressive: break;
    }
    return "progressive";
}

Response lesion_response(std::span<const double> volume_cc) {
    const double before = diameter_mm(volume_cc.front());
    double smallest = before;
    for (const double volume : volume_cc) {
        const double now = diameter_mm(volume);
        if (grown(now, smallest) && smallest > partial_share * before) return Response::progressive;
        smallest = std::min(smallest, now);
    }
    if (smallest < visible_mm && before >= visible_mm) return Response::complete;
    return smallest <= partial_share * before ? Response::partial : Response::stable;
}

bool has_regrown(std::span<const double> volume_cc) {
    double smallest = std::numeric_limits<double>::infinity();
    for (const double volume : volume_cc) {
        const double now = diameter_mm(volume);
        if (grown(now, smallest)) return true;
        smallest = std::min(smallest, now);
    }
    return false;
}

PatientOutcome outcome_of(const Channels& channels, const PatientTrajectory& patient, double from_day) {
    PatientOutcome out;
    out.progression_day = nan;
    const auto first = static_cast<std::size_t>(
        std::lower_bound(channels.t_day.begin(), channels.t_day.end(), from_day) - channels.t_day.begin());
    double smallest = std::numeric_limits<double>::infinity(), before = 0.0;
    std::vector<bool> visible;
    for (const auto& volume : patient.volume_cc) visible.push_back(diameter_mm(volume.front()) >= visible_mm);
    for (std::size_t t = first; t < channels.t_day.size(); ++t) {
        double sum = 0.0;
        bool fresh = false;
        for (std::size_t i = 0; i < patient.volume_cc.size(); ++i) {
            const double now = diameter_mm(patient.volume_cc[i][t]);
            if (visible[i]) sum += now;
            else fresh |= now >= new_lesion_mm;
        }
        if (t == first) before = sum;
        if (fresh || (t > first && grown(sum, smallest))) {
            out.progression_day = channels.t_day[t];
            break;
        }
        smallest = std::min(smallest, sum);
        out.responded |= before > 0.0 && sum <= partial_share * before;
    }
    out.alc_nadir_per_nl = *std::min_element(patient.alc_per_nl.begin(), patient.alc_per_nl.end());
    for (const auto& volume : patient.volume_cc) {
        out.lesions.push_back(lesion_response(volume));
        out.end_ratio.push_back(volume.back() / volume.front());
    }
    return out;
}

double median_time_day(std::vector<double> times_day) {
    for (double& t : times_day)
        if (std::isnan(t)) t = std::numeric_limits<double>::infinity();
    if (times_day.empty()) return nan;
    std::sort(times_day.begin(), times_day.end());
    const std::size_t n = times_day.size();
    const double median = n % 2 ? times_day[n / 2] : 0.5 * (times_day[n / 2 - 1] + times_day[n / 2]);
    return std::isfinite(median) ? median : nan;
}

}  // namespace abscope::twin
