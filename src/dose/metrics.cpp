// Reading metrics as the field spells them, and bounding them where a structure is not wholly in the dose grid.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "dose/dvh.hpp"

namespace abscope::dose {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Dose that `fraction` of the structure exceeds when `hotter` of it is hotter than anything in the curve [Gy].
double dose_at(const Dvh& dvh, double fraction, double hotter) {
    const double wanted = fraction - hotter;
    if (hotter > 0.0 && wanted <= 0.0) return std::numeric_limits<double>::infinity();
    const auto& v = dvh.volume_fraction;
    if (v.empty() || wanted > v.front() + 1e-12) return 0.0;
    std::size_t i = 0;
    while (i + 1 < v.size() && v[i + 1] >= wanted) ++i;
    if (i + 1 >= v.size()) return dvh.dose_gy[i];
    const double drop = v[i] - v[i + 1];
    const double t = drop > 0.0 ? (v[i] - wanted) / drop : 0.0;
    return dvh.dose_gy[i] + t * (dvh.dose_gy[i + 1] - dvh.dose_gy[i]);
}

/// Share of the structure with at least this dose, of the covered part only [-].
double volume_at(const Dvh& dvh, double dose_gy) {
    const auto& d = dvh.dose_gy;
    if (d.empty() || dose_gy > d.back()) return 0.0;
    const auto above = std::upper_bound(d.begin(), d.end(), dose_gy);
    if (above == d.end()) return dvh.volume_fraction.back();
    if (above == d.begin()) return dvh.volume_fraction.front();
    const auto i = static_cast<std::size_t>(above - d.begin());
    const double t = (dose_gy - d[i - 1]) / (d[i] - d[i - 1]);
    return dvh.volume_fraction[i - 1] + t * (dvh.volume_fraction[i] - dvh.volume_fraction[i - 1]);
}

std::string truncated(const Dvh& dvh) {
    return "only " + std::to_string(dvh.dose_coverage * 100.0).substr(0, 5) + " % of the structure lies in the dose grid";
}

/// What share of the structure's volume its contours leave open [-].
double open_share(const Dvh& dvh) {
    return dvh.volume_cc > 0.0 ? std::min(1.0, dvh.volume_uncertainty_cc / dvh.volume_cc) : 0.0;
}

/// How far the dose at a share of the volume moves when that share is off by `shift` [Gy].
double dose_uncertainty(const Dvh& dvh, double fraction, double shift) {
    const double value = dose_at(dvh, fraction, 0.0);
    const double hotter = fraction - shift > 0.0 ? dose_at(dvh, fraction - shift, 0.0) : dvh.max_gy;
    const double colder = fraction + shift < 1.0 ? dose_at(dvh, fraction + shift, 0.0) : dvh.min_gy;
    return std::max(hotter - value, value - colder);
}

/// The value where both bounds agree to a part in a thousand, else NaN with the reason.
MetricValue bounded(const Dvh& dvh, const Metric& metric, double low, double high, std::string unit) {
    MetricValue out{metric.name, low, std::move(unit), {}};
    if (high - low > 1e-9 + 1e-3 * std::abs(low) || !std::isfinite(high)) {
        out.value = not_a_number;
        out.why = truncated(dvh);
    }
    return out;
}

MetricValue dose_metric(const Dvh& dvh, const Metric& metric, double fraction, double shift) {
    if (fraction > 1.0 + 1e-12 || fraction < 0.0)
        return {metric.name, not_a_number, "Gy", "the structure is smaller than the volume asked for"};
    const double uncovered = 1.0 - dvh.dose_coverage;
    auto out = bounded(dvh, metric, dose_at(dvh, fraction, 0.0), uncovered > 1e-9 ? dose_at(dvh, fraction, uncovered) : dose_at(dvh, fraction, 0.0), "Gy");
    out.uncertainty = dose_uncertainty(dvh, fraction, shift);
    return out;
}

MetricValue volume_metric(const Dvh& dvh, const Metric& metric, double scale, std::string unit) {
    const double inside = volume_at(dvh, metric.argument);
    const double uncovered = std::max(0.0, 1.0 - dvh.dose_coverage);
    auto out = bounded(dvh, metric, inside * scale, (inside + (uncovered > 1e-9 ? uncovered : 0.0)) * scale, std::move(unit));
    out.uncertainty = open_share(dvh) * scale;
    return out;
}

MetricValue whole_metric(const Dvh& dvh, const Metric& metric, double value) {
    MetricValue out{metric.name, value, "Gy", {}};
    if (metric.kind == Metric::Kind::mean) out.uncertainty = dvh.mean_uncertainty_gy;
    if (dvh.dose_coverage < 1.0 - 1e-9) {
        out.value = not_a_number;
        out.why = truncated(dvh);
    }
    return out;
}

bool ends_with_and_cut(std::string_view& text, std::string_view ending) {
    if (text.size() <= ending.size() || text.substr(text.size() - ending.size()) != ending) return false;
    text.remove_suffix(ending.size());
    return true;
}

Result<double> argument_of(std::string_view digits, std::string_view whole) {
    double value = 0.0;
    const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (status != std::errc{} || end != digits.data() + digits.size() || !(value >= 0.0) || !std::isfinite(value))
        return bad_input("'" + std::string(whole) + "' is not a metric", "its number cannot be read",
                         "write for example D95%, D2cc, V20Gy, V20Gy[cc], mean");
    return value;
}

}  // namespace

Result<Metric> parse_metric(std::string_view whole) {
    using Kind = Metric::Kind;
    const std::string name(whole);
    if (whole == "mean") return Metric{name, Kind::mean, 0.0};
    if (whole == "min") return Metric{name, Kind::min, 0.0};
    if (whole == "max") return Metric{name, Kind::max, 0.0};
    if (whole == "median") return Metric{name, Kind::median, 0.0};
    auto text = whole;
    Kind kind{};
    if (text.size() > 1 && text.front() == 'D') {
        text.remove_prefix(1);
        if (ends_with_and_cut(text, "%")) kind = Kind::dose_at_volume_percent;
        else if (ends_with_and_cut(text, "cc") || ends_with_and_cut(text, "cm3")) kind = Kind::dose_at_volume_cc;
        else return bad_input("'" + name + "' is not a metric", "a D metric needs % or cc", "write for example D95% or D2cc");
    } else if (text.size() > 1 && text.front() == 'V') {
        text.remove_prefix(1);
        const bool absolute = ends_with_and_cut(text, "[cc]") || ends_with_and_cut(text, "_cc");
        if (!absolute) ends_with_and_cut(text, "[%]");
        if (!ends_with_and_cut(text, "Gy")) return bad_input("'" + name + "' is not a metric", "a V metric needs Gy", "write for example V20Gy or V20Gy[cc]");
        kind = absolute ? Kind::volume_cc_at_dose : Kind::volume_percent_at_dose;
    } else {
        return bad_input("'" + name + "' is not a metric", "it begins neither with D nor with V", "write for example D95%, D2cc, V20Gy, V20Gy[cc], mean, min, max, median");
    }
    ABSCOPE_TRY(const double argument, argument_of(text, whole));
    if (kind == Kind::dose_at_volume_percent && argument > 100.0)
        return bad_input("'" + name + "' is not a metric", "it asks for more than 100 % of the structure");
    return Metric{name, kind, argument};
}

MetricValue evaluate(const Dvh& dvh, const Metric& metric) {
    using Kind = Metric::Kind;
    if (dvh.volume_cc == 0.0) return {metric.name, not_a_number, "Gy", "the structure has no volume"};
    const bool absolute = metric.kind == Kind::dose_at_volume_cc || metric.kind == Kind::volume_cc_at_dose;
    if (absolute && std::isnan(dvh.volume_cc)) return {metric.name, not_a_number, "Gy", "its volume is not known"};
    const double open = open_share(dvh);  // a share of the smooth solid is off by its own volume's error too
    switch (metric.kind) {
        case Kind::mean: return whole_metric(dvh, metric, dvh.mean_gy);
        case Kind::min: return whole_metric(dvh, metric, dvh.min_gy);
        case Kind::max: return whole_metric(dvh, metric, dvh.max_gy);
        case Kind::median: return dose_metric(dvh, metric, 0.5, 1.5 * open);
        case Kind::dose_at_volume_percent: return dose_metric(dvh, metric, metric.argument / 100.0, (1.0 + metric.argument / 100.0) * open);
        case Kind::dose_at_volume_cc: return dose_metric(dvh, metric, metric.argument / dvh.volume_cc, open);
        case Kind::volume_percent_at_dose: return volume_metric(dvh, metric, 100.0, "%");
        case Kind::volume_cc_at_dose: return volume_metric(dvh, metric, dvh.volume_cc, "cm3");
    }
    return {metric.name, not_a_number, "", "unknown metric"};
}

}  // namespace abscope::dose
