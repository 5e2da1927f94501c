// Courses of the subjects, and the likelihood of their measurements.
#include "fit/data_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "immune/models/t2/adaptive_step.hpp"

namespace abscope::fit {

namespace {

using namespace immune::t2;

constexpr double error_centre = 0.2, error_log_sd = 0.5;
// A lesion that was never measured begins with this many million cells, as the first lesion of the scorecard.
constexpr double default_cells = 22.0;
// Below this a measurement says only that there was little.
constexpr double quantified_from = 1.0;

double value_of(const Trajectory& trajectory, const Topology& topology, const Observation& observation) {
    const auto& y = trajectory.at_day(observation.time_day);
    const auto systemic = [&](int state) { return y[static_cast<std::size_t>(topology.systemic_at() + state)]; };
    if (observation.what == "ALC") return systemic(SystemicIndex::ALC);
    if (observation.what == "NEU") return systemic(SystemicIndex::NEU);
    if (observation.what == "CTDNA") return systemic(SystemicIndex::CT);
    if (!observation.what.starts_with("VOLUME")) return y[static_cast<std::size_t>(find_state(topology, observation.what))];
    const int lesion = std::stoi(observation.what.substr(6));
    double sum = 0.0;
    for (const int state : {LesionIndex::Co, LesionIndex::Ch, LesionIndex::D1, LesionIndex::D2}) {
        sum += y[static_cast<std::size_t>(topology.lesion_at(lesion) + state)];
    }
    return sum;
}

double square(double x) { return x * x; }

}  // namespace

DataProblem::DataProblem(Dataset data, scorecard::FreeParameters free, std::string tumour)
    : data_(std::move(data)), free_(std::move(free)), tumour_(std::move(tumour)), topology_(one_node_each(data_.lesions)) {
    for (const auto& subject : data_.subjects) {
        for (const auto& observation : subject.observations) sampling_.days.push_back(observation.time_day);
    }
    std::sort(sampling_.days.begin(), sampling_.days.end());
    sampling_.days.erase(std::unique(sampling_.days.begin(), sampling_.days.end()), sampling_.days.end());
}

std::vector<double> DataProblem::predictions(std::span<const double> logs) const {
    const auto values = free_.values(logs.subspan(0, free_.size()));
    std::vector<Course> courses;
    for (const auto& subject : data_.subjects) {
        Course course;
        course.body.topology = topology_;
        course.body.lesions.assign(static_cast<std::size_t>(data_.lesions), values.of(tumour_));
        for (const double mm3 : subject.initial_mm3) course.body.cells.push_back(mm3 > 0.0 ? mm3 : default_cells);
        course.regimen = subject.regimen;
        course.start_day = subject.start_day;
        course.end_day = subject.end_day;
        courses.push_back(std::move(course));
    }
    const auto trajectories = run_adaptive(courses, sampling_, {1e-5, 1e-8, 20000});
    std::vector<double> out;
    for (std::size_t s = 0; s < courses.size(); ++s) {
        for (const auto& observation : data_.subjects[s].observations) {
            out.push_back(value_of(trajectories[s], topology_, observation));
        }
    }
    return out;
}

void DataProblem::set_observations(const std::vector<double>& values) {
    ABSCOPE_EXPECT(values.size() == data_.observations());
    std::size_t at = 0;
    for (auto& subject : data_.subjects) {
        for (auto& observation : subject.observations) observation.value = values[at++];
    }
}

double DataProblem::prior_energy(std::span<const double> x) const {
    const double error = 0.5 * square((x[free_.size()] - std::log(error_centre)) / error_log_sd);
    return free_.prior_energy(x.subspan(0, free_.size()), free_.calibrated()) + error;
}

double DataProblem::energy(std::span<const double> x) const {
    constexpr double widest = 20.0;  // beyond it a parameter is absurd and the course need not be run
    double sum = prior_energy(x);
    const double log_error = x[free_.size()], error = std::exp(log_error);
    const auto calibrated = free_.calibrated();
    for (std::size_t k = 0; k < free_.size(); ++k) {
        if (!(std::abs(x[k] - calibrated[k]) < widest)) return std::numeric_limits<double>::infinity();
    }
    const auto predicted = predictions(x);
    std::size_t at = 0;
    for (const auto& subject : data_.subjects) {
        for (const auto& observation : subject.observations) {
            const double computed = std::log(std::max(predicted[at++], 1e-12));
            if (observation.value > 0.0) {
                sum += 0.5 * square((std::log(observation.value) - computed) / error) + log_error;
            } else {
                sum -= std::log(std::max(normal_cdf((std::log(quantified_from) - computed) / error), 1e-300));
            }
        }
    }
    return std::isfinite(sum) ? sum : std::numeric_limits<double>::infinity();
}

Target DataProblem::target() const {
    return {free_.size() + 1, [this](std::span<const double> x, double) { return energy(x); }};
}

std::vector<double> DataProblem::start() const {
    auto x = free_.calibrated();
    x.push_back(std::log(error_centre));
    return x;
}

std::vector<double> DataProblem::draw_prior(RandomStream& stream) const {
    auto x = start();
    for (std::size_t k = 0; k < free_.size(); ++k) x[k] += free_.list()[k].log_sd * stream.normal();
    x.back() += error_log_sd * stream.normal();
    return x;
}

std::vector<std::string> unknown_names(const DataProblem& problem) {
    std::vector<std::string> names;
    for (const auto& p : problem.free().list()) names.push_back(p.name);
    names.emplace_back("error");
    return names;
}

}  // namespace abscope::fit
