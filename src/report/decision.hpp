// The decision report: what a tumour board reads, on two printed pages, with an appendix. Values in, one HTML document out; every
// statement carries the ids of its evidence, every id is a link to its entry. Belongs to report.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/study_result.hpp"

namespace abscope::report {

/// A sentence and the ids behind it; a statement of the simulation carries "sim".
struct Statement {
    std::string text;
    std::vector<std::string> ids;
};

/// One schedule in the table.
struct DecisionRow {
    std::string name, why;
    std::string control_irradiated, control_other;
    std::string gain, resolved, p_better;   ///< of control of all lesions; empty for the reference
    std::vector<std::string> toxicity;      ///< one cell an organ, in the order of DecisionPage::organs
    std::string alc_nadir, alc_recovery, visits, window;
    std::vector<Statement> rules;           ///< rule layer and price of the node
};

struct DecisionBar {
    std::string unknown;
    double low = 0.0, high = 0.0;  ///< gain in points
};

struct DecisionTable {
    std::string title, note;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

/// A map of medians over dose × fractions, drawn with marks.
struct DecisionMap {
    std::vector<double> dose_gy;     ///< [Gy]
    int most_fractions = 0;
    std::vector<double> value;       ///< of (dose i, n) at [i + doses × (n − 1)]
    std::vector<std::pair<double, int>> marks;  ///< dose [Gy] and number of fractions of each schedule, reference first
    std::string caption;
};

struct DecisionPage {
    std::string title, subtitle;
    std::vector<std::pair<std::string, std::string>> facts;
    Statement answer;                        ///< one paragraph: what follows, or that nothing is resolved
    std::vector<std::string> organs;
    std::vector<DecisionRow> rows;           ///< reference first
    std::vector<Statement> columns;          ///< where the numbers of the table come from
    std::vector<Statement> conflicts, toxicity, measure;
    std::vector<DecisionBar> tornado;
    double tornado_base = 0.0;               ///< gain of the first alternative [points]
    std::vector<EvidenceRow> evidence;
    std::vector<DecisionTable> appendix;
    DecisionMap map;
    std::vector<std::string> notes;
    std::string provenance;
};

std::string render_decision(const DecisionPage& page);

}  // namespace abscope::report
