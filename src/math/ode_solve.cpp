// Step control shared by the explicit and the implicit method.
#include "math/ode_solve.hpp"

#include <algorithm>
#include <cmath>

#include "math/tsitouras.hpp"

namespace abscope::math {

namespace {
// How many steps in a row the explicit pair may take at the edge of its stability before the implicit method takes over.
constexpr int patience = 200;
}  // namespace

struct OdeSolver::State {
    State(OdeProblem given, OdeMethod chosen, const OdeTolerance& wanted)
        : problem(std::move(given)), method(chosen), tolerance(wanted), rosenbrock(problem), n(problem.states), next(n), error(n),
          store(n * tsitouras::stages), implicit_now(chosen == OdeMethod::implicit_pair) {
        for (int j = 0; j < tsitouras::stages; ++j) k[j] = store.data() + static_cast<std::size_t>(j) * n;
    }

    OdeProblem problem;
    OdeMethod method;
    OdeTolerance tolerance;
    RosenbrockStep rosenbrock;
    std::size_t n;
    std::vector<double> next, error, store;
    double* k[tsitouras::stages];
    bool implicit_now;
    double h = 0.0;         // 0: not known
    int steps = 0, rejected = 0, small_in_a_row = 0;

    void explicit_step(double t, double step, const double* y) {
        problem.rates(t, y, k[0]);
        for (int i = 1; i < tsitouras::stages; ++i) {
            for (std::size_t s = 0; s < n; ++s) {
                double sum = 0.0;
                for (int j = 0; j < i; ++j) sum += tsitouras::a[i][j] * k[j][s];
                next[s] = y[s] + step * sum;
            }
            problem.rates(t + tsitouras::c[i] * step, next.data(), k[i]);
        }
        for (std::size_t s = 0; s < n; ++s) error[s] = tsitouras::error_of<double>(static_cast<int>(s), k, step);
    }

    // Largest error in units of the tolerance; infinite if a state is not finite.
    double judge(const double* y) const {
        double worst = 0.0;
        for (std::size_t s = 0; s < n; ++s) {
            const double size = std::max(std::abs(y[s]), std::abs(next[s]));
            const double ratio = std::abs(error[s]) / (tolerance.absolute + tolerance.relative * size);
            if (!std::isfinite(ratio) || !std::isfinite(next[s])) return HUGE_VAL;
            worst = std::max(worst, ratio);
        }
        return worst;
    }

    // h·|∂f/∂y| along the last stages, near 3.5 where the pair is at the edge of its stability ([@hairer1996], section IV.2).
    bool at_the_edge(double step) const {
        double change = 0.0, distance = 0.0;
        for (std::size_t s = 0; s < n; ++s) {
            const double df = k[6][s] - k[5][s];
            double dy = 0.0;
            for (int j = 0; j < 6; ++j) dy += (tsitouras::a[6][j] - (j < 5 ? tsitouras::a[5][j] : 0.0)) * k[j][s];
            change += df * df;
            distance += step * step * dy * dy;
        }
        return distance > 0.0 && step * std::sqrt(change / distance) > 2.5;
    }

    void first_step(double from, double to, const double* y) {
        problem.rates(from, y, k[0]);
        double ratio = HUGE_VAL;
        for (std::size_t s = 0; s < n; ++s) {
            const double size = tolerance.absolute + tolerance.relative * std::abs(y[s]);
            if (k[0][s] != 0.0) ratio = std::min(ratio, (std::abs(y[s]) + size / tolerance.relative) / std::abs(k[0][s]));
        }
        h = std::min(0.01 * ratio, 0.1 * (to - from));
        if (!(h > 0.0) || !std::isfinite(h)) h = 1e-3 * (to - from);
    }
};

OdeSolver::OdeSolver(OdeProblem problem, OdeMethod method, const OdeTolerance& tolerance)
    : state_(std::make_unique<State>(std::move(problem), method, tolerance)) {}
OdeSolver::~OdeSolver() = default;
OdeSolver::OdeSolver(OdeSolver&&) noexcept = default;
OdeSolver& OdeSolver::operator=(OdeSolver&&) noexcept = default;

void OdeSolver::restart() { state_->h = 0.0; }
int OdeSolver::steps() const { return state_->steps; }
int OdeSolver::rejected() const { return state_->rejected; }
bool OdeSolver::implicit_now() const { return state_->implicit_now; }

bool OdeSolver::advance(double from, double to, double* y) {
    State& s = *state_;
    if (!(to > from)) return to == from;
    if (s.h == 0.0) s.first_step(from, to, y);
    double t = from;
    while (t < to) {
        if (s.steps + s.rejected >= s.tolerance.most_steps) return false;
        const bool last = s.h >= to - t;
        const double step = last ? to - t : std::min(s.h, 0.5 * (to - t) < s.h ? 0.5 * (to - t) : s.h);
        if (step < 1e-14 * std::max(std::abs(t), std::abs(to - from))) return false;
        double error = HUGE_VAL;
        if (!s.implicit_now) {
            s.explicit_step(t, step, y);
            error = s.judge(y);
        } else if (s.rosenbrock(t, step, y, s.next.data(), s.error.data())) {
            error = s.judge(y);
        }
        const double order = s.implicit_now ? 4.0 : 5.0;
        const double factor = std::isfinite(error) ? std::clamp(0.9 * std::pow(std::max(error, 1e-10), -1.0 / order), 0.2, 5.0) : 0.25;
        if (error > 1.0) {
            ++s.rejected;
            s.h = step * std::min(factor, 0.9);
            continue;
        }
        ++s.steps;
        std::copy(s.next.begin(), s.next.end(), y);
        t = last ? to : t + step;
        s.h = std::max(step * factor, step < s.h ? s.h : 0.0);
        if (s.method == OdeMethod::automatic && !s.implicit_now) {
            s.small_in_a_row = s.at_the_edge(step) ? s.small_in_a_row + 1 : 0;
            s.implicit_now = s.small_in_a_row > patience;
        }
    }
    return true;
}

}  // namespace abscope::math
