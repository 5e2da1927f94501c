// From decisions to a scenario. Belongs to schedule.
#include "schedule/candidate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "core/contract.hpp"

namespace abscope::schedule {

Space case_space(const SearchCase& fixed) {
    const bool drug = !fixed.drug.empty();
    const auto& planned = fixed.target_sets.front();
    const bool others = std::find(planned.begin(), planned.end(), false) != planned.end();
    std::vector<double> sets;
    for (std::size_t i = 0; i < fixed.target_sets.size(); ++i) sets.push_back(static_cast<double>(i));
    const bool node = fixed.node_eqd2_gy > 0.0;
    Space space;
    space.axes = {{"dose_per_fraction_gy", {1, 1.8, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 24}},
                  {"fractions", {1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 35}},
                  {"interval_day", {0, 2, 4, 7, 14, 21}},
                  {"drug_start_day", drug ? std::vector<double>{-21, -14, -7, 0, 1, 7, 14, 28, 42} : std::vector<double>{0}},
                  {"drug_every_day", drug ? std::vector<double>{14, 21, 28, 42} : std::vector<double>{0}},
                  {"node_spared", node ? std::vector<double>{0, 1} : std::vector<double>{0}},
                  {"other_lesions_gy", others ? std::vector<double>{0, 0.5, 1} : std::vector<double>{0}},
                  {"beam_time", fixed.scenario.blood ? std::vector<double>{1.0, 0.5, 0.1} : std::vector<double>{1.0}},
                  {"targets", sets}};
    return space;
}

Candidate candidate_at(const Space& space, const Point& point) {
    Candidate c;
    c.dose_gy = space.value(point, 0);
    c.fractions = static_cast<int>(space.value(point, 1));
    c.interval_day = space.value(point, 2);
    c.drug_start_day = space.value(point, 3);
    c.drug_every_day = space.value(point, 4);
    c.node_spared = space.value(point, 5) > 0.5;
    c.other_lesions_gy = space.value(point, 6);
    c.beam_time = space.value(point, 7);
    c.targets = static_cast<int>(space.value(point, 8));
    return c;
}

std::vector<double> values_of(const Candidate& c) {
    return {c.dose_gy, static_cast<double>(c.fractions), c.interval_day, c.drug_start_day, c.drug_every_day, c.node_spared ? 1.0 : 0.0, c.other_lesions_gy, c.beam_time, static_cast<double>(c.targets)};
}

std::vector<double> fraction_days(const Candidate& c, int start_weekday) {
    const double start = std::max(0.0, -c.drug_start_day);
    const auto interval = c.interval_day > 0.0 ? std::optional<Duration>(days(c.interval_day)) : std::nullopt;
    const int weekday = (start_weekday + static_cast<int>(start)) % 7;
    std::vector<double> out;
    for (const auto day : patient::fraction_dates(days(start), c.fractions, interval, weekday)) out.push_back(value_as<Day>(day));
    return out;
}

std::optional<double> first_drug_day(const SearchCase& fixed, const Candidate& c) {
    if (fixed.drug.empty()) return std::nullopt;
    const auto dates = fraction_days(c, fixed.start_weekday);
    if (c.drug_start_day < 0.0) return 0.0;
    return c.drug_start_day == 0.0 ? dates.front() + 1.0 : dates.back() + c.drug_start_day;
}

std::optional<Order> drug_order(const SearchCase& fixed, const Candidate& c) {
    if (fixed.drug.empty()) return std::nullopt;
    return c.drug_start_day < 0.0 ? Order::before : c.drug_start_day == 0.0 ? Order::with : Order::after;
}

const TargetSet& targets_of(const SearchCase& fixed, const Candidate& c) { return fixed.target_sets[static_cast<std::size_t>(c.targets)]; }

int visits(const SearchCase& fixed, const Candidate& c) {
    std::set<int> days_there;
    for (const double day : fraction_days(c, fixed.start_weekday)) days_there.insert(static_cast<int>(day));
    if (const auto first = first_drug_day(fixed, c))
        for (int i = 0; i < fixed.drug_cycles; ++i) days_there.insert(static_cast<int>(*first + i * c.drug_every_day));
    return static_cast<int>(days_there.size());
}

twin::Scenario scenario_of(const SearchCase& fixed, const Candidate& c) {
    ABSCOPE_EXPECT(fixed.reference_dose_gy > 0.0 && c.dose_gy > 0.0 && !fixed.scenario.blocks.empty());
    twin::Scenario scenario = fixed.scenario;
    const double scale = c.dose_gy / fixed.reference_dose_gy;
    const auto& targets = targets_of(fixed, c);
    irradiate(fixed.target_sets.front(), targets, {fixed.reference_dose_gy}, scenario);
    auto& block = scenario.blocks.front();
    if (c.node_spared)
        for (double& dose : block.node_gy) dose *= spared_node_share;
    for (std::size_t i = 0; i < scenario.lesions.size(); ++i)
        if (!targets[i] && c.other_lesions_gy > 0.0)
            for (double& dose : block.lesions[i].dose_gy) dose = std::max(dose, c.other_lesions_gy / scale);
    if (scenario.blood && c.beam_time != 1.0) {
        auto blood = std::make_shared<twin::BloodOfScenario>(*scenario.blood);
        for (auto& exposure : blood->exposures)
            for (auto& window : exposure.windows) window.duration_s *= c.beam_time;
        scenario.blood = std::move(blood);
    }
    scenario.fractions.clear();
    for (const double day : fraction_days(c, fixed.start_weekday)) scenario.fractions.push_back({day, 0, scale});
    std::erase_if(scenario.drugs, [&](const auto& given) { return given.drug == fixed.drug; });
    if (const auto first = first_drug_day(fixed, c))
        for (int i = 0; i < fixed.drug_cycles; ++i)
            if (const double day = *first + i * c.drug_every_day; day < scenario.horizon_day)
                scenario.drugs.push_back({day, fixed.drug, fixed.drug_dose_mg, fixed.drug_per_kilogram});
    return scenario;
}

toxicity::CourseVariant variant_of(const SearchCase& fixed, const Candidate& c) {
    return {{c.dose_gy / fixed.reference_dose_gy}, {c.fractions}};
}

std::string describe(const SearchCase& fixed, const Candidate& c) {
    std::string out = fmt::format("{:.4g} Gy × {}", c.dose_gy, c.fractions);
    if (c.fractions > 1) out += c.interval_day > 0.0 ? fmt::format(", every {:.4g} d", c.interval_day) : ", five a week";
    if (const auto order = drug_order(fixed, c)) {
        out += ", " + fixed.drug;
        if (*order == Order::before) out += fmt::format(" {:.0f} d before", -c.drug_start_day);
        if (*order == Order::with) out += " with";
        if (*order == Order::after) out += fmt::format(" {:.0f} d after", c.drug_start_day);
        if (fixed.drug_cycles > 1) out += fmt::format(", every {:.0f} d", c.drug_every_day);
    }
    if (c.targets != 0) {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < fixed.scenario.lesions.size(); ++i)
            if (targets_of(fixed, c)[i]) names.push_back(fixed.scenario.lesions[i].name);
        out += fmt::format(", to {}", fmt::join(names, " + "));
    }
    if (c.node_spared) out += ", node spared";
    if (c.other_lesions_gy > 0.0) out += fmt::format(", {:.2g} Gy to other lesions", c.other_lesions_gy);
    if (c.beam_time < 1.0) out += fmt::format(", beam on for {:.0f} % of the time", 100.0 * c.beam_time);
    return out;
}

}  // namespace abscope::schedule
