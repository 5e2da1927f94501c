// Adaptive pulses on made-up patients whose right choice is known.
#include <doctest/doctest.h>

#include "core/rng.hpp"
#include "schedule/adaptive.hpp"

using namespace abscope;
using namespace abscope::schedule;

namespace {

/// Two kinds of patients; a kind shows in the volume before the first decision by `signal` (in ln). Schedule 0 suits kind 0.
std::vector<PatientRuns> patients(int count, double signal, std::uint64_t seed) {
    std::vector<PatientRuns> out;
    for (int i = 0; i < count; ++i) {
        RandomStream draw(seed, RandomPurpose::test, static_cast<std::uint64_t>(i));
        const int kind = i % 2;
        const Observation seen{kind * signal + 0.1 * draw.normal(), 0.1 * draw.normal(), 0.1 * draw.normal()};
        out.push_back({{kind == 0 ? 0.9 : 0.1, kind == 0 ? 0.1 : 0.9, 0.55}, {{seen}, {seen}, {seen}}});
    }
    return out;
}
const DecisionTree tree{{"a", "b", "safe"}, {{0}, {1}, {2}}};

}  // namespace

TEST_CASE("adaptive: where observations tell the kinds apart every patient gets his own schedule") {
    const auto out = treat_adaptively(tree, patients(200, 2.0, 1), patients(100, 2.0, 2));
    CHECK(out.fixed == 2);
    int right = 0;
    for (std::size_t p = 0; p < out.chosen.size(); ++p) right += out.chosen[p] == static_cast<int>(p % 2);
    CHECK(right == 100);
    CHECK(out.gain.mean == doctest::Approx(0.35));
    CHECK(out.headroom.mean == doctest::Approx(0.35));
    CHECK(out.verdict() == "beats the fixed schedule");
}

TEST_CASE("adaptive: where observations tell nothing the fixed schedule stays and the verdict says so") {
    const auto out = treat_adaptively(tree, patients(400, 0.0, 1), patients(100, 0.0, 2));
    CHECK(out.gain.mean < 0.05);
    CHECK(out.headroom.mean == doctest::Approx(0.35));
    CHECK(out.verdict() != "beats the fixed schedule");
}

TEST_CASE("adaptive: choices made are kept") {
    // Second decision comes after the first: schedules 0 and 1 share their first choice, 2 and 3 the other.
    const DecisionTree two{{"aa", "ab", "ba", "bb"}, {{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
    const Observation same{0.0, 0.0, 0.0};
    std::vector<PatientRuns> members;
    for (int i = 0; i < 10; ++i) members.push_back({{0.5, 0.6, 0.1, 0.55}, std::vector<std::vector<Observation>>(4, {same, same})});
    const auto out = treat_adaptively(two, members, members);
    for (const int schedule : out.chosen) CHECK(schedule == 1);
    CHECK(out.effective_members.front() == doctest::Approx(10.0));
}
