// Uniformisation kernel: one sparse product per term, eight Laplace variables at once.
#include "blood/propagate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "core/contract.hpp"
#include "math/poisson_series.hpp"

#define ABSCOPE_INLINE inline __attribute__((always_inline))

namespace abscope::blood {
namespace {

using math::all_lanes;
using math::Lanes8;

// ---- the three kinds of lane -------------------------------------------------------------------------------------
// Each kind says how one state decays under the dose rate; everything else of the step is common.

struct RealKind {
    using Value = Lanes8;
    alignas(math::lane_alignment) Lanes8 s;     // Laplace variables, 0 in taboo lanes
    alignas(math::lane_alignment) Lanes8 keep;  // 0 in taboo lanes, else 1
    ABSCOPE_INLINE static Value zero() { return all_lanes(0.0); }
    ABSCOPE_INLINE Value decayed(const Value& f, double stay, double dose) const {
        return f * (all_lanes(stay) - s * dose);
    }
    ABSCOPE_INLINE Value finished(const Value& f, double dose, std::size_t) const {
        return dose > 0.0 ? f * keep : f;
    }
};

// Lanes are classes of places; a particle outside its lane's class is lost.
struct ClassKind {
    using Value = Lanes8;
    const Lanes8* mask;  // by place
    ABSCOPE_INLINE static Value zero() { return all_lanes(0.0); }
    ABSCOPE_INLINE Value decayed(const Value& f, double stay, double) const { return f * stay; }
    ABSCOPE_INLINE Value finished(const Value& f, double, std::size_t place) const { return f * mask[place]; }
};

struct MomentKind {
    using Value = Lanes8;
    ABSCOPE_INLINE static Value zero() { return all_lanes(0.0); }
    ABSCOPE_INLINE Value decayed(const Value& f, double stay, double dose) const {
        // d/dt E[Dⁿ] = L E[Dⁿ] + n·r·E[Dⁿ⁻¹]
        const Lanes8 lower = __builtin_shufflevector(f, all_lanes(1.0), 8, 0, 1, 2, 3, 4, 5, 6);
        const Lanes8 order = Lanes8{1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0};
        return f * stay + lower * order * dose;
    }
    ABSCOPE_INLINE Value finished(const Value& f, double, std::size_t) const { return f; }
};

struct ComplexValue {
    alignas(math::lane_alignment) Lanes8 re, im;
    ABSCOPE_INLINE friend ComplexValue operator*(const ComplexValue& a, double x) {
        return {a.re * x, a.im * x};
    }
    ABSCOPE_INLINE ComplexValue& operator+=(const ComplexValue& o) {
        re += o.re;
        im += o.im;
        return *this;
    }
    ABSCOPE_INLINE friend ComplexValue operator+(const ComplexValue& a, const ComplexValue& b) {
        return {a.re + b.re, a.im + b.im};
    }
};

struct ComplexKind {
    using Value = ComplexValue;
    alignas(math::lane_alignment) Lanes8 re, im;  // s
    bool damped;                                  // any real part
    double centre;  // dose per unit of uniformised time at which the phase stands still
    ABSCOPE_INLINE static Value zero() { return {all_lanes(0.0), all_lanes(0.0)}; }
    ABSCOPE_INLINE Value decayed(const Value& f, double stay, double dose) const {
        const Lanes8 b = im * (centre - dose);
        if (!damped) return {f.re * stay - b * f.im, f.im * stay + b * f.re};
        const Lanes8 a = all_lanes(stay) - re * dose;
        return {a * f.re - b * f.im, a * f.im + b * f.re};
    }
    ABSCOPE_INLINE Value finished(const Value& f, double, std::size_t) const { return f; }
};

// ---- one window --------------------------------------------------------------------------------------------------

struct Step {
    double uniform_rate = 0.0;  // Λ [1/s]
    double duration = 0.0;      // of one substep [s]
    int substeps = 1;
    std::vector<double> poisson;  // weights of the series
};

// Per-state work arrays of one window.
template <class Value>
struct Work {
    math::LaneVector<Value> sum;       // the series so far
    math::LaneVector<Value> by_phase;  // [compartment × phase] Σ over places of weight × f
    math::LaneVector<Value> entering;  // [compartment] value for a particle about to enter
    math::LaneVector<Value> entering_next;
};

template <class Kind, class Value>
ABSCOPE_INLINE void collect(const StateSpace& space, const Value* f, Work<Value>& work) {
    const std::size_t m = space.phases;
    for (std::size_t k = 0; k < space.compartments; ++k) {
        for (std::size_t ph = 0; ph < m; ++ph) work.by_phase[k * m + ph] = Kind::zero();
        for (std::size_t p = space.place_begin[k]; p < space.place_begin[k + 1]; ++p)
            for (std::size_t ph = 0; ph < m; ++ph)
                work.by_phase[k * m + ph] += f[p * m + ph] * space.places[p].weight;
        work.entering[k] = Kind::zero();
        for (std::size_t ph = 0; ph < m; ++ph)
            work.entering[k] += work.by_phase[k * m + ph] * space.entry[k * m + ph];
    }
}

// f ← M f with M = I + (L − sR)/Λ; where `add`, sum += before · old f + weight · new f: one pass over the sum for two terms.
template <bool add, class Kind, class Value>
ABSCOPE_INLINE void multiply(const StateSpace& space, const Kind& kind, const double* dose, double rate,
                             double before, double weight, Value* f, Work<Value>& work) {
    const std::size_t m = space.phases;
    const double redraw = space.redraw_rate / rate;
    for (std::size_t k = 0; k < space.compartments; ++k) {
        Value next = Kind::zero();
        for (std::size_t e = space.edge_begin[k]; e < space.edge_begin[k + 1]; ++e)
            next += work.entering[space.edge_to[e]] * space.edge_probability[e];
        const double leave = space.phase_rate[k] / rate;
        const double stay = 1.0 - leave - redraw;
        Value total = Kind::zero();
        for (std::size_t ph = 0; ph < m; ++ph) {
            const bool leaves = ph + 1 == m;
            Value base = work.by_phase[k * m + ph] * redraw;
            if (leaves) base += next * leave;
            Value phase_sum = Kind::zero();
            for (std::size_t p = space.place_begin[k]; p < space.place_begin[k + 1]; ++p) {
                const std::size_t i = p * m + ph;
                const Value old = f[i];
                Value x = kind.decayed(old, stay, dose[p]) + base;
                if (!leaves) x += f[i + 1] * leave;
                x = kind.finished(x, dose[p], p);
                f[i] = x;
                if constexpr (add) work.sum[i] += old * before + x * weight;
                phase_sum += x * space.places[p].weight;
            }
            work.by_phase[k * m + ph] = phase_sum;
            total += phase_sum * space.entry[k * m + ph];
        }
        work.entering_next[k] = total;
    }
    work.entering.swap(work.entering_next);
}

template <class Kind, class Value>
ABSCOPE_INLINE void run_series(const StateSpace& space, const Kind& kind, const std::vector<double>& dose,
                               const Step& step, math::LaneVector<Value>& f, Work<Value>& work) {
    const std::size_t n = space.states();
    const std::size_t m = space.phases;
    for (std::size_t i = 0; i < n; ++i) f[i] = kind.finished(f[i], dose[i / m], i / m);
    collect<Kind, Value>(space, f.data(), work);
    for (std::size_t i = 0; i < n; ++i) work.sum[i] = f[i] * step.poisson[0];
    constexpr double negligible = 1e-30;  // terms before the Poisson weights rise
    for (std::size_t t = 1; t < step.poisson.size(); t += 2) {
        const bool last = t + 1 == step.poisson.size();
        const double first = step.poisson[t], second = last ? 0.0 : step.poisson[t + 1];
        if (last) {
            multiply<true>(space, kind, dose.data(), step.uniform_rate, 0.0, first, f.data(), work);
            break;
        }
        multiply<false>(space, kind, dose.data(), step.uniform_rate, 0.0, 0.0, f.data(), work);
        if (first + second < negligible)
            multiply<false>(space, kind, dose.data(), step.uniform_rate, 0.0, 0.0, f.data(), work);
        else
            multiply<true>(space, kind, dose.data(), step.uniform_rate, first, second, f.data(), work);
    }
    f.swap(work.sum);
}

ABSCOPE_TARGET_CLONES
void run_real(const StateSpace& space, const RealKind& kind, const std::vector<double>& dose,
              const Step& step, math::LaneVector<Lanes8>& f, Work<Lanes8>& work) {
    run_series(space, kind, dose, step, f, work);
}

ABSCOPE_TARGET_CLONES
void run_classes(const StateSpace& space, const ClassKind& kind, const std::vector<double>& dose,
                 const Step& step, math::LaneVector<Lanes8>& f, Work<Lanes8>& work) {
    run_series(space, kind, dose, step, f, work);
}

ABSCOPE_TARGET_CLONES
void run_moments(const StateSpace& space, const MomentKind& kind, const std::vector<double>& dose,
                 const Step& step, math::LaneVector<Lanes8>& f, Work<Lanes8>& work) {
    run_series(space, kind, dose, step, f, work);
}

ABSCOPE_TARGET_CLONES
void run_complex(const StateSpace& space, const ComplexKind& kind, const std::vector<double>& dose,
                 const Step& step, math::LaneVector<ComplexValue>& f, Work<ComplexValue>& work) {
    run_series(space, kind, dose, step, f, work);
}

template <class Value>
Work<Value> make_work(const StateSpace& space) {
    Work<Value> work;
    work.sum.resize(space.states());
    work.by_phase.resize(space.compartments * space.phases);
    work.entering.resize(space.compartments);
    work.entering_next.resize(space.compartments);
    return work;
}

// Dose of each place per unit of uniformised time (rate ÷ Λ) [Gy].
std::vector<double> dose_per_step(const ChainWindow& window, double uniform_rate) {
    std::vector<double> dose(window.place_dose_gy);
    for (double& d : dose) d /= window.duration_s * uniform_rate;
    return dose;
}

double largest(const std::vector<double>& values) {
    return values.empty() ? 0.0 : *std::max_element(values.begin(), values.end());
}

Step plan_step(const StateSpace& space, double duration, double uniform_rate, double most, double tolerance,
               double growth = 0.0) {
    Step step;
    step.substeps = std::max(1, static_cast<int>(std::ceil(uniform_rate * duration / most)));
    step.duration = duration / step.substeps;
    // A rate too small for the window would only make terms vanish; any Λ ≥ the largest rate is exact.
    step.uniform_rate = std::max({uniform_rate, space.redraw_rate + space.max_phase_rate(), 1.0 / duration});
    step.poisson = math::poisson_weights(step.uniform_rate * step.duration, tolerance, growth);
    return step;
}

// Growth of the series' terms per unit of Λt when the phase turns by up to `turn` radians per step, see the methods page.
double growth_rate(const StateSpace& space, double uniform_rate, double turn) {
    double worst = 0.0;
    for (const double rate : space.phase_rate) {
        const double leave = (rate + space.redraw_rate) / uniform_rate;
        worst = std::max(worst, std::hypot(1.0 - leave, turn) + leave - 1.0);
    }
    return worst;
}

}  // namespace

void propagate(const StateSpace& space, const ChainWindow& window, const RealLanes& s, RealField& f) {
    RealKind kind{all_lanes(0.0), all_lanes(1.0)};
    double s_max = 0.0;
    for (std::size_t l = 0; l < lane_count; ++l) {
        ABSCOPE_EXPECT(s[l] >= 0.0);
        if (std::isinf(s[l]))
            kind.keep[l] = 0.0;
        else
            kind.s[l] = s[l];
        if (std::isfinite(s[l])) s_max = std::max(s_max, s[l]);
    }
    if (window.duration_s <= 0.0) {
        for (std::size_t i = 0; i < f.size(); ++i) {
            const double dose = window.place_dose_gy[i / space.phases];
            for (std::size_t l = 0; l < lane_count; ++l)
                f[i][l] *= dose > 0.0 && kind.keep[l] == 0.0 ? 0.0 : std::exp(-kind.s[l] * dose);
        }
        return;
    }
    const double kill = s_max * largest(window.place_dose_gy) / window.duration_s;
    const Step step =
        plan_step(space, window.duration_s, space.max_phase_rate() + space.redraw_rate + kill, 600.0, 1e-16);
    const std::vector<double> dose = dose_per_step(window, step.uniform_rate);
    auto work = make_work<Lanes8>(space);
    for (int i = 0; i < step.substeps; ++i) run_real(space, kind, dose, step, f, work);
}

std::array<double, lane_count> probability_within(const StateSpace& space,
                                                  std::span<const int> class_of_place,
                                                  const std::array<int, lane_count>& classes) {
    math::LaneVector<Lanes8> mask(space.places.size());
    for (std::size_t p = 0; p < space.places.size(); ++p)
        for (std::size_t l = 0; l < lane_count; ++l) mask[p][l] = class_of_place[p] == classes[l] ? 1.0 : 0.0;
    RealField f(space.states());
    for (std::size_t i = 0; i < f.size(); ++i) f[i] = mask[i / space.phases];
    const double duration = space.duration_s();
    if (duration > 0.0) {
        const Step step =
            plan_step(space, duration, space.max_phase_rate() + space.redraw_rate, 600.0, 1e-16);
        const std::vector<double> none(space.places.size(), 0.0);
        auto work = make_work<Lanes8>(space);
        for (int i = 0; i < step.substeps; ++i)
            run_classes(space, ClassKind{mask.data()}, none, step, f, work);
    }
    return stationary_average(space, f);
}

void propagate_moments(const StateSpace& space, const ChainWindow& window, RealField& moments) {
    if (window.duration_s <= 0.0) {
        for (std::size_t i = 0; i < moments.size(); ++i) {
            const double dose = window.place_dose_gy[i / space.phases];
            const Lanes8 m = moments[i];
            for (std::size_t n = 1; n <= lane_count; ++n) {  // E[(d + X)ⁿ] = Σ C(n,j) d^(n−j) E[Xʲ]
                double sum = std::pow(dose, static_cast<double>(n));
                double binomial = 1.0;
                for (std::size_t j = 1; j <= n; ++j) {
                    binomial *= static_cast<double>(n - j + 1) / static_cast<double>(j);
                    sum += binomial * std::pow(dose, static_cast<double>(n - j)) * m[j - 1];
                }
                moments[i][n - 1] = sum;
            }
        }
        return;
    }
    const Step step =
        plan_step(space, window.duration_s, space.max_phase_rate() + space.redraw_rate, 600.0, 1e-16);
    const std::vector<double> dose = dose_per_step(window, step.uniform_rate);
    auto work = make_work<Lanes8>(space);
    for (int i = 0; i < step.substeps; ++i) run_moments(space, MomentKind{}, dose, step, moments, work);
}

void propagate(const StateSpace& space, const ChainWindow& window, const ComplexLanes& s,
               ComplexField& field) {
    ComplexKind kind{all_lanes(0.0), all_lanes(0.0), false, 0.0};
    double re_max = 0.0;
    double im_max = 0.0;
    for (std::size_t l = 0; l < lane_count; ++l) {
        kind.re[l] = s[l].real();
        kind.im[l] = s[l].imag();
        re_max = std::max(re_max, std::abs(s[l].real()));
        im_max = std::max(im_max, std::abs(s[l].imag()));
    }
    kind.damped = re_max > 0.0;
    const double top = largest(window.place_dose_gy);
    const auto turn_all = [&](double dose_or_centre, std::size_t i, double sign) {
        for (std::size_t l = 0; l < lane_count; ++l) {
            const std::complex<double> factor =
                std::exp(sign * std::complex<double>(0.0, s[l].imag()) * dose_or_centre);
            const std::complex<double> v = factor * std::complex<double>(field.re[i][l], field.im[i][l]);
            field.re[i][l] = v.real();
            field.im[i][l] = v.imag();
        }
    };
    if (window.duration_s <= 0.0) {
        for (std::size_t i = 0; i < field.re.size(); ++i) {
            const double dose = window.place_dose_gy[i / space.phases];
            turn_all(dose, i, -1.0);
            for (std::size_t l = 0; l < lane_count; ++l) {
                field.re[i][l] *= std::exp(-s[l].real() * dose);
                field.im[i][l] *= std::exp(-s[l].real() * dose);
            }
        }
        return;
    }
    const double kill = re_max * top / window.duration_s;
    const double turn_rate = 0.5 * im_max * top / window.duration_s;
    const double rate = std::max(1.25 * (space.max_phase_rate() + space.redraw_rate) + kill, turn_rate);
    const double growth = growth_rate(space, rate, turn_rate / rate);
    const double most = growth > 0.0 ? std::clamp(20.0 / growth, 8.0, 500.0) : 500.0;
    const Step step = plan_step(space, window.duration_s, rate, most, 1e-9, growth);
    const std::vector<double> dose = dose_per_step(window, step.uniform_rate);
    kind.centre = 0.5 * top / (window.duration_s * step.uniform_rate);
    auto work = make_work<ComplexValue>(space);
    math::LaneVector<ComplexValue> f(space.states());
    for (std::size_t i = 0; i < f.size(); ++i) f[i] = {field.re[i], field.im[i]};
    for (int i = 0; i < step.substeps; ++i) run_complex(space, kind, dose, step, f, work);
    for (std::size_t i = 0; i < f.size(); ++i) {
        field.re[i] = f[i].re;
        field.im[i] = f[i].im;
        turn_all(0.5 * top, i, -1.0);
    }
}

std::array<double, lane_count> stationary_average(const StateSpace& space, const RealField& f) {
    std::array<double, lane_count> out{};
    for (std::size_t i = 0; i < f.size(); ++i)
        for (std::size_t l = 0; l < lane_count; ++l) out[l] += space.start[i] * f[i][l];
    return out;
}

std::array<std::complex<double>, lane_count> stationary_average(const StateSpace& space,
                                                                const ComplexField& f) {
    std::array<std::complex<double>, lane_count> out{};
    for (std::size_t i = 0; i < f.re.size(); ++i)
        for (std::size_t l = 0; l < lane_count; ++l)
            out[l] += space.start[i] * std::complex<double>(f.re[i][l], f.im[i][l]);
    return out;
}

}  // namespace abscope::blood
