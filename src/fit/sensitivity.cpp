// Designs and estimators.
#include "fit/sensitivity.hpp"

#include <cmath>
#include <numeric>

#include "core/contract.hpp"
#include "core/parallel.hpp"
#include "core/rng.hpp"
#include "fit/target.hpp"

namespace abscope::fit {

namespace {

// One random walk through the grid {0, 1/3, 2/3, 1}: each input moves once, by 2/3.
struct Trajectory {
    Points points;                    // inputs + 1
    std::vector<std::size_t> moved;   // input that moved before each later point
};

constexpr double grid_step = 2.0 / 3.0;

Trajectory random_walk(std::size_t inputs, std::uint64_t seed, std::size_t which) {
    RandomStream stream(seed, RandomPurpose::sensitivity_design, which, 0);
    std::vector<double> x(inputs);
    for (auto& value : x) value = std::floor(stream.uniform() * 4.0) / 3.0;
    Trajectory walk{{x}, {}};
    walk.moved.resize(inputs);
    std::iota(walk.moved.begin(), walk.moved.end(), std::size_t{0});
    for (std::size_t k = inputs; k > 1; --k) {
        std::swap(walk.moved[k - 1], walk.moved[static_cast<std::size_t>(stream.uniform() * static_cast<double>(k))]);
    }
    for (const std::size_t input : walk.moved) {
        x[input] += x[input] < 0.5 ? grid_step : -grid_step;
        walk.points.push_back(x);
    }
    return walk;
}

Points evaluate(const CubeFunction& function, const Points& points) {
    Points out(points.size());
    parallel_for(points.size(), [&](std::size_t i) { out[i] = function(points[i]); });
    return out;
}

Points uniform_points(std::size_t count, std::size_t inputs, std::uint64_t seed, std::uint32_t matrix) {
    Points points(count, std::vector<double>(inputs));
    for (std::size_t i = 0; i < count; ++i) {
        RandomStream stream(seed, RandomPurpose::sensitivity_design, i, matrix);
        for (auto& value : points[i]) value = stream.uniform();
    }
    return points;
}

struct Moments {
    double first = 0.0, total = 0.0;
};

// Jansen's estimators over the samples [begin, end) of one output.
Moments jansen(const Points& a, const Points& b, const Points& mixed, std::size_t output, std::size_t begin, std::size_t end) {
    double sum = 0.0, squares = 0.0, to_b = 0.0, to_a = 0.0;
    for (std::size_t i = begin; i < end; ++i) {
        const double fa = a[i][output], fb = b[i][output], fm = mixed[i][output];
        sum += fa + fb;
        squares += fa * fa + fb * fb;
        to_b += (fb - fm) * (fb - fm);
        to_a += (fa - fm) * (fa - fm);
    }
    const auto n = static_cast<double>(end - begin);
    const double mean = sum / (2.0 * n), variance = squares / (2.0 * n) - mean * mean;
    if (!(variance > 1e-14 * mean * mean)) return {std::nan(""), std::nan("")};
    return {1.0 - 0.5 * to_b / n / variance, 0.5 * to_a / n / variance};
}

SobolIndex index_of(const Points& a, const Points& b, const Points& mixed, std::size_t output) {
    constexpr std::size_t blocks = 10;
    const Moments whole = jansen(a, b, mixed, output, 0, a.size());
    SobolIndex out{whole.first, whole.total};
    double first = 0.0, total = 0.0;
    for (std::size_t k = 0; k < blocks; ++k) {
        const Moments part = jansen(a, b, mixed, output, k * a.size() / blocks, (k + 1) * a.size() / blocks);
        first += (part.first - whole.first) * (part.first - whole.first);
        total += (part.total - whole.total) * (part.total - whole.total);
    }
    out.first_error = std::sqrt(first / (blocks * (blocks - 1.0)));
    out.total_error = std::sqrt(total / (blocks * (blocks - 1.0)));
    return out;
}

}  // namespace

std::vector<std::vector<MorrisEffect>> morris(const CubeFunction& function, std::size_t inputs, int trajectories,
                                              std::uint64_t seed) {
    ABSCOPE_EXPECT(inputs > 0 && trajectories > 1);
    std::vector<Trajectory> walks;
    Points points;
    for (int t = 0; t < trajectories; ++t) {
        walks.push_back(random_walk(inputs, seed, static_cast<std::size_t>(t)));
        points.insert(points.end(), walks.back().points.begin(), walks.back().points.end());
    }
    const Points values = evaluate(function, points);
    std::vector<std::vector<MorrisEffect>> out(values[0].size(), std::vector<MorrisEffect>(inputs));
    const auto count = static_cast<double>(trajectories);
    for (std::size_t output = 0; output < out.size(); ++output) {
        std::vector<double> squares(inputs, 0.0);
        for (std::size_t t = 0; t < walks.size(); ++t) {
            for (std::size_t step = 0; step < inputs; ++step) {
                const std::size_t at = t * (inputs + 1) + step, input = walks[t].moved[step];
                const double move = points[at + 1][input] - points[at][input];
                const double effect = (values[at + 1][output] - values[at][output]) / move;
                out[output][input].mean += effect / count;
                out[output][input].absolute += std::abs(effect) / count;
                squares[input] += effect * effect;
            }
        }
        for (std::size_t k = 0; k < inputs; ++k) {
            auto& effect = out[output][k];
            effect.deviation = std::sqrt(std::max(0.0, (squares[k] - count * effect.mean * effect.mean) / (count - 1.0)));
        }
    }
    return out;
}

std::vector<std::vector<SobolIndex>> sobol(const CubeFunction& function, std::size_t inputs, int samples, std::uint64_t seed) {
    ABSCOPE_EXPECT(inputs > 0 && samples >= 20);
    const auto count = static_cast<std::size_t>(samples);
    const Points a = uniform_points(count, inputs, seed, 1), b = uniform_points(count, inputs, seed, 2);
    const Points at_a = evaluate(function, a), at_b = evaluate(function, b);
    std::vector<std::vector<SobolIndex>> out(at_a[0].size(), std::vector<SobolIndex>(inputs));
    for (std::size_t k = 0; k < inputs; ++k) {
        Points mixed = a;
        for (std::size_t i = 0; i < count; ++i) mixed[i][k] = b[i][k];
        const Points at_mixed = evaluate(function, mixed);
        for (std::size_t output = 0; output < out.size(); ++output) out[output][k] = index_of(at_a, at_b, at_mixed, output);
    }
    return out;
}

}  // namespace abscope::fit
