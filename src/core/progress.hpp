// Progress and cancellation: long work reports how far it is and asks whether to go on.
#pragma once

#include <functional>
#include <string_view>

namespace abscope {

/// Receives (stage, done fraction 0..1). Set by the program; modules only call it.
using ProgressSink = std::function<void(std::string_view stage, double fraction)>;

/// True once the user has asked to stop (Ctrl-C). Set from a signal handler.
bool stop_requested() noexcept;
void request_stop() noexcept;

}  // namespace abscope
