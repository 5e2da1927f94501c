// Classical RK4 in lanes of eight courses.
#include "immune/models/t2/fixed_step.hpp"

#include <algorithm>
#include <cmath>

#include "immune/models/t2/kernel.hpp"
#include "immune/models/t2/lanes.hpp"

namespace abscope::immune::t2 {

namespace {

constexpr int lane_count = Lanes::width;

// One step of length h [d]; `work` holds three vectors of the size of y.
ABSCOPE_TARGET_CLONES
void rk4_step(const Topology& topology, const ParametersOf<Lanes>* parameters, Lanes* y, Lanes* work, double h) {
    const int n = topology.size();
    Lanes* k = work;
    Lanes* stage = work + n;
    Lanes* sum = work + 2 * n;
    const double reach[3] = {0.5 * h, 0.5 * h, h};
    const double weight[4] = {h / 6.0, h / 3.0, h / 3.0, h / 6.0};
    for (int i = 0; i < n; ++i) stage[i] = sum[i] = y[i];
    for (int j = 0; j < 4; ++j) {
        rates<Lanes>(topology, parameters, stage, k);
        for (int i = 0; i < n; ++i) sum[i] += weight[j] * k[i];
        if (j == 3) break;
        for (int i = 0; i < n; ++i) stage[i] = y[i] + reach[j] * k[i];
    }
    for (int i = 0; i < n; ++i) y[i] = sum[i];
}

int grid_index(double day, double from_day, double step_day) {
    const double exact = (day - from_day) / step_day;
    ABSCOPE_EXPECT(std::abs(exact - std::round(exact)) < 1e-6);
    return static_cast<int>(std::lround(exact));
}

// Up to eight courses that advance together.
class Block {
  public:
    Block(std::span<const Course> courses, const Sampling& sampling, double step_day)
        : courses_(courses), sampling_(sampling), step_(step_day), topology_(courses[0].body.topology),
          parameters_(courses[0].body.lesions.size()), y_(topology_.size()), work_(3 * y_.size()), next_(courses.size(), 0) {
        for (int lane = 0; lane < lane_count; ++lane) {
            const Course& course = courses_[std::min<std::size_t>(static_cast<std::size_t>(lane), courses_.size() - 1)];
            ABSCOPE_EXPECT(course.body.topology == topology_ && course.start_day == courses_[0].start_day);
            set_lane(parameters_, lane, course.body);
            set_initial_state(topology_, course.body.lesions, course.body.cells, lane_view(y_.data(), lane));
        }
        for (const auto& course : courses_) ordered_.push_back(in_order(course.regimen));
    }

    void run(std::span<Trajectory> out) {
        const double from = courses_[0].start_day;
        double end = from;
        for (const auto& course : courses_) end = std::max(end, course.end_day);
        const int last = grid_index(end, from, step_);
        for (int step = 0;; ++step) {
            keep(out, step, from);
            intervene(step, from);
            if (step == last) break;
            rk4_step(topology_, parameters_.data(), y_.data(), work_.data(), step_);
        }
    }

  private:
    void keep(std::span<Trajectory> out, int step, double from) {
        const double day = from + step * step_;
        const bool snapshot = std::any_of(sampling_.days.begin(), sampling_.days.end(),
                                          [&](double d) { return grid_index(d, from, step_) == step; });
        const bool on_grid = step >= grid_index(sampling_.grid_from_day, from, step_);
        for (std::size_t lane = 0; lane < out.size(); ++lane) {
            if (day > courses_[lane].end_day + 1e-9) continue;
            const StateView y = lane_view(y_.data(), static_cast<int>(lane));
            if (snapshot) {
                out[lane].days.push_back(day);
                auto& state = out[lane].states.emplace_back(static_cast<std::size_t>(topology_.size()));
                for (int s = 0; s < topology_.size(); ++s) state[static_cast<std::size_t>(s)] = y[s];
            }
            if (!on_grid || sampling_.probes.empty()) continue;
            out[lane].probes.resize(sampling_.probes.size());
            out[lane].grid_days.push_back(day);
            for (std::size_t p = 0; p < sampling_.probes.size(); ++p) out[lane].probes[p].push_back(y[sampling_.probes[p]]);
        }
    }

    void intervene(int step, double from) {
        for (std::size_t lane = 0; lane < courses_.size(); ++lane) {
            const auto& regimen = ordered_[lane];
            for (; next_[lane] < regimen.size(); ++next_[lane]) {
                const auto& intervention = regimen[next_[lane]];
                if (grid_index(intervention.time_day, from, step_) != step) break;
                apply(topology_, courses_[lane].body.lesions, intervention, lane_view(y_.data(), static_cast<int>(lane)));
            }
        }
    }

    std::span<const Course> courses_;
    const Sampling& sampling_;
    double step_;
    Topology topology_;
    ParameterLanes<Lanes> parameters_;
    math::LaneVector<Lanes> y_, work_;
    std::vector<std::size_t> next_;
    std::vector<Regimen> ordered_;
};

}  // namespace

std::vector<Trajectory> run_fixed_step(std::span<const Course> courses, const Sampling& sampling, double step_day) {
    std::vector<Trajectory> out(courses.size());
    for (std::size_t first = 0; first < courses.size(); first += lane_count) {
        const std::size_t n = std::min<std::size_t>(lane_count, courses.size() - first);
        Block(courses.subspan(first, n), sampling, step_day).run(std::span(out).subspan(first, n));
        for (std::size_t i = first; i < first + n; ++i) {
            const double days = courses[i].end_day - courses[i].start_day;
            out[i].steps = static_cast<int>(std::lround(days / step_day));
        }
    }
    return out;
}

}  // namespace abscope::immune::t2
