// A model's formulas as tapes, and its run from event to event.
#include "math/ode_model.hpp"

#include <algorithm>

#include "core/contract.hpp"

namespace abscope::math {

namespace {

// Inputs of the tapes: states, time, constants.
std::vector<std::string> inputs_of(const OdeModel& model) {
    std::vector<std::string> names = model.states;
    names.push_back(time_symbol);
    for (const auto& [name, value] : model.constants) names.push_back(name);
    return names;
}

class ModelRun {
  public:
    explicit ModelRun(const OdeModel& model)
        : model_(model), n_(model.states.size()), names_(inputs_of(model)), rates_(model.rates, names_), in_(names_.size()),
          slopes_(n_ * (n_ + 1)), y_(model.initial) {
        for (std::size_t c = 0; c < model.constants.size(); ++c) in_[n_ + 1 + c] = model.constants[c].second;
        std::vector<Expression> formulas;
        for (const auto& [name, formula] : model.observables) formulas.push_back(formula);
        observables_ = std::make_unique<Tape>(formulas, names_);
        for (std::size_t e = 0; e < model.events.size(); ++e) order_.push_back(e);
        std::stable_sort(order_.begin(), order_.end(),
                         [&](std::size_t a, std::size_t b) { return model.events[a].time < model.events[b].time; });
    }

    OdeRun run(const std::vector<double>& times, OdeMethod method, const OdeTolerance& tolerance) {
        OdeSolver solver(problem(), method, tolerance);
        OdeRun out;
        double t = model_.start;
        std::size_t event = 0;
        for (const double time : times) {
            while (event < order_.size() && model_.events[order_[event]].time < time) {
                const auto& now = model_.events[order_[event++]];
                if (now.time < model_.start) continue;
                if (!solver.advance(t, now.time, y_.data())) return stopped(out, solver);
                t = now.time;
                apply(now, t);
                solver.restart();
            }
            if (!solver.advance(t, time, y_.data())) return stopped(out, solver);
            t = time;
            out.times.push_back(time);
            out.states.push_back(with_observables(t));
        }
        finish(out, solver);
        return out;
    }

  private:
    OdeProblem problem() {
        OdeProblem problem;
        problem.states = n_;
        problem.rates = [this](double t, const double* y, double* dy) {
            place(t, y);
            rates_.evaluate(in_.data(), dy);
        };
        problem.jacobian = [this](double t, const double* y, double* slopes, double* by_time) {
            place(t, y);
            rates_.differentiate(in_.data(), n_ + 1, slopes_.data());
            std::copy(slopes_.begin(), slopes_.begin() + static_cast<std::ptrdiff_t>(n_ * n_), slopes);
            std::copy(slopes_.begin() + static_cast<std::ptrdiff_t>(n_ * n_), slopes_.end(), by_time);
        };
        return problem;
    }

    void place(double t, const double* y) {
        std::copy(y, y + n_, in_.begin());
        in_[n_] = t;
    }

    void apply(const OdeEvent& event, double t) {
        std::vector<Expression> formulas;
        for (const auto& [state, formula] : event.assignments) formulas.push_back(formula);
        std::vector<double> values(formulas.size());
        place(t, y_.data());
        Tape(formulas, names_).evaluate(in_.data(), values.data());
        for (std::size_t a = 0; a < values.size(); ++a) y_[event.assignments[a].first] = values[a];
    }

    std::vector<double> with_observables(double t) {
        std::vector<double> out(y_);
        out.resize(n_ + observables_->outputs());
        place(t, y_.data());
        observables_->evaluate(in_.data(), out.data() + n_);
        return out;
    }

    static void finish(OdeRun& out, const OdeSolver& solver) {
        out.steps = solver.steps();
        out.rejected = solver.rejected();
        out.implicit_used = solver.implicit_now();
    }
    static OdeRun& stopped(OdeRun& out, const OdeSolver& solver) {
        finish(out, solver);
        out.finished = false;
        return out;
    }

    const OdeModel& model_;
    std::size_t n_;
    std::vector<std::string> names_;
    Tape rates_;
    std::unique_ptr<Tape> observables_;
    std::vector<double> in_, slopes_, y_;
    std::vector<std::size_t> order_;
};

}  // namespace

OdeRun run_model(const OdeModel& model, const std::vector<double>& times, OdeMethod method, const OdeTolerance& tolerance) {
    ABSCOPE_EXPECT(model.initial.size() == model.states.size() && model.rates.size() == model.states.size());
    ABSCOPE_EXPECT(std::is_sorted(times.begin(), times.end()) && (times.empty() || times.front() >= model.start));
    return ModelRun(model).run(times, method, tolerance);
}

}  // namespace abscope::math
