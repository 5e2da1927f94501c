// The tables behind the figures of a report, as CSV for R and pandas: header row, units in the names, NaN empty.
#pragma once

#include <string>
#include <vector>

#include "report/study_result.hpp"

namespace abscope::report {

struct CsvFile {
    std::string name;     ///< "dvh.csv"; the report links to "csv/<name>"
    std::string content;
};

/// Every table there is something to say in, in the order of the report.
std::vector<CsvFile> csv_files(const StudyResult& study);

}  // namespace abscope::report
