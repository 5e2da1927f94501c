// The product's integration of T2 against CVODE's BDF at a relative tolerance of 1e-10, in every reported quantity.
#include <doctest/doctest.h>

#include "support/cvode_course.hpp"
#include "support/random_courses.hpp"
#include "support/reported_quantities.hpp"

using namespace abscope;
using namespace abscope::immune::t2;

TEST_CASE("[property] 100 random courses agree with CVODE within 1e-6 in every reported quantity") {
    auto courses = random_courses(100, 11);
    for (std::size_t i = 0; i < courses.size(); ++i) {
        RandomStream random(12, RandomPurpose::test, i);
        courses[i].body.cells = {std::exp(5.0 * random.uniform()), std::exp(5.0 * random.uniform())};
    }
    Sampling sampling;
    for (int day = -10; day <= 30; ++day) sampling.days.push_back(day);
    const auto ours = run_adaptive(courses, sampling);
    test::CvodeT2 cvode(courses[0].body.topology, test::CvodeMethod::bdf_klu, 1e-10, 1e-15);
    const auto quantities = reported_quantities(courses[0].body.topology);
    Difference worst;
    int steps = 0;
    for (std::size_t i = 0; i < courses.size(); ++i) {
        const auto theirs = cvode.run(courses[i], sampling.days);
        const auto difference = largest_difference(ours[i], theirs, quantities, 1e-3);
        // 1e-6 of the value, or 1e-9 of the largest.
        INFO("course " << i << ": " << difference.quantity << " on day " << difference.day);
        CHECK(difference.relative < 1e-6);
        if (difference.relative > worst.relative) worst = difference;
        steps += ours[i].steps;
    }
    MESSAGE("largest difference " << worst.relative << " (" << worst.quantity << ", day " << worst.day << "), " << steps / 100
                                  << " steps a course");
}
