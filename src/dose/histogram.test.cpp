// Histograms: bins that keep volume and mean.
#include "dose/histogram.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "support/prism_reference.hpp"

using namespace abscope;
using namespace abscope::dose;

TEST_CASE("histogram: fewer bins keep volume and mean; each dose lies in its bin") {
    const auto shape = test::cylinder(9, 21, 3);
    const auto grid = test::grid_around(shape, test::LinearDose{20.0, {0.3, 0.1, -0.2}}, {2.0, 2.0, 2.0});
    const auto histogram = sample_dose(geometry::build_prism_stack(test::as_structure(shape), 3.0), grid);
    CHECK(histogram.covered_cc == doctest::Approx(test::volume_cc(shape)).epsilon(1e-5));
    CHECK(histogram.outside_cc == 0.0);
    for (const std::size_t bins : {1u, 7u, 256u}) {
        const auto few = to_bins(histogram, bins);
        CHECK(few.dose_gy.size() <= bins);
        CHECK(few.mean_gy() == doctest::Approx(histogram.mean_gy()).epsilon(1e-12));
        CHECK(std::accumulate(few.volume_fraction.begin(), few.volume_fraction.end(), 0.0) == doctest::Approx(1.0).epsilon(1e-12));
    }
}

TEST_CASE("histogram: an empty solid has no dose") {
    const auto grid = test::grid_around(test::sphere(5, 1), test::LinearDose{1.0, {}}, {2.0, 2.0, 2.0});
    const auto histogram = sample_dose({}, grid);
    CHECK(std::isnan(histogram.mean_gy()));
    CHECK(std::isnan(histogram.coverage()));
    CHECK(to_bins(histogram).dose_gy.empty());
}

TEST_CASE("histogram: a grid of zeros") {
    const auto shape = test::sphere(5, 1);
    const auto grid = test::grid_around(shape, test::LinearDose{0.0, {}}, {2.0, 2.0, 2.0});
    const auto histogram = sample_dose(geometry::build_prism_stack(test::as_structure(shape), 3.0), grid);
    CHECK(histogram.mean_gy() == 0.0);
    CHECK(histogram.max_gy == 0.0);
    CHECK(histogram.coverage() == doctest::Approx(1.0));
}

TEST_CASE("histogram: bins of a cumulative table") {
    patient::OrganDvhTable table;
    table.dose_gy = {0.0, 2.0, 4.0};
    table.volume_fraction = {1.0, 0.25, 0.0};
    const auto bins = to_bins(table);
    // 75 % between 0 and 2 Gy, 25 % between 2 and 4 Gy.
    CHECK(bins.mean_gy() == doctest::Approx(0.75 * 1.0 + 0.25 * 3.0).epsilon(1e-14));
    CHECK(std::accumulate(bins.volume_fraction.begin(), bins.volume_fraction.end(), 0.0) == doctest::Approx(1.0));
}
