// The card as seen by ABC-SMC, by profiles and by sensitivity designs.
#include "fit/card_studies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fit/card_descent.hpp"

namespace abscope::fit {

namespace {

using scorecard::FreeParameters;

// The set with one value replaced, "F50" or "ct26.alpha".
void replace(immune::t2::ParameterSet& set, const std::string& name, double value) {
    const auto dot = name.find('.');
    const auto change = [&](std::vector<immune::t2::ParameterRecord>& records, const std::string& bare) {
        for (auto& record : records) {
            if (record.name == bare) record.value = value;
        }
    };
    if (dot == std::string::npos) return change(set.records, name);
    for (auto& o : set.overrides) {
        if (o.name == name.substr(0, dot)) change(o.records, name.substr(dot + 1));
    }
}

struct Profiler {
    const CardProblem& problem;
    const immune::t2::ParameterSet& set;
    std::size_t held;
    int iterations;
    std::vector<std::string> others;

    ProfilePoint at(double factor, const std::vector<double>& from) const {
        const auto& parameter = problem.free().list()[held];
        immune::t2::ParameterSet changed = set;
        replace(changed, parameter.name, parameter.value * factor);
        auto free = FreeParameters::named(changed, others);
        ABSCOPE_EXPECT(free.ok());
        CardOptions options = problem.options();
        options.centre.erase(options.centre.begin() + static_cast<std::ptrdiff_t>(held));
        const CardProblem rest(problem.card(), std::move(*free), options);
        const auto found = descend(rest, from, iterations);
        const double z = (std::log(parameter.value * factor) - problem.options().centre[held]) / parameter.log_sd;
        return {parameter.value * factor, found.energy + 0.5 * z * z, found.x};
    }
};

}  // namespace

AbcProblem abc_problem(const CardProblem& problem) {
    AbcProblem out;
    out.dimension = problem.free().size();
    out.draw_prior = [&problem](RandomStream& stream) {
        std::vector<double> x = problem.options().centre;
        for (std::size_t k = 0; k < x.size(); ++k) x[k] += problem.free().list()[k].log_sd * stream.normal();
        return x;
    };
    out.log_prior = [&problem](std::span<const double> x) { return -problem.free().prior_energy(x, problem.options().centre); };
    out.distance = [&problem](std::span<const double> x, RandomStream&) {
        return scorecard::card_distance(problem.card(), problem.row_values(x), problem.options().rule);
    };
    return out;
}

Result<std::vector<ProfilePoint>> profile_card(const CardProblem& problem, const immune::t2::ParameterSet& set,
                                               const std::string& name, const std::vector<double>& factors, int iterations) {
    const auto& list = problem.free().list();
    const auto at = std::find_if(list.begin(), list.end(), [&](const auto& p) { return p.name == name; });
    if (at == list.end()) return bad_input(fmt::format("'{}' is not free", name), "a profile holds one of the free parameters");
    if (list.size() < 2) return bad_input("one free parameter alone", "its profile is the energy itself", "free more");
    Profiler profiler{problem, set, static_cast<std::size_t>(at - list.begin()), iterations, {}};
    std::vector<double> start = problem.options().centre;
    start.erase(start.begin() + static_cast<std::ptrdiff_t>(profiler.held));
    for (const auto& p : list) {
        if (p.name != name) profiler.others.push_back(p.name);
    }
    std::vector<ProfilePoint> points(factors.size());
    const auto middle = static_cast<std::size_t>(std::lower_bound(factors.begin(), factors.end(), 1.0) - factors.begin());
    std::vector<double> from = start;
    for (std::size_t i = middle; i < factors.size(); ++i) from = (points[i] = profiler.at(factors[i], from)).x;
    from = start;
    for (std::size_t i = middle; i-- > 0;) from = (points[i] = profiler.at(factors[i], from)).x;
    return points;
}

CubeFunction cube_of(const CardProblem& problem) {
    return [&problem](std::span<const double> unit) {
        std::vector<double> x = problem.options().centre;
        for (std::size_t k = 0; k < x.size(); ++k) x[k] += 2.0 * problem.free().list()[k].log_sd * (2.0 * unit[k] - 1.0);
        auto values = problem.row_values(x);
        for (auto& value : values) value = value > 0.0 ? std::log(value) : value;
        return values;
    };
}

}  // namespace abscope::fit
