// Adjoint of the uniformised series: Horner form backwards with its partial sums kept, then the transposed chain forwards.
#include "blood/survival_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>

#include "core/contract.hpp"
#include "math/gauss_hermite.hpp"
#include "math/poisson_series.hpp"

namespace abscope::blood {
namespace {

template <class Value>
using Field = std::vector<Value>;

// One stretch of a window short enough for its series to be kept.
struct Stretch {
    std::size_t window = 0;
    double rate = 0.0;         // Λ [1/s]
    double dose_factor = 0.0;  // dose per place × this = dose per unit of uniformised time
    std::vector<double> poisson;
};

template <class Value>
struct Coupling {
    Field<Value> by_phase, entering;
};

template <class Value>
void collect(const StateSpace& space, const Field<Value>& f, Coupling<Value>& c) {
    const std::size_t m = space.phases;
    for (std::size_t k = 0; k < space.compartments; ++k) {
        c.entering[k] = Value{};
        for (std::size_t ph = 0; ph < m; ++ph) {
            Value sum{};
            for (std::size_t p = space.place_begin[k]; p < space.place_begin[k + 1]; ++p)
                sum += f[p * m + ph] * space.places[p].weight;
            c.by_phase[k * m + ph] = sum;
            c.entering[k] += sum * space.entry[k * m + ph];
        }
    }
}

// out = M f + weight·g.
template <class Value>
void apply(const StateSpace& space, const Stretch& stretch, Value s, const Field<Value>& f,
           const Field<Value>& g, double weight, Coupling<Value>& c, Field<Value>& out) {
    const std::size_t m = space.phases;
    const double redraw = space.redraw_rate / stretch.rate;
    const std::vector<double>& dose = space.windows[stretch.window].place_dose_gy;
    collect(space, f, c);
    for (std::size_t k = 0; k < space.compartments; ++k) {
        const double leave = space.phase_rate[k] / stretch.rate;
        const double stay = 1.0 - leave - redraw;
        Value next{};
        for (std::size_t e = space.edge_begin[k]; e < space.edge_begin[k + 1]; ++e)
            next += c.entering[space.edge_to[e]] * space.edge_probability[e];
        for (std::size_t ph = 0; ph < m; ++ph) {
            const bool leaves = ph + 1 == m;
            const Value base = c.by_phase[k * m + ph] * redraw + (leaves ? next * leave : Value{});
            for (std::size_t p = space.place_begin[k]; p < space.place_begin[k + 1]; ++p) {
                const std::size_t i = p * m + ph;
                out[i] = f[i] * (stay - s * (dose[p] * stretch.dose_factor)) + base + g[i] * weight;
                if (!leaves) out[i] += f[i + 1] * leave;
            }
        }
    }
}

// out = Mᵀ l.
template <class Value>
void apply_transposed(const StateSpace& space, const Stretch& stretch, Value s, const Field<Value>& l,
                      Coupling<Value>& c, Field<Value>& out) {
    const std::size_t m = space.phases;
    const double redraw = space.redraw_rate / stretch.rate;
    const std::vector<double>& dose = space.windows[stretch.window].place_dose_gy;
    std::fill(c.entering.begin(), c.entering.end(), Value{});
    for (std::size_t k = 0; k < space.compartments; ++k) {
        Value leaving{};
        for (std::size_t ph = 0; ph < m; ++ph) {
            Value sum{};
            for (std::size_t p = space.place_begin[k]; p < space.place_begin[k + 1]; ++p)
                sum += l[p * m + ph];
            c.by_phase[k * m + ph] = sum * redraw;
            if (ph + 1 == m) leaving = sum * (space.phase_rate[k] / stretch.rate);
        }
        for (std::size_t e = space.edge_begin[k]; e < space.edge_begin[k + 1]; ++e)
            c.entering[space.edge_to[e]] += leaving * space.edge_probability[e];
    }
    for (std::size_t k = 0; k < space.compartments; ++k) {
        const double leave = space.phase_rate[k] / stretch.rate;
        const double stay = 1.0 - leave - redraw;
        for (std::size_t ph = 0; ph < m; ++ph) {
            const Value base = c.by_phase[k * m + ph] + c.entering[k] * space.entry[k * m + ph];
            for (std::size_t p = space.place_begin[k]; p < space.place_begin[k + 1]; ++p) {
                const std::size_t i = p * m + ph;
                out[i] = l[i] * (stay - s * (dose[p] * stretch.dose_factor)) + base * space.places[p].weight;
                if (ph > 0) out[i] += l[i - 1] * leave;
            }
        }
    }
}

std::vector<Stretch> stretches_of(const StateSpace& space, double s_abs) {
    constexpr double longest = 300.0;  // uniformised time; bounds the memory
    std::vector<Stretch> out;
    for (std::size_t w = 0; w < space.windows.size(); ++w) {
        const ChainWindow& window = space.windows[w];
        if (window.duration_s <= 0.0) {
            out.push_back({w, 0.0, 1.0, {}});
            continue;
        }
        const double top = *std::max_element(window.place_dose_gy.begin(), window.place_dose_gy.end());
        const double rate =
            std::max(space.max_phase_rate() + space.redraw_rate + s_abs * top / window.duration_s,
                     1.0 / window.duration_s);
        const int parts = std::max(1, static_cast<int>(std::ceil(rate * window.duration_s / longest)));
        const double length = window.duration_s / parts;
        Stretch stretch{w, rate, 1.0 / (window.duration_s * rate),
                        math::poisson_weights(rate * length, 1e-16)};
        out.insert(out.end(), static_cast<std::size_t>(parts), stretch);
    }
    return out;
}

// E[e^(−sD)] and its derivative by the dose of every place in every window.
template <class Value>
class Adjoint {
public:
    Adjoint(const StateSpace& space, Value s, double s_abs)
        : space_(space),
          s_(s),
          stretches_(stretches_of(space, s_abs)),
          gradient_(space.windows.size(), Field<Value>(space.places.size(), Value{})),
          coupling_{Field<Value>(space.compartments * space.phases), Field<Value>(space.compartments)} {}

    void run() {
        // Right-hand vectors at the end of every stretch, from the last to the first.
        std::vector<Field<Value>> right(stretches_.size() + 1);
        right.back().assign(space_.states(), Value(1.0));
        for (std::size_t i = stretches_.size(); i-- > 0;)
            right[i] = backwards(stretches_[i], right[i + 1], i == 0);
        Value sum{};
        Field<Value> left(space_.start.begin(), space_.start.end());
        for (std::size_t i = 0; i < left.size(); ++i) sum += left[i] * right[0][i];
        value_ = sum;
        for (std::size_t i = 0; i < stretches_.size(); ++i)
            left = forwards(stretches_[i], std::move(left), right[i + 1], i == 0);
    }
    Value value() const { return value_; }
    const std::vector<Field<Value>>& gradient() const { return gradient_; }

private:
    Field<Value> backwards(const Stretch& stretch, const Field<Value>& f, bool keep) {
        Field<Value> now(f.size());
        if (stretch.poisson.empty()) {
            const auto& dose = space_.windows[stretch.window].place_dose_gy;
            for (std::size_t i = 0; i < f.size(); ++i)
                now[i] = f[i] * std::exp(-s_ * dose[i / space_.phases]);
            return now;
        }
        const std::size_t terms = stretch.poisson.size();
        for (std::size_t i = 0; i < f.size(); ++i) now[i] = f[i] * stretch.poisson[terms - 1];
        if (keep && kept_.size() < terms) kept_.resize(terms);
        Field<Value> next(f.size());
        for (std::size_t n = terms - 1; n-- > 0;) {
            apply(space_, stretch, s_, now, f, stretch.poisson[n], coupling_, next);
            if (keep) {
                kept_[n + 1].swap(now);
                now.resize(f.size());
            }
            now.swap(next);
        }
        return now;
    }

    // Adds this stretch's part of the gradient and carries the left vector to its end. The partial sums of the first stretch
    // were kept by the backward pass; those of later ones are formed again, to bound the memory.
    Field<Value> forwards(const Stretch& stretch, Field<Value> left, const Field<Value>& f, bool kept) {
        auto& gradient = gradient_[stretch.window];
        if (stretch.poisson.empty()) {
            const auto& dose = space_.windows[stretch.window].place_dose_gy;
            for (std::size_t i = 0; i < f.size(); ++i) {
                left[i] *= std::exp(-s_ * dose[i / space_.phases]);
                gradient[i / space_.phases] -= s_ * left[i] * f[i];
            }
            return left;
        }
        if (!kept) backwards(stretch, f, true);
        Field<Value> end(left.size());
        Field<Value> next(left.size());
        const std::size_t terms = stretch.poisson.size();
        for (std::size_t n = 0; n < terms; ++n) {
            for (std::size_t i = 0; i < left.size(); ++i) end[i] += left[i] * stretch.poisson[n];
            if (n + 1 == terms) break;
            const Field<Value>& partial = kept_[n + 1];
            for (std::size_t p = 0; p < space_.places.size(); ++p)
                for (std::size_t ph = 0; ph < space_.phases; ++ph) {
                    const std::size_t i = p * space_.phases + ph;
                    gradient[p] -= left[i] * partial[i] * (s_ * stretch.dose_factor);
                }
            apply_transposed(space_, stretch, s_, left, coupling_, next);
            left.swap(next);
        }
        return end;
    }

    const StateSpace& space_;
    Value s_;
    std::vector<Stretch> stretches_;
    std::vector<Field<Value>> gradient_;
    Coupling<Value> coupling_;
    std::vector<Field<Value>> kept_;
    Value value_{};
};

// Σ over the law's points of weight × transform, and the same sum of the gradients.
struct PlaceGradient {
    double survival = 0.0;
    std::vector<std::vector<double>> by_window;  // [window][place], 1/Gy
};

void add_points(const StateSpace& space, double s, double weight, PlaceGradient& sum) {
    Adjoint<double> adjoint(space, s, s);
    adjoint.run();
    sum.survival += weight * adjoint.value();
    for (std::size_t w = 0; w < sum.by_window.size(); ++w)
        for (std::size_t p = 0; p < sum.by_window[w].size(); ++p)
            sum.by_window[w][p] += weight * adjoint.gradient()[w][p];
}

void add_points(const StateSpace& space, std::complex<double> s, double weight, PlaceGradient& sum) {
    Adjoint<std::complex<double>> adjoint(space, s, std::abs(s));
    adjoint.run();
    sum.survival += weight * adjoint.value().real();
    for (std::size_t w = 0; w < sum.by_window.size(); ++w)
        for (std::size_t p = 0; p < sum.by_window[w].size(); ++p)
            sum.by_window[w][p] += weight * adjoint.gradient()[w][p].real();
}

// The places of a compartment share their dose: a change of one moves all of them by its weight.
void share_mean(const StateSpace& space, PlaceGradient& gradient) {
    for (auto& window : gradient.by_window)
        for (std::size_t k = 0; k < space.compartments; ++k) {
            double sum = 0.0;
            for (std::size_t p = space.place_begin[k]; p < space.place_begin[k + 1]; ++p) sum += window[p];
            for (std::size_t p = space.place_begin[k]; p < space.place_begin[k + 1]; ++p)
                window[p] = sum * space.places[p].weight;
        }
}

PlaceGradient place_gradient(const StateSpace& space, const SurvivalLaw& law) {
    PlaceGradient sum{0.0, std::vector<std::vector<double>>(space.windows.size(),
                                                            std::vector<double>(space.places.size(), 0.0))};
    for (const SurvivalPoint& point : survival_points(law)) {
        if (point.s == 0.0)
            sum.survival += point.weight;
        else if (point.s.imag() == 0.0)
            add_points(space, point.s.real(), point.weight, sum);
        else
            add_points(space, point.s, point.weight, sum);
    }
    if (space.mean_rate) share_mean(space, sum);
    return sum;
}

// Share of a bin's dose that it receives in a window: its own proportions, where it has any dose.
double bin_window_share(const BloodExposure& exposure, const OrganDose& organ, std::size_t w,
                        std::size_t bin) {
    if (!organ.window_dose_gy.empty() && organ.dose_gy[bin] > 0.0)
        return organ.window_dose_gy[w][bin] / organ.dose_gy[bin];
    return organ.window_share.empty() ? exposure.windows[w].dose_share : organ.window_share[w];
}

// Which place stands for each group of each organ's bins.
std::vector<std::vector<std::size_t>> places_by_group(const StateSpace& space,
                                                      const BloodExposure& exposure) {
    std::vector<std::vector<std::size_t>> out;
    for (const OrganDose& organ : exposure.organs)
        out.emplace_back(organ.dose_gy.size() + 1, space.places.size());
    for (std::size_t p = 0; p < space.places.size(); ++p)
        if (space.places[p].organ >= 0)
            out[static_cast<std::size_t>(space.places[p].organ)]
               [static_cast<std::size_t>(space.places[p].group)] = p;
    return out;
}

OrganGradient organ_gradient(const StateSpace& space, const BloodExposure& exposure, std::size_t o,
                             const PlaceGradient& places, const std::vector<std::size_t>& place_of) {
    const OrganDose& organ = exposure.organs[o];
    const std::size_t windows = exposure.windows.size(), bins = organ.dose_gy.size();
    OrganGradient out{0.0, std::vector<double>(bins, 0.0), std::vector<double>(windows, 0.0),
                      std::vector<std::vector<double>>(windows, std::vector<double>(bins, 0.0))};
    std::vector<double> total(bins + 1, 0.0);
    const auto group = [&](std::size_t i) { return static_cast<std::size_t>(space.group_of[o][i]); };
    for (std::size_t i = 0; i < bins; ++i)
        if (space.group_of[o][i] >= 0) total[group(i)] += organ.volume_fraction[i];
    for (std::size_t i = 0; i < bins; ++i) {
        if (space.group_of[o][i] < 0 || place_of[group(i)] >= space.places.size()) continue;
        const double share = organ.volume_fraction[i] / total[group(i)];
        for (std::size_t w = 0; w < windows; ++w) {
            const double part = places.by_window[w][place_of[group(i)]] * share;
            out.window_bin_per_gy[w][i] = part;
            out.window_per_gy[w] += part;
            out.bin_per_gy[i] += part * bin_window_share(exposure, organ, w, i);
        }
        out.per_mean_gy += out.bin_per_gy[i];
    }
    return out;
}

}  // namespace

SurvivalGradient survival_gradient(const FractionSolver& solver, const BloodExposure& exposure,
                                   const SurvivalLaw& law) {
    const StateSpace& space = solver.space();
    const PlaceGradient places = place_gradient(space, law);
    SurvivalGradient out;
    out.survival = places.survival;
    const auto place_of = places_by_group(space, exposure);
    for (std::size_t o = 0; o < exposure.organs.size(); ++o)
        out.organs.push_back(organ_gradient(space, exposure, o, places, place_of[o]));
    return out;
}

}  // namespace abscope::blood
