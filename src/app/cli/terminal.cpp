// Writing to the two streams.
#include "app/cli/terminal.hpp"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "io/json_value.hpp"

namespace abscope::app {

namespace {

int terminal_width() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 100;
}

bool is_plain_terminal() {
    const char* kind = std::getenv("TERM");
    return kind == nullptr || std::strcmp(kind, "dumb") == 0 || std::getenv("NO_COLOR") != nullptr;
}

/// Draws the bar; repeats of the same state are not drawn.
class Bar {
public:
    void show(std::string_view stage, double fraction) {
        constexpr int cells = 30;
        const int percent = static_cast<int>(std::lround(100.0 * fraction));
        if (stage == stage_ && percent == percent_) return;
        stage_ = stage;
        percent_ = percent;
        std::string bar;
        for (int i = 0; i < cells; ++i) bar += i * 100 < percent * cells ? "█" : "░";
        const auto text = fmt::format("\r\033[K{} {:3d} %  {}", bar, percent, stage);
        std::fwrite(text.data(), 1, text.size(), stderr);
        std::fflush(stderr);
    }

private:
    std::string stage_;
    int percent_ = -1;
};

}  // namespace

Terminal::Terminal(const GlobalOptions& options)
    : quiet_(options.quiet),
      has_style_(::isatty(STDOUT_FILENO) != 0 && !is_plain_terminal()),
      shows_bar_(options.progress == ProgressStyle::automatic && !options.quiet &&
                 ::isatty(STDERR_FILENO) != 0 && !is_plain_terminal()),
      progress_(options.progress),
      width_(terminal_width()) {}

Result<void> Terminal::print(std::string_view text) const {
    const bool written =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (written) return {};
    return bad_output("standard output cannot be written", std::strerror(errno),
                      "the result is incomplete: do not use it");
}

void Terminal::note(std::string_view text) const {
    if (quiet_) return;
    end_progress();
    std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

void Terminal::warn(const patient::Warnings& warnings) const {
    for (const auto& warning : warnings) note("warning: " + warning.text + " [" + warning.code + "]");
}

ProgressSink Terminal::progress() const {
    if (progress_ == ProgressStyle::json)
        return [](std::string_view stage, double fraction) {
            const auto quoted = io::JsonValue(stage).text();
            std::fprintf(stderr, "{\"stage\": %s, \"fraction\": %s}\n", quoted.c_str(),
                         io::number_text(fraction).c_str());
            std::fflush(stderr);
        };
    if (!shows_bar_) return [](std::string_view, double) {};
    return [bar = std::make_shared<Bar>()](std::string_view stage, double fraction) {
        bar->show(stage, fraction);
    };
}

void Terminal::end_progress() const {
    if (!shows_bar_) return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
}

std::string bold(std::string_view text, bool on) {
    return on ? fmt::format("\033[1m{}\033[0m", text) : std::string(text);
}

}  // namespace abscope::app
