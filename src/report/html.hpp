// The report: one HTML file that holds everything it shows. The top of this module.
#pragma once

#include <string>

#include "report/study_result.hpp"

namespace abscope::report {

/// The whole report as one self-contained HTML 5 document: styles, images and charts inside, no request to anything.
/// The same StudyResult gives the same bytes.
std::string render_html(const StudyResult& study);

}  // namespace abscope::report
