// Adaptive integration of T2 in lanes: each lane holds one course with its own time, step and next stop.
#include "immune/models/t2/adaptive_step.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "immune/models/t2/kernel.hpp"
#include "immune/models/t2/lanes.hpp"
#include "math/tsitouras.hpp"

namespace abscope::immune::t2 {

namespace {

using math::Lanes8;
namespace pair = math::tsitouras;

// What a trial step reports of each lane: its error in units of the tolerance, the lowest new state, and a sum that is not
// finite if any state is not.
struct Trial {
    Lanes8 error, lowest, sum;
};

ABSCOPE_TARGET_CLONES
void try_step(const Topology& topology, const ParametersOf<Lanes8>* parameters, const Lanes8* y, Lanes8* k, Lanes8* next,
              const Lanes8& h, const Tolerance& tolerance, Trial& trial) {
    const int n = topology.size();
    pair::step(n, [&](const Lanes8* at, Lanes8* dy) __attribute__((always_inline)) { rates<Lanes8>(topology, parameters, at, dy); },
               y, k, h, next);
    Lanes8 worst{}, lowest{}, sum{};
    for (int s = 0; s < n; ++s) {
        const Lanes8 size = y[s] > next[s] ? y[s] : next[s];
        const Lanes8 error = pair::error_of(n, s, k, h) / (tolerance.absolute + tolerance.relative * size);
        const Lanes8 magnitude = error < 0.0 ? -error : error;
        worst = magnitude > worst ? magnitude : worst;
        lowest = next[s] < lowest ? next[s] : lowest;
        sum += next[s];
    }
    trial.error = worst;
    trial.lowest = lowest;
    trial.sum = sum;
}

ABSCOPE_TARGET_CLONES
void first_stage(const Topology& topology, const ParametersOf<Lanes8>* parameters, const Lanes8* y, Lanes8* k) {
    rates<Lanes8>(topology, parameters, y, k);
}

// Moves the lanes whose `accepted` is 1 to the new state; the last stage becomes the first of the next step.
ABSCOPE_TARGET_CLONES
void take(int n, const Lanes8& accepted, const Lanes8* next, Lanes8* y, Lanes8* k) {
    const Lanes8* last = k + (pair::stages - 1) * n;
    for (int s = 0; s < n; ++s) {
        y[s] = accepted > 0.0 ? next[s] : y[s];
        k[s] = accepted > 0.0 ? last[s] : k[s];
    }
}

// Times nearer than this are one moment [d]: 3·0.1 and 0.3 must not be two.
constexpr double one_moment_day = 1e-9;

// What is known of a course before it runs.
struct Plan {
    Regimen regimen;             // in order
    std::vector<double> stops;   // times that a step must meet: interventions, samples, the end
};

struct Lane {
    int course = -1;             // -1: empty
    double t = 0.0, h = 0.0;     // time; the step that the error allows [d]
    double used = 0.0;           // the step that is tried [d]
    double last_error = 1.0;
    bool grows = true;           // false right after a repeated step
    std::size_t stop = 0, intervention = 0, sample = 0, grid = 0;
};

class Engine {
  public:
    Engine(std::span<const Course> courses, const Sampling& sampling, const Tolerance& tolerance, std::vector<Trajectory>& out)
        : courses_(courses), sampling_(sampling), tolerance_(tolerance), out_(out), topology_(courses[0].body.topology),
          n_(static_cast<std::size_t>(topology_.size())), parameters_(courses[0].body.lesions.size()), y_(n_), next_(n_),
          k_(n_ * pair::stages) {
        for (std::size_t i = 0; i < courses.size(); ++i) prepare(i);
    }

    void run() {
        for (int lane = 0; lane < lane_count; ++lane) load(lane);
        while (std::any_of(std::begin(lanes_), std::end(lanes_), [](const Lane& lane) { return lane.course >= 0; })) {
            if (stale_) first_stage(topology_, parameters_.data(), y_.data(), k_.data());
            stale_ = false;
            Lanes8 h{}, accepted{};
            for (int lane = 0; lane < lane_count; ++lane) h[lane] = choose_step(lanes_[lane]);
            Trial trial;
            try_step(topology_, parameters_.data(), y_.data(), k_.data(), next_.data(), h, tolerance_, trial);
            for (int lane = 0; lane < lane_count; ++lane) accepted[lane] = judge(lanes_[lane], trial, lane) ? 1.0 : 0.0;
            for (int lane = 0; lane < lane_count; ++lane) {
                if (accepted[lane] > 0.0) keep_grid(lanes_[lane], lane);
            }
            take(topology_.size(), accepted, next_.data(), y_.data(), k_.data());
            for (int lane = 0; lane < lane_count; ++lane) {
                if (accepted[lane] > 0.0) arrive(lane);
            }
        }
    }

  private:
    // Everything that a course writes gets its room now.
    void prepare(std::size_t i) {
        const Course& course = courses_[i];
        ABSCOPE_EXPECT(course.body.topology == topology_);
        ABSCOPE_EXPECT(course.initial.empty() || course.initial.size() == n_);
        Plan plan{in_order(course.regimen), {}};
        for (const auto& intervention : plan.regimen) plan.stops.push_back(intervention.time_day);
        Trajectory& out = out_[i];
        for (const double day : sampling_.days) {
            if (day < course.start_day || day > course.end_day) continue;
            out.days.push_back(day);
            plan.stops.push_back(day);
        }
        plan.stops.push_back(course.end_day);
        std::sort(plan.stops.begin(), plan.stops.end());
        const auto same = [](double a, double b) { return b - a < one_moment_day; };
        plan.stops.erase(std::unique(plan.stops.begin(), plan.stops.end(), same), plan.stops.end());
        constexpr double missing = std::numeric_limits<double>::quiet_NaN();
        out.states.assign(out.days.size(), std::vector<double>(n_, missing));
        if (!sampling_.probes.empty()) {
            const double from = std::max(sampling_.grid_from_day, course.start_day);
            const auto points = static_cast<int>(std::floor((course.end_day - from) / sampling_.grid_step_day + 1e-9)) + 1;
            for (int p = 0; p < points; ++p) out.grid_days.push_back(from + p * sampling_.grid_step_day);
            out.probes.assign(sampling_.probes.size(), std::vector<double>(out.grid_days.size(), missing));
        }
        plans_.push_back(std::move(plan));
    }

    void load(int index) {
        Lane& lane = lanes_[index];
        lane = Lane{};
        if (next_course_ == courses_.size()) {
            idle(index);
            return;
        }
        lane.course = static_cast<int>(next_course_++);
        const Course& course = courses_[static_cast<std::size_t>(lane.course)];
        set_lane(parameters_, index, course.body);
        const StateView first = lane_view(y_.data(), index);
        set_initial_state(topology_, course.body.lesions, course.body.cells, first);
        for (std::size_t s = 0; s < course.initial.size(); ++s) first[static_cast<int>(s)] = course.initial[s];
        lane.t = course.start_day;
        lane.h = 0.01;
        stale_ = true;
        Trajectory& out = out_[static_cast<std::size_t>(lane.course)];
        if (!out.grid_days.empty() && out.grid_days[0] < lane.t + one_moment_day) {
            for (std::size_t p = 0; p < out.probes.size(); ++p) out.probes[p][0] = lane_view(y_.data(), index)[sampling_.probes[p]];
            lane.grid = 1;
        }
        const auto& stops = plans_[static_cast<std::size_t>(lane.course)].stops;
        if (stops[0] < lane.t + one_moment_day) stop_here(index);
    }

    // An empty lane repeats harmless numbers with a step of length zero.
    void idle(int index) {
        lanes_[index].course = -1;
        const Body& body = courses_[0].body;
        set_lane(parameters_, index, body);
        set_initial_state(topology_, body.lesions, body.cells, lane_view(y_.data(), index));
        stale_ = true;
    }

    double choose_step(Lane& lane) const {
        if (lane.course < 0) return lane.used = 0.0;
        const double stop = plans_[static_cast<std::size_t>(lane.course)].stops[lane.stop];
        const double left = stop - lane.t;
        // A step that would leave a sliver before the stop is cut in two equal ones instead.
        lane.used = lane.h >= left ? left : std::min(lane.h, lane.h * 2.0 >= left ? 0.5 * left : lane.h);
        return lane.used;
    }

    // Accepts or repeats; sets the next step (proportional-integral control of the error).
    bool judge(Lane& lane, const Trial& trial, int index) {
        if (lane.course < 0) return false;
        Trajectory& out = out_[static_cast<std::size_t>(lane.course)];
        const double error = trial.error[index];
        const bool sound = std::isfinite(trial.sum[index]) && std::isfinite(error) && trial.lowest[index] >= 0.0;
        if (sound && error <= 1.0) {
            ++out.steps;
            const double e = std::max(error, 1e-6);
            double factor = 0.9 * std::pow(e, -0.14) * std::pow(lane.last_error, 0.08);
            factor = std::clamp(factor, 0.2, lane.grows ? 5.0 : 1.0);
            // A step that was cut short says nothing against the longer one that was planned.
            lane.h = std::max(lane.used * factor, lane.used < lane.h ? std::min(lane.h, lane.used * 5.0) : 0.0);
            lane.last_error = std::max(e, 1e-4);
            lane.grows = true;
            return true;
        }
        ++out.rejected;
        lane.grows = false;
        lane.h = lane.used * (sound ? std::max(0.2, 0.9 * std::pow(error, -0.2)) : 0.5);
        if (out.steps + out.rejected >= tolerance_.most_steps || lane.h < 1e-12) {
            out.finished = false;
            load(index);
        }
        return false;
    }

    // Probes on the grid points that this accepted step covers.
    void keep_grid(Lane& lane, int index) {
        Trajectory& out = out_[static_cast<std::size_t>(lane.course)];
        const double end = lane.t + lane.used;
        const StateView y = lane_view(y_.data(), index), k = lane_view(k_.data(), index);
        for (; lane.grid < out.grid_days.size() && out.grid_days[lane.grid] < end + one_moment_day; ++lane.grid) {
            double weights[pair::stages];
            pair::interpolation_weights(std::min(1.0, (out.grid_days[lane.grid] - lane.t) / lane.used), weights);
            for (std::size_t p = 0; p < out.probes.size(); ++p) {
                double sum = 0.0;
                for (int j = 0; j < pair::stages; ++j) sum += weights[j] * k[j * topology_.size() + sampling_.probes[p]];
                out.probes[p][lane.grid] = y[sampling_.probes[p]] + lane.used * sum;
            }
        }
    }

    void arrive(int index) {
        Lane& lane = lanes_[index];
        const double stop = plans_[static_cast<std::size_t>(lane.course)].stops[lane.stop];
        if (lane.used < stop - lane.t) {
            lane.t += lane.used;
            return;
        }
        lane.t = stop;
        stop_here(index);
    }

    // At a stop: samples, then interventions; then on to the next stop, or to the next course.
    void stop_here(int index) {
        Lane& lane = lanes_[index];
        const auto at = static_cast<std::size_t>(lane.course);
        Trajectory& out = out_[at];
        const StateView y = lane_view(y_.data(), index);
        while (lane.sample < out.days.size() && out.days[lane.sample] < lane.t + one_moment_day) {
            for (std::size_t s = 0; s < n_; ++s) out.states[lane.sample][s] = y[static_cast<int>(s)];
            ++lane.sample;
        }
        const auto& regimen = plans_[at].regimen;
        for (; lane.intervention < regimen.size() && regimen[lane.intervention].time_day < lane.t + one_moment_day; ++lane.intervention) {
            apply(topology_, courses_[at].body.lesions, regimen[lane.intervention], y);
            lane.h = std::min(lane.h, 0.05);
            lane.last_error = 1.0;
            stale_ = true;
        }
        if (++lane.stop == plans_[at].stops.size()) load(index);
    }

    std::span<const Course> courses_;
    const Sampling& sampling_;
    Tolerance tolerance_;
    std::vector<Trajectory>& out_;
    Topology topology_;
    std::size_t n_;
    LaneParameters parameters_;
    math::LaneVector<Lanes8> y_, next_, k_;
    std::vector<Plan> plans_;
    Lane lanes_[lane_count];
    std::size_t next_course_ = 0;
    bool stale_ = true;  // the first stage does not belong to the states
};

}  // namespace

std::vector<Trajectory> run_adaptive(std::span<const Course> courses, const Sampling& sampling, const Tolerance& tolerance) {
    std::vector<Trajectory> out(courses.size());
    if (!courses.empty()) Engine(courses, sampling, tolerance, out).run();
    return out;
}

}  // namespace abscope::immune::t2
