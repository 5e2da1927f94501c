// Inversion of the characteristic function by a cosine series, after the atoms are taken out.
#include "blood/dose_distribution.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <map>
#include <numbers>
#include <numeric>

#include "blood/propagate.hpp"

namespace abscope::blood {

using Complex = std::complex<double>;

namespace {

// Blood that has the same dose rates from the beginning to the end of a fraction receives exactly their dose.
struct Stayers {
    std::vector<double> dose_gy, weight;
};

// Places with the same dose in every window form a class; class 0 is the places without dose.
struct PlaceClasses {
    std::vector<int> of_place;
    std::vector<double> dose_gy;
    std::vector<std::size_t> members;
    std::vector<std::size_t> last_place;
};

PlaceClasses classes_of(const StateSpace& space) {
    std::map<std::vector<double>, int> known{{std::vector<double>(space.windows.size(), 0.0), 0}};
    PlaceClasses out{std::vector<int>(space.places.size()), {0.0}, {0}, {0}};
    for (std::size_t p = 0; p < space.places.size(); ++p) {
        std::vector<double> doses;
        for (const ChainWindow& w : space.windows) doses.push_back(w.place_dose_gy[p]);
        const auto [entry, fresh] = known.try_emplace(doses, static_cast<int>(out.dose_gy.size()));
        if (fresh) {
            out.dose_gy.push_back(std::accumulate(doses.begin(), doses.end(), 0.0));
            out.members.push_back(0);
            out.last_place.push_back(p);
        }
        out.of_place[p] = entry->second;
        ++out.members[static_cast<std::size_t>(entry->second)];
        out.last_place[static_cast<std::size_t>(entry->second)] = p;
    }
    return out;
}

Stayers stayers_of(const StateSpace& space) {
    const PlaceClasses classes = classes_of(space);
    Stayers out{{classes.dose_gy.begin() + 1, classes.dose_gy.end()}, {}};
    out.weight.assign(out.dose_gy.size(), 0.0);
    std::vector<int> shared;  // classes a particle can move within: they need the chain
    for (std::size_t c = 1; c < classes.dose_gy.size(); ++c) {
        if (classes.members[c] > 1) {
            shared.push_back(static_cast<int>(c));
            continue;
        }
        const std::size_t place = classes.last_place[c];
        double start = 0.0;
        for (std::size_t ph = 0; ph < space.phases; ++ph) start += space.start[place * space.phases + ph];
        out.weight[c - 1] =
            start * stay_probability(space, space.places[place].compartment, space.duration_s());
    }
    for (std::size_t begin = 0; begin < shared.size(); begin += lane_count) {
        std::array<int, lane_count> lanes{};
        for (std::size_t l = 0; l < lane_count; ++l)
            lanes[l] = shared[std::min(begin + l, shared.size() - 1)];
        const auto probability = probability_within(space, classes.of_place, lanes);
        for (std::size_t l = 0; l < lane_count; ++l)
            out.weight[static_cast<std::size_t>(lanes[l]) - 1] = probability[l];
    }
    return out;
}

struct GroupTransform {
    double at_zero = 1.0;
    int fractions = 1;
    Stayers stayers;
    double mean = 0.0, variance = 0.0, top = 0.0;
};

// End of the support: the largest possible dose, or the Bernstein bound for a sum of bounded independent doses.
double support_end(const std::vector<GroupTransform>& groups) {
    constexpr double log_tail = 18.5;  // −ln(1e-8)
    double possible = 0.0;
    double mean = 0.0;
    double variance = 0.0;
    double top = 0.0;
    for (const GroupTransform& g : groups) {
        possible += g.fractions * g.top;
        mean += g.fractions * g.mean;
        variance += g.fractions * g.variance;
        top = std::max(top, g.top);
    }
    const double linear = log_tail * top / 3.0;
    return std::min(possible, mean + linear + std::sqrt(linear * linear + 2.0 * log_tail * variance));
}

// Weight of the histories in which exactly one fraction of group g hit the particle.
double one_hit_weight(const std::vector<GroupTransform>& groups, std::size_t g) {
    double weight = groups[g].fractions;
    for (std::size_t h = 0; h < groups.size(); ++h)
        weight *= std::pow(groups[h].at_zero, groups[h].fractions - (h == g ? 1 : 0));
    return weight;
}

Complex stayer_transform(const Stayers& stayers, double omega) {
    Complex sum = 0.0;
    for (std::size_t i = 0; i < stayers.dose_gy.size(); ++i)
        sum += std::polar(stayers.weight[i], omega * stayers.dose_gy[i]);
    return sum;
}

}  // namespace

class DoseInversion {
public:
    DoseInversion(std::span<const FractionGroup> groups, int terms)
        : groups_(groups), terms_(static_cast<std::size_t>(terms)) {}

    DoseDistributionOfBlood run() {
        prepare();
        if (out_.span_ > 0.0) {
            add_steps();
            fill_coefficients();
        }
        return std::move(out_);
    }

private:
    void prepare() {
        out_.at_zero_ = 1.0;
        for (const FractionGroup& group : groups_) {
            GroupTransform t;
            t.fractions = group.fractions;
            t.at_zero = 1.0 - group.solver->fraction_irradiated();
            t.stayers = stayers_of(group.solver->space());
            const DoseMoments m = group.solver->moments();
            t.mean = m.mean_gy;
            t.variance = m.variance_gy2;
            t.top = group.solver->max_dose_gy();
            out_.at_zero_ *= std::pow(t.at_zero, t.fractions);
            transforms_.push_back(std::move(t));
        }
        out_.span_ = 1.000001 * support_end(transforms_);
        if (terms_ == 0) terms_ = terms_for_spread();
    }

    std::size_t terms_for_spread() const {
        constexpr double fewest = 128.0, most = 512.0, on_a_deviation = 6.0;
        double variance = 0.0;
        for (const GroupTransform& t : transforms_) variance += t.fractions * t.variance;
        if (!(variance > 0.0)) return static_cast<std::size_t>(fewest);
        return static_cast<std::size_t>(std::clamp(on_a_deviation * out_.span_ / std::sqrt(variance), fewest, most));
    }

    void add_steps() {
        std::vector<std::pair<double, double>> steps;
        for (std::size_t g = 0; g < transforms_.size(); ++g) {
            const double weight = one_hit_weight(transforms_, g);
            one_hit_.push_back(weight);
            const Stayers& stayers = transforms_[g].stayers;
            for (std::size_t i = 0; i < stayers.dose_gy.size(); ++i)
                if (weight * stayers.weight[i] > 0.0)
                    steps.emplace_back(stayers.dose_gy[i], weight * stayers.weight[i]);
        }
        std::sort(steps.begin(), steps.end());
        out_.step_above_.assign(steps.size() + 1, 0.0);
        for (std::size_t i = steps.size(); i-- > 0;)
            out_.step_above_[i] = out_.step_above_[i + 1] + steps[i].second;
        for (const auto& step : steps) out_.step_dose_.push_back(step.first);
    }

    // Transform of what remains when the atom at 0 and the steps are taken away, at s = −iω.
    std::vector<Complex> smooth_transform(std::span<const double> omega) {
        std::vector<Complex> s;
        for (const double w : omega) s.emplace_back(0.0, -w);
        std::vector<Complex> product(omega.size(), Complex(1.0, 0.0));
        for (const FractionGroup& group : groups_) {
            const auto one = group.solver->laplace(std::span<const Complex>(s));
            for (std::size_t i = 0; i < omega.size(); ++i) product[i] *= std::pow(one[i], group.fractions);
        }
        for (std::size_t i = 0; i < omega.size(); ++i) {
            product[i] -= out_.at_zero_;
            for (std::size_t g = 0; g < transforms_.size(); ++g)
                product[i] -= one_hit_[g] * stayer_transform(transforms_[g].stayers, omega[i]);
        }
        return product;
    }

    void fill_coefficients() {
        constexpr std::size_t block = 64;
        constexpr double negligible = 1e-7;
        std::vector<double> raw{1.0 - out_.at_zero_ - (out_.step_above_.empty() ? 0.0 : out_.step_above_[0])};
        raw[0] = std::max(0.0, raw[0]);
        while (raw.size() < terms_) {
            std::vector<double> omega;
            for (std::size_t k = raw.size(); k < std::min(terms_, raw.size() + block); ++k)
                omega.push_back(static_cast<double>(k) * std::numbers::pi / out_.span_);
            double largest = 0.0;
            for (const Complex& value : smooth_transform(omega)) {
                raw.push_back(value.real());
                largest = std::max(largest, std::abs(value));
            }
            if (largest < negligible) break;
        }
        // Exponential filter of order 6: damps the last terms, leaves the first ones unchanged.
        for (std::size_t k = 0; k < raw.size(); ++k) {
            const double x = static_cast<double>(k) / static_cast<double>(raw.size());
            const double filter = raw.size() < terms_ ? 1.0 : std::exp(-8.0 * std::pow(x, 6));
            out_.coefficient_.push_back(raw[k] * filter);
        }
    }

    std::span<const FractionGroup> groups_;
    std::size_t terms_;
    std::vector<GroupTransform> transforms_;
    std::vector<double> one_hit_;
    DoseDistributionOfBlood out_;
};

double DoseDistributionOfBlood::smooth_cdf(double dose_gy) const {
    if (coefficient_.empty()) return 0.0;
    // F(x) = c₀x/S + Σ 2c_k sin(kπx/S)/(kπ); sines by Chebyshev's recurrence.
    const double angle = std::numbers::pi * dose_gy / span_;
    double sum = coefficient_[0] * dose_gy / span_;
    double before = 0.0;
    double sine = std::sin(angle);
    const double twice_cosine = 2.0 * std::cos(angle);
    for (std::size_t k = 1; k < coefficient_.size(); ++k) {
        sum += 2.0 * coefficient_[k] * sine / (static_cast<double>(k) * std::numbers::pi);
        const double next = twice_cosine * sine - before;
        before = sine;
        sine = next;
    }
    return std::clamp(sum, 0.0, coefficient_[0]);
}

double DoseDistributionOfBlood::volume_above(double dose_gy) const {
    if (span_ <= 0.0 || dose_gy >= span_) return 0.0;
    if (dose_gy <= 0.0) return 1.0 - at_zero_;
    const auto first = static_cast<std::size_t>(
        std::upper_bound(step_dose_.begin(), step_dose_.end(), dose_gy) - step_dose_.begin());
    const double smooth = coefficient_[0] - smooth_cdf(dose_gy);
    return std::clamp(smooth + step_above_[first], 0.0, 1.0 - at_zero_);
}

double DoseDistributionOfBlood::dose_exceeded_by(double volume) const {
    if (volume_above(0.0) <= volume) return 0.0;
    double low = 0.0;
    double high = span_;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (volume_above(middle) > volume ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

DoseDistributionOfBlood invert(std::span<const FractionGroup> groups, int terms) {
    return DoseInversion(groups, terms).run();
}

}  // namespace abscope::blood
