// Adaptive integration of T2 in lanes: each lane holds one course with its own time, step and next stop.
#include "immune/models/t2/adaptive_step.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "immune/models/t2/lane_steps.hpp"

namespace abscope::immune::t2 {

namespace {

namespace pair = math::tsitouras;

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
    float last_error = 0.0f;     // log2 of the last step's error in units of the tolerance
    bool grows = true;           // false right after a repeated step
    std::size_t stop = 0, intervention = 0, sample = 0, grid = 0;
};

template <class R>
class Engine {
  public:
    Engine(std::span<const Course> courses, const Sampling& sampling, const Tolerance& tolerance, std::vector<Trajectory>& out)
        : courses_(courses), sampling_(sampling), tolerance_(tolerance), out_(out), topology_(courses[0].body.topology),
          n_(static_cast<std::size_t>(topology_.size())), ct_(topology_.systemic_at() + SystemicIndex::CT),
          parameters_(courses[0].body.lesions.size()), state_(topology_.size()), one_(n_) {
        for (std::size_t i = 0; i < courses.size(); ++i) prepare(i);
    }

    void run() {
        for (int lane = 0; lane < R::width; ++lane) load(lane);
        R h{}, accepted{};
        Trial<R> trial;
        while (running_ > 0) {
            if (stale_) first_stage(topology_, parameters_.data(), state_);
            stale_ = false;
            for (int lane = 0; lane < R::width; ++lane) h.set(lane, static_cast<Scalar>(choose_step(lanes_[lane])));
            try_step(topology_, parameters_.data(), state_, h, tolerance_, trial);
            bool all = true;
            for (int lane = 0; lane < R::width; ++lane) {
                const bool good = judge(lanes_[lane], trial, lane);
                accepted.set(lane, good ? Scalar(1) : Scalar(0));
                all = all && good;
                if (good) keep_grid(lanes_[lane], lane);
            }
            advance(all, accepted);
            for (int lane = 0; lane < R::width; ++lane) {
                if (accepted[lane] > 0) arrive(lane);
            }
        }
    }

  private:
    using Scalar = typename R::Scalar;

    // Where every lane goes on, the two buffers change places.
    void advance(bool all, const R& accepted) {
        if (all) {
            std::swap(state_.y, state_.next);
            std::swap(state_.k[0], state_.k[pair::stages - 1]);
        } else {
            take(state_, accepted);
        }
    }

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

    // Between a lane and one_.
    void put(int index) {
        for (std::size_t s = 0; s < n_; ++s) state_.y[s].set(index, static_cast<Scalar>(one_[s]));
    }
    void get(int index) {
        for (std::size_t s = 0; s < n_; ++s) one_[s] = state_.y[s][index];
    }

    void load(int index) {
        Lane& lane = lanes_[index];
        running_ -= lane.course >= 0;
        lane = Lane{};
        if (next_course_ == courses_.size()) {
            idle(index);
            return;
        }
        lane.course = static_cast<int>(next_course_++);
        ++running_;
        const Course& course = courses_[static_cast<std::size_t>(lane.course)];
        set_lane(parameters_, index, course.body);
        set_initial_state(topology_, course.body.lesions, course.body.cells, {one_.data()});
        std::copy(course.initial.begin(), course.initial.end(), one_.begin());
        put(index);
        lane.t = course.start_day;
        lane.h = 0.01;
        stale_ = true;
        Trajectory& out = out_[static_cast<std::size_t>(lane.course)];
        if (!out.grid_days.empty() && out.grid_days[0] < lane.t + one_moment_day) {
            for (std::size_t p = 0; p < out.probes.size(); ++p) out.probes[p][0] = one_[static_cast<std::size_t>(sampling_.probes[p])];
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
        set_initial_state(topology_, body.lesions, body.cells, {one_.data()});
        put(index);
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
    bool judge(Lane& lane, const Trial<R>& trial, int index) {
        if (lane.course < 0) return true;  // a step of length zero
        Trajectory& out = out_[static_cast<std::size_t>(lane.course)];
        const double error = trial.error[index];
        const bool sound = std::isfinite(trial.sum[index]) && std::isfinite(error) && trial.lowest[index] >= 0.0;
        if (sound && error <= 1.0) {
            ++out.steps;
            const float e = std::log2(std::max(static_cast<float>(error), 1e-6f));
            double factor = 0.9f * std::exp2(0.08f * lane.last_error - 0.14f * e);
            factor = std::clamp(factor, 0.2, lane.grows ? 5.0 : 1.0);
            // A step that was cut short says nothing against the longer one that was planned.
            lane.h = std::max(lane.used * factor, lane.used < lane.h ? std::min(lane.h, lane.used * 5.0) : 0.0);
            lane.last_error = std::max(e, -13.3f);
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
        if (lane.course < 0) return;
        Trajectory& out = out_[static_cast<std::size_t>(lane.course)];
        const double end = lane.t + lane.used;
        for (; lane.grid < out.grid_days.size() && out.grid_days[lane.grid] < end + one_moment_day; ++lane.grid) {
            const double theta = std::min(1.0, (out.grid_days[lane.grid] - lane.t) / lane.used);
            double weights[pair::stages];
            pair::interpolation_weights(theta, weights);
            for (std::size_t p = 0; p < out.probes.size(); ++p) {
                const int s = sampling_.probes[p];
                out.probes[p][lane.grid] = s == ct_ ? ctdna_within(theta, lane, index)
                                                    : state_.y[s][index] + lane.used * weighted_stages(weights, s, index);
            }
        }
    }

    double weighted_stages(const double (&weights)[pair::stages], int s, int index) const {
        double sum = 0.0;
        for (int j = 0; j < pair::stages; ++j) sum += weights[j] * state_.k[j][s][index];
        return sum;
    }

    double ctdna_within(double theta, const Lane& lane, int index) const {
        double decay = 0.0, weights[pair::stages];
        pair::decay_weights(theta, lane.used * parameters_[0].kCT[index], decay, weights);
        return decay * state_.y[ct_][index] + lane.used * weighted_stages(weights, ct_, index);
    }

    void arrive(int index) {
        Lane& lane = lanes_[index];
        if (lane.course < 0) return;
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
        get(index);
        while (lane.sample < out.days.size() && out.days[lane.sample] < lane.t + one_moment_day) out.states[lane.sample++] = one_;
        const auto& regimen = plans_[at].regimen;
        const std::size_t before = lane.intervention;
        for (; lane.intervention < regimen.size() && regimen[lane.intervention].time_day < lane.t + one_moment_day; ++lane.intervention) {
            apply(topology_, courses_[at].body.lesions, regimen[lane.intervention], {one_.data()});
        }
        if (lane.intervention > before) {
            put(index);
            lane.h = std::min(lane.h, 0.05);
            lane.last_error = 0.0f;
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
    int ct_;
    ParameterLanes<R> parameters_;
    LaneState<R> state_;
    std::vector<double> one_;    // the state of one lane
    std::vector<Plan> plans_;
    Lane lanes_[R::width];
    int running_ = 0;
    std::size_t next_course_ = 0;
    bool stale_ = true;  // the first stage does not belong to the states
};

}  // namespace

std::vector<Trajectory> run_adaptive(std::span<const Course> courses, const Sampling& sampling, const Tolerance& tolerance,
                                     Precision precision) {
    std::vector<Trajectory> out(courses.size());
    if (courses.empty()) return out;
    if (precision == Precision::float64) {
        Engine<Lanes>(courses, sampling, tolerance, out).run();
    } else {
        Engine<FloatLanes>(courses, sampling, tolerance, out).run();
    }
    return out;
}

}  // namespace abscope::immune::t2
