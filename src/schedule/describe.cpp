// A candidate in one line. Belongs to schedule.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "schedule/candidate.hpp"

namespace abscope::schedule {

namespace {

std::string block_text(const BlockDecision& block, bool first) {
    std::string out = first ? "" : block.gap_day > 0.0 ? fmt::format("; {:.4g} d later ", block.gap_day) : "; together with ";
    out += fmt::format("{:.4g} Gy × {}", block.dose_gy, block.fractions);
    if (block.fractions > 1) out += block.interval_day > 0.0 ? fmt::format(", every {:.4g} d", block.interval_day) : ", five a week";
    return out;
}

std::string drug_text(const SearchDrug& drug, const DrugDecision& decision) {
    std::string out = ", " + drug.name;
    switch (drug_order(decision)) {
        case Order::before: out += fmt::format(" {:.0f} d before", -decision.start_day); break;
        case Order::with: out += " with"; break;
        case Order::after: out += fmt::format(" {:.0f} d after", decision.start_day); break;
    }
    if (drug.cycles > 1) out += fmt::format(", every {:.0f} d", decision.every_day);
    return out;
}

}  // namespace

std::string describe(const SearchCase& fixed, const Candidate& c) {
    std::string out;
    for (std::size_t b = 0; b < c.blocks.size(); ++b) out += block_text(c.blocks[b], b == 0);
    for (std::size_t k = 0; k < c.drugs.size(); ++k) out += drug_text(fixed.drugs[k], c.drugs[k]);
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
