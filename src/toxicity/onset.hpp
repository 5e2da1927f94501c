// When immune-related events begin, by organ and class of drugs: rows of data/toxicity_onset.toml with their sources [@tang2021;
// @muir2021], and the organs for which none was found. Medians of different series are not combined. Belongs to toxicity.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/document.hpp"

namespace abscope::toxicity {

struct Onset {
    std::string organ, event;
    std::string drugs;                   ///< "anti-PD-(L)1", "anti-CTLA-4", "anti-PD-1 + anti-CTLA-4", "all"
    double median_week = 0.0;            ///< after the first dose [week]
    std::optional<double> low_week, high_week;  ///< as `interval` says [week]
    std::string interval;                ///< "range", "middle half", …; empty: none given
    std::string source, where;           ///< where: which text was read
};

struct OnsetGap {
    std::string organ, text;
};

struct OnsetTable {
    std::vector<Onset> rows;
    std::vector<OnsetGap> gaps;
};

/// low ≤ median ≤ high where given; an organ is in the rows or among the gaps, not both.
Result<OnsetTable> read_onsets(const Document& document);
/// The rows of a class of drugs, and those of all.
std::vector<Onset> onsets_of(const OnsetTable& table, const std::string& drugs);

}  // namespace abscope::toxicity
