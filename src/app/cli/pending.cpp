// Verbs whose parts are not in the program yet: refused in words, never half-done.
#include "app/cli/verbs.hpp"

namespace abscope::app {

namespace {
Error not_yet(const char* verb) { return bad_usage(std::string("'") + verb + "' is not in this version", "its parts are not written yet"); }
}  // namespace

Result<void> run_inspect(const InspectOptions&, const GlobalOptions&, const Terminal&) { return not_yet("inspect"); }
Result<void> run_demo(const DemoOptions&, const GlobalOptions&, const Terminal&) { return not_yet("demo"); }
Result<void> run_study(const StudyOptions&, const GlobalOptions&, const Terminal&) { return not_yet("study"); }
Result<void> run_dvh(const DvhOptions&, const GlobalOptions&, const Terminal&) { return not_yet("dvh"); }
Result<void> run_blood(const BloodOptions&, const GlobalOptions&, const Terminal&) { return not_yet("blood"); }

}  // namespace abscope::app
