// Metrics: how they are spelt, and their values on a curve that can be read by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "dose/dvh.hpp"

using namespace abscope;
using namespace abscope::dose;

namespace {

/// 200 cm3 whose dose is spread evenly over 10 to 30 Gy.
Dvh even_dose() {
    Dvh dvh;
    dvh.volume_cc = 200.0;
    dvh.dose_coverage = 1.0;
    dvh.mean_gy = 20.0;
    dvh.min_gy = 10.0;
    dvh.max_gy = 30.0;
    dvh.dose_gy = {0.0, 10.0, 20.0, 30.0};
    dvh.volume_fraction = {1.0, 1.0, 0.5, 0.0};
    return dvh;
}

MetricValue value_of(const Dvh& dvh, const char* name) { return evaluate(dvh, parse_metric(name).value()); }

}  // namespace

TEST_CASE("metrics: as the field spells them, on a curve that can be read by hand") {
    const auto dvh = even_dose();
    const auto check = [&](const char* name, double expected, const char* unit) {
        const auto value = value_of(dvh, name);
        CHECK_MESSAGE(value.value == doctest::Approx(expected).epsilon(1e-12), name);
        CHECK(value.unit == unit);
        CHECK(value.name == name);
        CHECK(value.why.empty());
    };
    check("D95%", 11.0, "Gy");
    check("D2%", 29.6, "Gy");
    check("D50%", 20.0, "Gy");
    check("median", 20.0, "Gy");
    check("D2cc", 29.8, "Gy");
    check("D0.03cc", 29.997, "Gy");
    check("D0.1cm3", 29.99, "Gy");
    check("V20Gy", 50.0, "%");
    check("V20Gy[%]", 50.0, "%");
    check("V25Gy[cc]", 50.0, "cm3");
    check("V25Gy_cc", 50.0, "cm3");
    check("V5Gy", 100.0, "%");
    check("V40Gy", 0.0, "%");
    check("mean", 20.0, "Gy");
    check("min", 10.0, "Gy");
    check("max", 30.0, "Gy");
    check("D0%", 30.0, "Gy");
    check("D100%", 10.0, "Gy");
}

TEST_CASE("metrics: what is none is refused with its name") {
    for (const char* name : {"", "D", "V", "D95", "V20", "D%", "VGy", "Dxx%", "D-5%", "D101%", "Q95%", "D1e999%", "V20Sv", "d95%", "Mean", "DnanGy"}) {
        const auto metric = parse_metric(name);
        REQUIRE_MESSAGE(!metric.ok(), name);
        CHECK(metric.error().message().find("'" + std::string(name) + "' is not a metric") == 0);
    }
}

TEST_CASE("metrics: more volume than the structure has is not given") {
    const auto value = value_of(even_dose(), "D250cc");
    CHECK(std::isnan(value.value));
    CHECK(value.why == "the structure is smaller than the volume asked for");
    Dvh empty;
    CHECK(std::isnan(value_of(empty, "mean").value));
}

TEST_CASE("metrics: a curve without a volume has every metric that needs none") {
    auto dvh = even_dose();
    dvh.volume_cc = std::numeric_limits<double>::quiet_NaN();
    CHECK(value_of(dvh, "D95%").value == doctest::Approx(11.0));
    CHECK(value_of(dvh, "V20Gy").value == doctest::Approx(50.0));
    CHECK(std::isnan(value_of(dvh, "D2cc").value));
    CHECK(value_of(dvh, "V20Gy[cc]").why == "its volume is not known");
}

TEST_CASE("metrics: the uncertainty is how far the curve moves within the volume's") {
    auto dvh = even_dose();
    dvh.volume_uncertainty_cc = 2.0;  // 1 %
    // D50% may be D51.5% or D48.5% of the prisms; 20 Gy fall over the whole volume.
    CHECK(value_of(dvh, "D50%").uncertainty == doctest::Approx(0.3));
    CHECK(value_of(dvh, "D20cc").uncertainty == doctest::Approx(0.2));
    CHECK(value_of(dvh, "V20Gy").uncertainty == doctest::Approx(1.0));
    CHECK(value_of(dvh, "V20Gy[cc]").uncertainty == doctest::Approx(2.0));
    dvh.volume_uncertainty_cc = 0.0;
    CHECK(value_of(dvh, "D50%").uncertainty == 0.0);
}

TEST_CASE("metrics: a truncated structure has a value only where the hidden part cannot change it") {
    // 70 % of the structure is in the grid, 40 % of it at 30 Gy and 30 % at 10 Gy.
    auto dvh = even_dose();
    dvh.dose_coverage = 0.7;
    dvh.dose_gy = {0.0, 10.0, 10.0 + 1e-9, 30.0, 30.0 + 1e-9};
    dvh.volume_fraction = {0.7, 0.7, 0.4, 0.4, 0.0};
    // The hidden 30 % may be hotter than everything or at 0 Gy.
    CHECK(std::isnan(value_of(dvh, "D95%").value));   // 0 or 10 Gy
    CHECK(std::isnan(value_of(dvh, "D2%").value));    // 30 Gy or more
    CHECK(std::isnan(value_of(dvh, "D50%").value));   // 10 or 30 Gy
    CHECK(value_of(dvh, "D35%").value == doctest::Approx(30.0));  // 30 Gy either way
    CHECK(std::isnan(value_of(dvh, "V20Gy").value));
    CHECK(std::isnan(value_of(dvh, "mean").value));
    CHECK(value_of(dvh, "mean").why.find("70.00 %") != std::string::npos);
}
