// From decisions to a scenario. Belongs to schedule.
#include "schedule/candidate.hpp"

#include <algorithm>
#include <set>

#include "core/contract.hpp"

namespace abscope::schedule {

namespace {

bool is_varied(const SearchCase& fixed, const std::string& drug) {
    return std::any_of(fixed.drugs.begin(), fixed.drugs.end(), [&](const SearchDrug& d) { return d.name == drug; });
}

double first_fraction_day(const twin::Scenario& scenario) {
    ABSCOPE_EXPECT(!scenario.fractions.empty());
    return std::ranges::min_element(scenario.fractions, {}, &twin::ScenarioFraction::t_day)->t_day;
}

/// How long before the first fraction treatment begins that the search does not vary [d].
double kept_lead_day(const SearchCase& fixed) {
    const double first = first_fraction_day(fixed.scenario);
    double lead = 0.0;
    for (const auto& given : fixed.scenario.drugs)
        if (!is_varied(fixed, given.drug)) lead = std::max(lead, first - given.t_day);
    for (const auto& other : fixed.scenario.other) lead = std::max(lead, first - other.time_day);
    return lead;
}

std::vector<double> prescriptions(const SearchCase& fixed) {
    std::vector<double> dose_gy;
    for (const auto& block : fixed.blocks) dose_gy.push_back(block.dose_gy);
    return dose_gy;
}

double scale_of(const SearchCase& fixed, const Candidate& c, std::size_t block) { return c.blocks[block].dose_gy / fixed.blocks[block].dose_gy; }

void set_doses(const SearchCase& fixed, const Candidate& c, twin::Scenario& scenario) {
    const auto& targets = targets_of(fixed, c);
    irradiate(fixed.target_sets.front(), targets, prescriptions(fixed), scenario);
    for (std::size_t b = 0; b < scenario.blocks.size(); ++b) {
        auto& block = scenario.blocks[b];
        if (c.node_spared)
            for (double& dose : block.node_gy) dose *= spared_node_share;
        for (std::size_t i = 0; i < scenario.lesions.size(); ++i)
            if (!targets[i] && c.other_lesions_gy > 0.0)
                for (double& dose : block.lesions[i].dose_gy) dose = std::max(dose, c.other_lesions_gy / scale_of(fixed, c, b));
    }
}

void set_beam_time(double beam_time, twin::Scenario& scenario) {
    if (!scenario.blood || beam_time == 1.0) return;
    auto blood = std::make_shared<twin::BloodOfScenario>(*scenario.blood);
    for (auto& exposure : blood->exposures)
        for (auto& window : exposure.windows) window.duration_s *= beam_time;
    scenario.blood = std::move(blood);
}

void set_fractions(const SearchCase& fixed, const Candidate& c, twin::Scenario& scenario) {
    scenario.fractions.clear();
    const auto days_of = block_days(fixed, c);
    for (std::size_t b = 0; b < days_of.size(); ++b)
        for (const double day : days_of[b]) scenario.fractions.push_back({day, b, scale_of(fixed, c, b)});
    std::stable_sort(scenario.fractions.begin(), scenario.fractions.end(), [](const auto& a, const auto& b) { return a.t_day < b.t_day; });
}

/// What is not varied moves with the first fraction; what is varied is given as decided.
void set_other_treatment(const SearchCase& fixed, const Candidate& c, twin::Scenario& scenario) {
    const double shift = first_fraction_day(scenario) - first_fraction_day(fixed.scenario);
    std::erase_if(scenario.drugs, [&](const auto& given) { return is_varied(fixed, given.drug); });
    for (auto& given : scenario.drugs) given.t_day += shift;
    for (auto& other : scenario.other) other.time_day += shift;
    const auto first = first_drug_days(fixed, c);
    for (std::size_t k = 0; k < fixed.drugs.size(); ++k)
        for (int i = 0; i < fixed.drugs[k].cycles; ++i)
            if (const double day = first[k] + i * c.drugs[k].every_day; day < scenario.horizon_day)
                scenario.drugs.push_back({day, fixed.drugs[k].name, fixed.drugs[k].dose_mg, fixed.drugs[k].per_kilogram});
}

}  // namespace

bool SearchCase::has_checkpoint_inhibitor() const { return std::any_of(drugs.begin(), drugs.end(), [](const auto& drug) { return drug.checkpoint_inhibitor; }); }

const TargetSet& targets_of(const SearchCase& fixed, const Candidate& c) { return fixed.target_sets[static_cast<std::size_t>(c.targets)]; }

int fraction_count(const Candidate& c) {
    int sum = 0;
    for (const auto& block : c.blocks) sum += block.fractions;
    return sum;
}

std::vector<std::vector<double>> block_days(const SearchCase& fixed, const Candidate& c) {
    double start = kept_lead_day(fixed);
    for (const auto& drug : c.drugs) start = std::max(start, -drug.start_day);
    std::vector<std::vector<double>> out;
    for (const auto& block : c.blocks) {
        const double begin = out.empty() || block.gap_day == 0.0 ? start : out.back().back() + block.gap_day;
        const auto interval = block.interval_day > 0.0 ? std::optional<Duration>(days(block.interval_day)) : std::nullopt;
        auto& dates = out.emplace_back();
        for (const auto day : patient::fraction_dates(days(begin), block.fractions, interval, (fixed.start_weekday + static_cast<int>(begin)) % 7))
            dates.push_back(value_as<Day>(day));
    }
    return out;
}

std::vector<double> fraction_days(const SearchCase& fixed, const Candidate& c) {
    std::vector<double> all;
    for (const auto& block : block_days(fixed, c)) all.insert(all.end(), block.begin(), block.end());
    std::sort(all.begin(), all.end());
    return all;
}

std::vector<double> first_drug_days(const SearchCase& fixed, const Candidate& c) {
    ABSCOPE_EXPECT(c.drugs.size() == fixed.drugs.size());
    const auto dates = fraction_days(fixed, c);
    std::vector<double> out;
    for (const auto& drug : c.drugs)
        out.push_back(drug.start_day < 0.0 ? dates.front() + drug.start_day : drug.start_day == 0.0 ? dates.front() + 1.0 : dates.back() + drug.start_day);
    return out;
}

Order drug_order(const DrugDecision& drug) { return drug.start_day < 0.0 ? Order::before : drug.start_day == 0.0 ? Order::with : Order::after; }

int visits(const SearchCase& fixed, const Candidate& c) {
    std::set<int> days_there;
    for (const double day : fraction_days(fixed, c)) days_there.insert(static_cast<int>(day));
    const auto first = first_drug_days(fixed, c);
    for (std::size_t k = 0; k < first.size(); ++k)
        for (int i = 0; i < fixed.drugs[k].cycles; ++i) days_there.insert(static_cast<int>(first[k] + i * c.drugs[k].every_day));
    return static_cast<int>(days_there.size());
}

double node_eqd2_gy(const SearchCase& fixed, const Candidate& c) {
    double sum = 0.0;
    for (std::size_t b = 0; b < fixed.blocks.size(); ++b) {
        const double dose = fixed.blocks[b].node_gy * scale_of(fixed, c, b) * (c.node_spared ? spared_node_share : 1.0);
        sum += c.blocks[b].fractions * dose * (dose + 10.0) / 12.0;
    }
    return sum;
}

twin::Scenario scenario_of(const SearchCase& fixed, const Candidate& c) {
    ABSCOPE_EXPECT(!fixed.blocks.empty() && fixed.blocks.size() == fixed.scenario.blocks.size() && c.blocks.size() == fixed.blocks.size());
    twin::Scenario scenario = fixed.scenario;
    set_doses(fixed, c, scenario);
    set_beam_time(c.beam_time, scenario);
    set_fractions(fixed, c, scenario);
    set_other_treatment(fixed, c, scenario);
    return scenario;
}

toxicity::CourseVariant variant_of(const SearchCase& fixed, const Candidate& c) {
    toxicity::CourseVariant variant;
    for (std::size_t b = 0; b < c.blocks.size(); ++b) {
        variant.dose_scale.push_back(scale_of(fixed, c, b));
        variant.fractions.push_back(c.blocks[b].fractions);
    }
    return variant;
}

}  // namespace abscope::schedule
