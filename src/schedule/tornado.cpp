// One unknown at a time. Belongs to schedule.
#include "schedule/tornado.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace abscope::schedule {

namespace {

constexpr double z_95 = 1.645;
constexpr int patients = 24;  ///< the same in every line
constexpr std::size_t most_lines = 10;

double gain(const SearchCase& fixed, std::span<const Candidate> both, const twin::ImmuneModel& model, const Judges& judges, std::uint64_t seed) {
    const auto found = evaluate(fixed, both, model, judges, {patients, seed, 1e-3}, true);
    return mean_of(found[1].all) - mean_of(found[0].all);
}

twin::ImmuneModel with_value(twin::ImmuneModel model, const std::string& parameter, double factor) {
    for (auto& record : model.parameters.records)
        if (record.name == parameter) record.value *= factor;
    return model;
}

}  // namespace

double TornadoLine::span() const { return std::abs(gain_high - gain_low); }

std::vector<TornadoLine> tornado(const SearchCase& fixed, const Candidate& reference, const Candidate& candidate, const twin::ImmuneModel& model,
                                 const Judges& judges, std::uint64_t seed) {
    const std::vector<Candidate> both{reference, candidate};
    std::vector<TornadoLine> lines;
    for (const auto& record : model.parameters.records) {
        if (!(record.log_sd > 0.0) || record.value == 0.0) continue;
        lines.push_back({fmt::format("{} ({})", record.meaning, record.name),
                         gain(fixed, both, with_value(model, record.name, std::exp(-z_95 * record.log_sd)), judges, seed),
                         gain(fixed, both, with_value(model, record.name, std::exp(z_95 * record.log_sd)), judges, seed)});
    }
    const auto variants = structural_variants(model);
    const double base = gain(fixed, both, model, judges, seed);
    for (std::size_t v = 1; v < variants.size(); ++v)
        lines.push_back({fmt::format("contested: {} ({})", variants[v].conflict, variants[v].id), base, gain(fixed, both, variants[v].model, judges, seed)});
    std::stable_sort(lines.begin(), lines.end(), [](const TornadoLine& a, const TornadoLine& b) { return a.span() > b.span(); });
    if (lines.size() > most_lines) lines.resize(most_lines);
    return lines;
}

}  // namespace abscope::schedule
