// The two streams of the program: results to standard output (or --out), messages and progress to standard error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/cli/options.hpp"
#include "core/progress.hpp"
#include "core/result.hpp"
#include "patient/warning.hpp"

namespace abscope::app {

class Terminal {
public:
    explicit Terminal(const GlobalOptions& options);

    /// Writes a result to standard output; fails where that cannot be written (full disk).
    Result<void> print(std::string_view text) const;
    /// A message to standard error; silent with --quiet.
    void note(std::string_view text) const;
    /// Warnings to standard error; silent with --quiet.
    void warn(const patient::Warnings& warnings) const;
    /// Progress as a bar on a terminal, as JSON lines, or nothing.
    ProgressSink progress() const;
    /// Ends the line of a progress bar that is still shown.
    void end_progress() const;

    /// True where standard output understands bold and colour.
    bool has_style() const { return has_style_; }
    /// Columns of the terminal; 100 where standard output is not one.
    int width() const { return width_; }

private:
    bool quiet_, has_style_, shows_bar_;
    ProgressStyle progress_;
    int width_;
};

/// Text in bold where `on`.
std::string bold(std::string_view text, bool on);

}  // namespace abscope::app
