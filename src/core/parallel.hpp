// Deterministic parallelism. Work is cut into chunks whose borders do not depend on the number of threads, and
// whoever reduces adds the chunks in order, so results are the same bytes for any thread count.
#pragma once

#include <cstddef>
#include <functional>

namespace abscope {

/// How many threads parallel_for uses in this process; 0 means all cores. Returns the number really used.
std::size_t set_thread_count(std::size_t threads);
std::size_t thread_count();

/// Calls body(begin, end) for consecutive chunks of [0, count) of at most `grain` items, possibly at the same time.
/// Chunk borders are multiples of `grain`: they do not depend on the number of threads.
void parallel_chunks(std::size_t count, std::size_t grain, const std::function<void(std::size_t, std::size_t)>& body);

/// Calls body(i) for each i in [0, count), possibly at the same time.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body);

}  // namespace abscope
