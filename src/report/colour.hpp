// Colours of the report: the dose wash, and which style each structure keeps through all figures.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "report/png.hpp"
#include "report/study_result.hpp"

namespace abscope::report {

/// Colour of the dose wash at t in 0 … 1: from dark violet through green to yellow, rising in lightness, so that it
/// reads without colour vision and in grey.
Rgba wash_colour(double t);
/// 256 colours of the wash for 0 … 1; transparent below `transparent_below` [-], then rising to `alpha` (0 … 255).
std::vector<Rgba> wash_palette(double transparent_below, int alpha);

/// Classes of the i-th line of a chart ("s0 d0"): eight colours (data/report.css), dashes that change as well.
std::string line_style(int index);

/// The structures of a study in the order of every list and legend, each with one style.
class StructureStyles {
  public:
    explicit StructureStyles(const StudyResult& study);
    /// Names in display order: targets, nodes, heart, lungs, other organs, body, unrecognised, aids.
    const std::vector<std::string>& names() const { return names_; }
    /// True where the structure is drawn: recognised, and no planning aid.
    bool drawn(const std::string& name) const;
    /// Classes of its line.
    std::string style(const std::string& name) const;

  private:
    struct Entry {
        std::string style;
        bool drawn = false;
    };
    std::vector<std::string> names_;
    std::map<std::string, Entry> entries_;
};

/// Rank of a role in display order; small comes first.
int display_rank(patient::OrganRole role);

}  // namespace abscope::report
