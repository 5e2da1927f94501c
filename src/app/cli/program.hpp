// The program: one command line in, one exit status out.
#pragma once

#include "core/result.hpp"

namespace abscope::app {

/// Exit status of a failure (docs/guide/exit-status.md).
int exit_status(ErrorKind kind);
/// Parses the line, runs the verb, says what stopped it.
int run_program(int argc, const char* const* argv);

}  // namespace abscope::app
