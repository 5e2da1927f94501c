// Axes of a case. Belongs to schedule.
#include "schedule/case_space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace abscope::schedule {

namespace {

std::vector<double> with_own(std::vector<double> values, double own) {
    if (std::find(values.begin(), values.end(), own) == values.end()) values.push_back(own);
    std::sort(values.begin(), values.end());
    return values;
}

/// The axis of the first block or drug has the plain name, later ones their number.
std::string numbered(const char* name, std::size_t index) { return index == 0 ? name : fmt::format("{}.{}", name, index + 1); }

void add_first_block(const BlockDecision& own, Space& space) {
    space.axes.push_back({"dose_per_fraction_gy", with_own({1, 1.8, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 24}, own.dose_gy)});
    space.axes.push_back({"fractions", with_own({1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 35}, own.fractions)});
    space.axes.push_back({"interval_day", with_own({0, 2, 4, 7, 14, 21}, own.interval_day)});
}

void add_further_block(const BlockDecision& own, std::size_t number, Space& space) {
    const bool varied = number < most_varied_blocks;
    std::vector<double> dose{own.dose_gy}, fractions{static_cast<double>(own.fractions)}, gap{own.gap_day};
    if (varied) {
        for (const double share : {0.5, 0.75, 1.25, 1.5}) dose = with_own(dose, share * own.dose_gy);
        for (const double share : {0.5, 0.75, 1.25, 1.5}) fractions = with_own(fractions, std::max(1.0, std::round(share * own.fractions)));
        gap = with_own({0, 1, 3, 7, 14, 28}, own.gap_day);
    }
    space.axes.push_back({numbered("dose_per_fraction_gy", number), dose});
    space.axes.push_back({numbered("fractions", number), fractions});
    space.axes.push_back({numbered("gap_day", number), gap});
}

void add_drug(const SearchDrug& drug, const DrugDecision& own, std::size_t number, Space& space) {
    space.axes.push_back({numbered("drug_start_day", number), with_own({-21, -14, -7, 0, 1, 7, 14, 28, 42}, own.start_day)});
    space.axes.push_back({numbered("drug_every_day", number), drug.cycles > 1 ? with_own({14, 21, 28, 42}, own.every_day) : std::vector<double>{own.every_day}});
}

}  // namespace

Space case_space(const SearchCase& fixed) {
    const auto& own = fixed.reference;
    const auto& planned = fixed.target_sets.front();
    const bool others = std::find(planned.begin(), planned.end(), false) != planned.end();
    const bool node = node_eqd2_gy(fixed, own) > 0.0;
    Space space;
    add_first_block(own.blocks.front(), space);
    for (std::size_t b = 1; b < own.blocks.size(); ++b) add_further_block(own.blocks[b], b, space);
    for (std::size_t k = 0; k < fixed.drugs.size(); ++k) add_drug(fixed.drugs[k], own.drugs[k], k, space);
    space.axes.push_back({"node_spared", node ? std::vector<double>{0, 1} : std::vector<double>{0}});
    space.axes.push_back({"other_lesions_gy", others ? std::vector<double>{0, 0.5, 1} : std::vector<double>{0}});
    space.axes.push_back({"beam_time", fixed.scenario.blood ? std::vector<double>{1.0, 0.5, 0.1} : std::vector<double>{1.0}});
    Axis targets{"targets", {}};
    for (std::size_t i = 0; i < fixed.target_sets.size(); ++i) targets.values.push_back(static_cast<double>(i));
    space.axes.push_back(std::move(targets));
    return space;
}

Candidate candidate_at(const Space& space, const Point& point, const Candidate& reference) {
    std::size_t axis = 0;
    const auto next = [&] { return space.value(point, axis++); };
    Candidate c = reference;
    for (std::size_t b = 0; b < c.blocks.size(); ++b) {
        c.blocks[b].dose_gy = next();
        c.blocks[b].fractions = static_cast<int>(next());
        (b == 0 ? c.blocks[b].interval_day : c.blocks[b].gap_day) = next();
    }
    for (auto& drug : c.drugs) {
        drug.start_day = next();
        drug.every_day = next();
    }
    c.node_spared = next() > 0.5;
    c.other_lesions_gy = next();
    c.beam_time = next();
    c.targets = static_cast<int>(next());
    return c;
}

std::vector<double> values_of(const Candidate& c) {
    std::vector<double> values;
    for (std::size_t b = 0; b < c.blocks.size(); ++b) {
        const auto& block = c.blocks[b];
        values.insert(values.end(), {block.dose_gy, static_cast<double>(block.fractions), b == 0 ? block.interval_day : block.gap_day});
    }
    for (const auto& drug : c.drugs) values.insert(values.end(), {drug.start_day, drug.every_day});
    values.insert(values.end(), {c.node_spared ? 1.0 : 0.0, c.other_lesions_gy, c.beam_time, static_cast<double>(c.targets)});
    return values;
}

}  // namespace abscope::schedule
