// From structures and curves to blood compartments.
#include "blood/blood_exposure.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "blood/blood_test_cases.hpp"
#include "blood/compress.hpp"
#include "blood/fraction_solver.hpp"

using namespace abscope;
using namespace abscope::blood;
using patient::OrganRole;

namespace {

const patient::DoseBins two_gray{{2.0}, {1.0}};
const patient::DoseBins one_gray{{1.0}, {1.0}};

// Share and mean of what one compartment received.
double dose_of(const CirculationNetwork& network, const BloodExposure& exposure, const char* name) {
    double sum = 0.0;
    for (const OrganDose& o : exposure.organs)
        if (o.compartment == *network.index_of(name))
            for (std::size_t i = 0; i < o.dose_gy.size(); ++i)
                sum += o.share * o.dose_gy[i] * o.volume_fraction[i];
    return sum;
}

}  // namespace

TEST_CASE("the heart stands for both hearts and the coronary bed, one lung for half of the lungs") {
    const auto network = reference_circulation(patient::Sex::male);
    BloodExposureBuilder builder(network);
    builder.add_organ(OrganRole::heart, two_gray);
    builder.add_organ(OrganRole::lung_left, one_gray);
    const auto exposure = builder.build(60.0);
    REQUIRE(exposure.ok());
    CHECK(dose_of(network, *exposure, "left_heart") == doctest::Approx(2.0));
    CHECK(dose_of(network, *exposure, "right_heart") == doctest::Approx(2.0));
    CHECK(dose_of(network, *exposure, "coronary") == doctest::Approx(2.0));
    CHECK(dose_of(network, *exposure, "lung") == doctest::Approx(0.5));
    // 4.5 + 4.5 + 1 of heart, half of 10.5 + 2 of lung, in percent of the blood.
    CHECK(exposure->coverage.contoured == doctest::Approx(0.1 + 0.0625));
    CHECK(exposure->coverage.outside == doctest::Approx(1.0 - 0.1625));
    CHECK(volume_weighted_mean_gy(network, *exposure) == doctest::Approx(0.1 * 2.0 + 0.0625 * 1.0));
}

TEST_CASE("the more special name wins, and nothing counts twice") {
    const auto network = reference_circulation(patient::Sex::male);
    BloodExposureBuilder builder(network);
    builder.add_organ(OrganRole::lungs, one_gray);
    builder.add_organ(OrganRole::lung_left, two_gray);
    builder.add_organ(OrganRole::heart, one_gray);
    builder.add_organ(OrganRole::left_heart, two_gray);
    const auto exposure = builder.build(60.0);
    REQUIRE(exposure.ok());
    CHECK(dose_of(network, *exposure, "lung") == doctest::Approx(1.5));
    CHECK(dose_of(network, *exposure, "left_heart") == doctest::Approx(2.0));
    CHECK(dose_of(network, *exposure, "right_heart") == doctest::Approx(1.0));
    CHECK(exposure->coverage.contoured == doctest::Approx(0.225));
}

TEST_CASE("what is not contoured gets the remainder inside the grid and nothing outside") {
    const auto network = reference_circulation(patient::Sex::male);
    BloodExposureBuilder builder(network);
    builder.add_organ(OrganRole::liver, two_gray, 0.75);
    builder.set_remainder(one_gray, 0.2);
    const auto exposure = builder.build(60.0);
    REQUIRE(exposure.ok());
    CHECK(dose_of(network, *exposure, "liver") == doctest::Approx(1.5));
    CHECK(dose_of(network, *exposure, "brain") == doctest::Approx(0.2));
    CHECK(exposure->coverage.contoured == doctest::Approx(0.075));
    CHECK(exposure->coverage.remainder == doctest::Approx(0.9 * 0.2));
    CHECK(exposure->coverage.outside == doctest::Approx(0.025 + 0.9 * 0.8));
}

TEST_CASE("[property] every role maps to compartments of the reference circulation with shares up to 1") {
    const auto network = reference_circulation(patient::Sex::female);
    int mapped = 0;
    for (const OrganRole role : patient::all_roles()) {
        for (const CompartmentShare& part : compartments_for(role)) {
            CHECK(network.index_of(part.compartment).has_value());
            CHECK(part.share > 0.0);
            CHECK(part.share <= 1.0);
            ++mapped;
        }
    }
    CHECK(mapped > 30);
}

TEST_CASE("cumulative curves become bins; odd curves are answered or refused") {
    const auto plain = bins_from_cumulative({0.0, 1.0, 2.0, 3.0}, {1.0, 0.75, 0.25, 0.0});
    REQUIRE(plain.ok());
    CHECK(plain->bins.mean_gy() == doctest::Approx(0.25 * 0.5 + 0.5 * 1.5 + 0.25 * 2.5));
    // Does not start at 1: the missing part received nothing.
    const auto late = bins_from_cumulative({0.0, 2.0}, {0.8, 0.0});
    REQUIRE(late.ok());
    CHECK(late->missing_at_zero == doctest::Approx(0.2));
    CHECK(late->bins.mean_gy() == doctest::Approx(0.8));
    // Stops above 0: the rest received the last dose.
    const auto cut = bins_from_cumulative({0.0, 2.0}, {1.0, 0.4});
    REQUIRE(cut.ok());
    CHECK(cut->truncated_at_top == doctest::Approx(0.4));
    CHECK(cut->bins.mean_gy() == doctest::Approx(0.6 * 1.0 + 0.4 * 2.0));
    CHECK(!bins_from_cumulative({0.0, 1.0}, {0.5, 0.7}).ok());
    CHECK(!bins_from_cumulative({0.0, 1.0}, {100.0, 0.0}).ok());
    CHECK(!bins_from_cumulative({1.0, 0.5}, {1.0, 0.0}).ok());
    CHECK(!bins_from_cumulative({0.0}, {1.0}).ok());
    CHECK(!bins_from_cumulative({0.0, std::nan("")}, {1.0, 0.0}).ok());
}

TEST_CASE("exposures that make no sense are refused with a reason") {
    const auto network = reference_circulation(patient::Sex::male);
    const auto refused = [&](OrganDose organ, std::vector<BeamWindow> windows, const char* word) {
        const auto r = check_exposure(network, {{std::move(organ)}, std::move(windows), {}});
        REQUIRE(!r.ok());
        CHECK(r.error().message().find(word) != std::string::npos);
    };
    const std::vector<BeamWindow> beam{{60.0, 1.0}};
    refused({0, 1.0, {1.0, 2.0}, {0.5, 0.4}, {}, "x"}, beam, "sum to 0.9");
    refused({0, 1.0, {-1.0}, {1.0}, {}, "x"}, beam, "-1 Gy");
    refused({0, 1.0, {std::nan("")}, {1.0}, {}, "x"}, beam, "nan Gy");
    refused({0, 1.2, {1.0}, {1.0}, {}, "x"}, beam, "share");
    refused({77, 1.0, {1.0}, {1.0}, {}, "x"}, beam, "compartment number 77");
    refused({0, 1.0, {}, {}, {}, "x"}, beam, "without bins");
    refused({0, 1.0, {1.0}, {1.0}, {}, "x"}, {}, "without a beam");
    refused({0, 1.0, {1.0}, {1.0}, {}, "x"}, {{-1.0, 1.0}}, "beam of -1 s");
    refused({0, 1.0, {1.0}, {1.0}, {}, "x"}, {{60.0, 0.5}}, "0.5 of the fraction");
    refused({0, 1.0, {1.0}, {1.0}, {0.5, 0.5}, "x"}, beam, "another number of beam windows");
    BloodExposureBuilder builder(network);
    const auto unknown = builder.add_compartment("splen", 1.0, one_gray);
    REQUIRE(!unknown.ok());
    CHECK(unknown.error().message().find("'spleen'") != std::string::npos);
}

TEST_CASE("a plan that touches no blood leaves it alone") {
    const auto network = reference_circulation(patient::Sex::male);
    BloodExposureBuilder builder(network);
    builder.add_organ(OrganRole::target, two_gray);  // no compartment of its own
    const auto exposure = builder.build(60.0);
    REQUIRE(exposure.ok());
    const FractionSolver solver(network, *exposure, {});
    CHECK(solver.moments().mean_gy == 0.0);
    CHECK(solver.moments().sd_gy == 0.0);
    CHECK(solver.survival({}) == doctest::Approx(1.0).epsilon(1e-14).scale(0));
    CHECK(solver.fraction_irradiated() == doctest::Approx(0.0));
}

TEST_CASE("compressing keeps volume, mean and the part without dose") {
    const auto bins = test::falling_bins(0.4, 3.0, 600);
    std::vector<double> dose = bins.dose_gy, weight = bins.volume_fraction;
    dose.push_back(0.0);
    weight.push_back(0.5);
    const auto few = compress_bins(dose, weight, 24);
    CHECK(few.dose_gy.size() <= 24);
    CHECK(few.dose_gy[0] == 0.0);
    CHECK(few.weight[0] == doctest::Approx(0.5));
    double volume = 0.0, mean = 0.0, square = 0.0, fine = 0.0;
    for (std::size_t g = 0; g < few.dose_gy.size(); ++g) {
        volume += few.weight[g];
        mean += few.weight[g] * few.dose_gy[g];
        square += few.weight[g] * few.dose_gy[g] * few.dose_gy[g];
        if (g > 0) CHECK(few.dose_gy[g] > few.dose_gy[g - 1]);
    }
    for (std::size_t i = 0; i < bins.dose_gy.size(); ++i)
        fine += bins.volume_fraction[i] * bins.dose_gy[i] * bins.dose_gy[i];
    CHECK(volume == doctest::Approx(1.5).epsilon(1e-13).scale(0));
    CHECK(mean == doctest::Approx(bins.mean_gy()).epsilon(1e-13).scale(0));
    CHECK(square == doctest::Approx(fine).epsilon(3e-3).scale(0));
    CHECK(square <= fine);
}
