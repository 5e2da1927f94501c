// The one place that knows TBB.
#include "core/parallel.hpp"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "core/contract.hpp"

namespace abscope {

namespace {

struct ThreadLimit {
    std::mutex mutex;
    std::unique_ptr<tbb::global_control> control;
    std::size_t threads = 0;
};

// The process-wide pool is TBB's own; this only remembers the limit that was set on it.
ThreadLimit& limit() {
    static ThreadLimit instance;
    return instance;
}

std::size_t default_threads() { return static_cast<std::size_t>(std::max(1, tbb::info::default_concurrency())); }

}  // namespace

std::size_t set_thread_count(std::size_t threads) {
    auto& state = limit();
    const std::lock_guard lock(state.mutex);
    state.threads = threads == 0 ? default_threads() : threads;
    state.control =
        std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism, state.threads);
    return state.threads;
}

std::size_t thread_count() {
    auto& state = limit();
    const std::lock_guard lock(state.mutex);
    return state.threads == 0 ? default_threads() : state.threads;
}

void parallel_chunks(std::size_t count, std::size_t grain,
                     const std::function<void(std::size_t, std::size_t)>& body) {
    ABSCOPE_EXPECT(grain > 0);
    const std::size_t chunks = (count + grain - 1) / grain;
    parallel_for(chunks, [&](std::size_t chunk) {
        const std::size_t begin = chunk * grain;
        body(begin, std::min(count, begin + grain));
    });
}

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
    if (count == 0) return;
    if (count == 1 || thread_count() == 1) {
        for (std::size_t i = 0; i < count; ++i) body(i);
        return;
    }
    tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) { body(i); });
}

}  // namespace abscope
