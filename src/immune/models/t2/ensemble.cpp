// An ensemble cut into pieces that are integrated side by side.
#include "immune/models/t2/ensemble.hpp"

#include <algorithm>

#include "core/parallel.hpp"

namespace abscope::immune::t2 {

namespace {
// Long enough that lanes seldom run empty at the end, short enough for every thread to have work.
std::size_t piece_of(std::size_t courses) { return std::clamp<std::size_t>(courses / 16, 16, 256); }
}  // namespace

Ensemble run_ensemble(std::span<const Course> courses, const Sampling& sampling, const Tolerance& tolerance, Precision precision) {
    Ensemble out;
    out.members.resize(courses.size());
    parallel_chunks(courses.size(), piece_of(courses.size()), [&](std::size_t begin, std::size_t end) {
        auto piece = run_adaptive(courses.subspan(begin, end - begin), sampling, tolerance, precision);
        std::move(piece.begin(), piece.end(), out.members.begin() + static_cast<std::ptrdiff_t>(begin));
    });
    out.failed = static_cast<int>(std::count_if(out.members.begin(), out.members.end(), [](const Trajectory& t) { return !t.finished; }));
    return out;
}

}  // namespace abscope::immune::t2
