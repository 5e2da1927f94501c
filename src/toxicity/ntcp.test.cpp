// NTCP against printed values, closed forms and finite differences.
#include <doctest/doctest.h>

#include <cmath>

#include "toxicity/ntcp.hpp"

using namespace abscope;
using namespace abscope::toxicity;

namespace {

const LymanModel lung_lyman{30.8, 0.37, 1.0};
const LogisticModel lung_logistic{-3.87, 0.126};

patient::DoseBins uniform(double dose_gy) { return {{dose_gy}, {1.0}}; }
const patient::DoseBins uneven{{0.4, 5.0, 12.0, 31.0, 55.0}, {0.3, 0.25, 0.2, 0.15, 0.1}};

/// Percent with one decimal, as the reference prints it.
double printed(const NtcpModel& model, double mean_gy) { return std::round(1000.0 * ntcp(model, uniform(mean_gy))) / 10.0; }

double difference(const NtcpModel& model, std::size_t bin) {
    constexpr double h = 1e-4;
    auto low = uneven, high = uneven;
    low.dose_gy[bin] -= h;
    high.dose_gy[bin] += h;
    return (ntcp(model, high) - ntcp(model, low)) / (2.0 * h);
}

}  // namespace

TEST_CASE("lung pneumonitis at mean lung doses of 7, 13, 20 and 27 Gy, to the printed digit") {
    // Values printed by R 4.2.2 pnorm and plogis: LKB 30.8 Gy, m 0.37 [@seppenwoolde2003]; logistic −3.87 + 0.126·D [@marks2010].
    const double doses[]{7, 13, 20, 27};
    const double lyman[]{1.8, 5.9, 17.2, 36.9}, logistic[]{4.8, 9.7, 20.6, 38.5};
    for (int i = 0; i < 4; ++i) {
        CHECK(printed(lung_lyman, doses[i]) == doctest::Approx(lyman[i]).epsilon(1e-12));
        CHECK(printed(lung_logistic, doses[i]) == doctest::Approx(logistic[i]).epsilon(1e-12));
    }
}

TEST_CASE("a uniform dose at the median gives one half in every model") {
    CHECK(ntcp(LymanModel{51.0, 0.32, 0.44}, uniform(51.0)) == doctest::Approx(0.5));
    CHECK(ntcp(lung_logistic, uniform(3.87 / 0.126)) == doctest::Approx(0.5));
    for (const double s : {0.2, 1.0, 3.0}) CHECK(ntcp(SerialityModel{52.4, 1.28, s}, uniform(52.4)) == doctest::Approx(0.5));
}

TEST_CASE("relative seriality of two halves: closed form for s = 1") {
    // s = 1: NTCP = 1 − sqrt((1 − p1)(1 − p2)) for two equal halves.
    const SerialityModel heart{52.4, 1.28, 1.0};
    const double p1 = ntcp(heart, uniform(30.0)), p2 = ntcp(heart, uniform(60.0));
    CHECK(ntcp(heart, {{30.0, 60.0}, {0.5, 0.5}}) == doctest::Approx(1.0 - std::sqrt((1 - p1) * (1 - p2))));
}

TEST_CASE("gradients agree with central differences") {
    const NtcpModel models[]{lung_lyman, LymanModel{51.0, 0.32, 0.44}, lung_logistic, SerialityModel{52.4, 1.28, 1.0},
                             SerialityModel{40.0, 2.0, 0.3}};
    for (const auto& model : models) {
        const auto gradient = ntcp_gradient(model, uneven);
        double scale = 0.0;
        for (const double g : gradient) scale = std::max(scale, std::abs(g));
        for (std::size_t i = 0; i < gradient.size(); ++i)
            CHECK(std::abs(gradient[i] - difference(model, i)) < 1e-6 * scale);
    }
}

TEST_CASE("no dose, no complication beyond the model's own offset; gradients stay finite") {
    CHECK(generalised_eud_gy(uniform(0.0), 0.44) == 0.0);
    CHECK(ntcp(LymanModel{30.8, 0.37, 1.0}, uniform(0.0)) == doctest::Approx(0.5 * std::erfc(1.0 / 0.37 / std::sqrt(2.0))));
    for (const NtcpModel& model : {NtcpModel(lung_lyman), NtcpModel(SerialityModel{52.4, 1.28, 0.3})})
        for (const double g : ntcp_gradient(model, uniform(0.0))) CHECK(std::isfinite(g));
    CHECK(std::isfinite(ntcp(SerialityModel{52.4, 1.28, 1.0}, uniform(500.0))));
}

TEST_CASE("EQD2: 8 Gy in three fractions to an organ of 3 Gy, by hand") {
    // 24·(8 + 3)/(2 + 3) = 52.8 Gy.
    CHECK(to_eqd2(uniform(8.0), 3, 3.0).dose_gy[0] == doctest::Approx(52.8));
    CHECK(to_eqd2(uniform(2.0), 30, 10.0).dose_gy[0] == doctest::Approx(60.0));
}

TEST_CASE("adding courses rank by rank keeps the mean and the volume, and puts hottest on hottest") {
    const patient::DoseBins a{{10.0, 0.0}, {0.5, 0.5}}, b{{0.0, 4.0}, {0.25, 0.75}};
    const auto sum = add_by_rank({a, b});
    CHECK(sum.mean_gy() == doctest::Approx(a.mean_gy() + b.mean_gy()));
    double volume = 0.0, highest = 0.0;
    for (std::size_t i = 0; i < sum.dose_gy.size(); ++i) {
        volume += sum.volume_fraction[i];
        highest = std::max(highest, sum.dose_gy[i]);
    }
    CHECK(volume == doctest::Approx(1.0));
    CHECK(highest == doctest::Approx(14.0));
    CHECK(add_by_rank({a}).mean_gy() == doctest::Approx(5.0));
}
