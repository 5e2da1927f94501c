// main(): signals, then the program.
#include <csignal>

#include "app/cli/program.hpp"
#include "core/progress.hpp"

namespace {

/// The first Ctrl-C asks the work to stop and clean up; the second one is the system's.
void on_signal(int) { abscope::request_stop(); }

}  // namespace

int main(int argc, char** argv) {
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESETHAND;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    std::signal(SIGXFSZ, SIG_IGN);  // a file that grows too large is an error of the write, with a message
    return abscope::app::run_program(argc, argv);
}
