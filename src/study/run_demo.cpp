// The embedded case: the phantom goes the way of every plan, through DICOM files.
#include <string_view>

#include "geometry/phantom.hpp"
#include "io/dicom/write_dicom.hpp"
#include "io/output.hpp"
#include "study/run_steps.hpp"

namespace abscope::study {

namespace {

/// The phantom's case file with its anatomy taken from the folder "dicom/".
std::string demo_case_text() {
    std::string text(geometry::phantom_case_text());
    const std::string_view wanted = "phantom = \"thorax\"";
    if (const auto at = text.find(wanted); at != std::string::npos)
        text.replace(at, wanted.size(), "dicom = \"dicom/\"");
    return text;
}

}  // namespace

Result<StudyOutcome> run_demo(const StudyRequest& request) {
    const auto begun = std::chrono::system_clock::now();
    ABSCOPE_TRY(auto run, io::RunDirectory::begin(request.out));
    if (request.progress) request.progress("phantom", 0.0);
    ABSCOPE_CHECK_OK(io::write_dicom(geometry::thorax_phantom(), run.staging() / "dicom"));
    if (stop_requested()) return interrupted();
    ABSCOPE_CHECK_OK(run.write("case.toml", demo_case_text()));
    return study_into(run, run.staging() / "case.toml", request, begun, true);
}

}  // namespace abscope::study
