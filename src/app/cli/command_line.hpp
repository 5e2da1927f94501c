// From argv to options. The parser (CLI11) stays in command_line.cpp.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "app/cli/options.hpp"

namespace abscope::app {

/// A command line that asks for work.
struct Invocation {
    GlobalOptions global;
    VerbOptions verb;
};

/// A command line that is answered at once: help, version, or a mistake in it.
struct Answer {
    std::string output;   ///< to standard output
    std::string message;  ///< to standard error
    int status = 0;
};

/// An option of a verb, for shell completion.
struct OptionDescription {
    std::string name;  ///< "--metric"
    std::string summary;
    std::vector<std::string> values;  ///< where the choice is fixed
    bool takes_value = false;
};

/// A verb, for shell completion.
struct VerbDescription {
    std::string name;
    std::string summary;
    std::vector<OptionDescription> options;
};

std::variant<Invocation, Answer> parse_command_line(int argc, const char* const* argv);
/// Every verb with its options.
std::vector<VerbDescription> describe_verbs();

}  // namespace abscope::app
