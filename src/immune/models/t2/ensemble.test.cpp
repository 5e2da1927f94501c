// Ensembles: bytes, order, failures, allocations, single precision, long courses.
#include "immune/models/t2/ensemble.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <new>

#include "core/parallel.hpp"
#include "support/random_courses.hpp"
#include "support/reported_quantities.hpp"

using namespace abscope;
using namespace abscope::immune;
using namespace abscope::immune::t2;

namespace {

std::atomic<long> allocations{0};

void* counted(std::size_t bytes, std::size_t alignment) {
    ++allocations;
    const std::size_t whole = (bytes + alignment - 1) / alignment * alignment;
    void* p = std::aligned_alloc(alignment, std::max(whole, alignment));
    if (p == nullptr) throw std::bad_alloc();
    return p;
}

bool same(const Trajectory& a, const Trajectory& b) {
    return a.days == b.days && a.states == b.states && a.steps == b.steps && a.rejected == b.rejected;
}

Sampling weekly() { return {{0.0, 7.0, 14.0, 21.0, 28.0}, {}, 0.0, 0.05}; }

}  // namespace

// Every allocation of this test program is counted.
void* operator new(std::size_t bytes) { return counted(bytes, 16); }
void* operator new(std::size_t bytes, std::align_val_t alignment) { return counted(bytes, static_cast<std::size_t>(alignment)); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
    try {
        return counted(bytes, 16);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

TEST_CASE("[property] an ensemble is the same bytes for 1, 2 and 7 threads and any order of its patients") {
    auto courses = random_courses(150, 21);
    set_thread_count(1);
    const auto one = run_ensemble(courses, weekly());
    for (const std::size_t threads : {2u, 7u}) {
        set_thread_count(threads);
        const auto other = run_ensemble(courses, weekly());
        for (std::size_t i = 0; i < courses.size(); ++i) CHECK(same(one.members[i], other.members[i]));
    }
    std::rotate(courses.begin(), courses.begin() + 41, courses.end());
    const auto turned = run_ensemble(courses, weekly());
    for (std::size_t i = 0; i < courses.size(); ++i) CHECK(same(turned.members[i], one.members[(i + 41) % courses.size()]));
    set_thread_count(0);
}

TEST_CASE("nothing is allocated while courses are integrated") {
    const auto courses = random_courses(20, 22);
    const auto count = [&](double relative) {
        const long before = allocations;
        const auto out = run_adaptive(courses, weekly(), {relative, 1e-3 * relative});
        return std::pair(allocations - before, out[0].steps);
    };
    const auto [few, short_run] = count(1e-3);
    const auto [many, long_run] = count(1e-8);
    CHECK(long_run > 3 * short_run);
    CHECK(few > 20);
    CHECK(many == few);
}

TEST_CASE("a member that fails is counted and harms no other") {
    auto courses = random_courses(40, 23);
    const auto good = run_ensemble(courses, weekly());
    CHECK(good.failed == 0);
    // A growth rate beyond any meaning: the equations overflow.
    courses[7].body.lesions[0].rg = 1e300;
    courses[30].body.lesions[1].kE = std::nan("");
    const auto out = run_ensemble(courses, weekly());
    CHECK(out.failed == 2);
    CHECK_FALSE(out.members[7].finished);
    CHECK_FALSE(out.members[30].finished);
    CHECK(std::isnan(out.members[7].states.back()[0]));
    for (std::size_t i = 0; i < courses.size(); ++i) {
        if (i != 7 && i != 30) CHECK(same(out.members[i], good.members[i]));
    }
}

TEST_CASE("single precision agrees with double to a few parts in ten thousand") {
    const auto courses = random_courses(48, 24);
    const auto exact = run_ensemble(courses, weekly(), {1e-9, 1e-12});
    const auto single = run_ensemble(courses, weekly(), {1e-4, 1e-8}, Precision::float32);
    const auto quantities = reported_quantities(courses[0].body.topology);
    std::vector<double> differences;
    for (std::size_t i = 0; i < courses.size(); ++i) {
        CHECK(single.members[i].finished);
        differences.push_back(largest_difference(single.members[i], exact.members[i], quantities, 1e-3).relative);
    }
    std::sort(differences.begin(), differences.end());
    MESSAGE("largest relative difference of a course: median " << differences[24] << ", largest " << differences.back());
    CHECK(differences[24] < 5e-5);
    CHECK(differences.back() < 1e-3);
}

namespace {

// Runs courses of five years; gives the largest state, and fails where one is negative or not finite.
double largest_over_five_years(int count) {
    auto courses = random_courses(count, 25);
    for (auto& course : courses) course.end_day = 5.0 * 365.25;
    const auto out = run_ensemble(courses, {{0.0, 365.0, 1000.0, 1826.0}, {}, 0.0, 0.05});
    CHECK(out.failed == 0);
    double largest = 0.0, lowest = 0.0;
    bool finite = true;
    for (const auto& member : out.members) {
        for (const auto& y : member.states) {
            for (const double value : y) {
                finite = finite && std::isfinite(value);
                lowest = std::min(lowest, value);
                largest = std::max(largest, value);
            }
        }
    }
    CHECK(finite);
    CHECK(lowest == 0.0);
    return largest;
}

}  // namespace

// Nothing outgrows the carrying capacity (3000, spread by 10 %).
TEST_CASE("[property] courses of five years stay finite and bounded") { CHECK(largest_over_five_years(100) < 5000.0); }

TEST_CASE("[validation] ten thousand courses of five years do not blow up") {
    const double largest = largest_over_five_years(10000);
    MESSAGE("largest state " << largest);
    CHECK(largest < 5000.0);
}
