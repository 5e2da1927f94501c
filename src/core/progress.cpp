// The stop flag, safe to set from a signal handler.
#include "core/progress.hpp"

#include <atomic>

namespace abscope {

namespace {
std::atomic<bool> stop_flag{false};
static_assert(std::atomic<bool>::is_always_lock_free);
}  // namespace

bool stop_requested() noexcept { return stop_flag.load(std::memory_order_relaxed); }

void request_stop() noexcept { stop_flag.store(true, std::memory_order_relaxed); }

}  // namespace abscope
