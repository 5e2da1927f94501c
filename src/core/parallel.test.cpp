// Chunk borders do not depend on threads, and every item is visited once.
#include "core/parallel.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

using namespace abscope;

TEST_CASE("chunked sums are the same bytes for 1, 2 and 7 threads") {
    std::vector<double> values(100003);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1.0 / static_cast<double>(3 * i + 1);
    std::vector<double> sums;
    for (std::size_t threads : {1u, 2u, 7u}) {
        set_thread_count(threads);
        std::vector<double> partial((values.size() + 999) / 1000);
        parallel_chunks(values.size(), 1000, [&](std::size_t begin, std::size_t end) {
            partial[begin / 1000] = std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(begin),
                                                    values.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
        });
        sums.push_back(std::accumulate(partial.begin(), partial.end(), 0.0));
    }
    set_thread_count(0);
    CHECK(sums[0] == sums[1]);
    CHECK(sums[0] == sums[2]);
}

TEST_CASE("every item is visited exactly once") {
    std::vector<int> visits(5001, 0);
    parallel_for(visits.size(), [&](std::size_t i) { ++visits[i]; });
    for (const int v : visits) CHECK(v == 1);
}
