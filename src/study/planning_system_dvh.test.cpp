// Our DVHs against those that the planning system itself stored in the RTDOSE of the shared breast plan.
//
// How that system writes them: the curve is in Gy as it says, cumulative, with bins of 0.01 Gy, and V[i] is the volume with at
// least (i + 1/2) × 0.01 Gy: doses were rounded to the nearest bin. Only minimum, maximum and mean are percent of the 14 Gy that
// were prescribed, although the file says Gy. What rounds to 0.00 Gy is left out of the curve.
#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "dose/dvh.hpp"
#include "io/dicom/dicom_folder.hpp"
#include "support/files.hpp"
#include "twin/anatomy_geometry.hpp"

using namespace abscope;

namespace {

constexpr double prescribed_gy = 14.0, bin_gy = 0.01;

struct Plan {
    patient::Anatomy anatomy;
    twin::AnatomyGeometry geometry;

    const patient::StoredDvh& theirs(const std::string& name) const {
        const int number = anatomy.structures.find(name)->number;
        for (const auto& dvh : anatomy.dose->stored_dvhs)
            if (dvh.roi_number == number) return dvh;
        FAIL("no stored DVH of " << name);
        std::abort();
    }
    dose::Dvh ours(const std::string& name) const {
        const auto* solid = geometry.find(name);
        return dose::compute_dvh(*solid->structure, solid->solid, *anatomy.dose);
    }
};

std::optional<Plan> read_plan(std::optional<geometry::EndRule> ends = std::nullopt) {
    const auto data = test::shared_data("dicomrt_breast_dicompyler");
    if (!data) return std::nullopt;
    const auto folder = io::read_dicom_folder(*data, {});
    REQUIRE(folder.ok());
    auto chosen = io::choose_anatomy(*folder, {});
    REQUIRE(chosen.ok());
    Plan plan{std::move(chosen->anatomy), {}};
    plan.geometry = twin::build_geometry(plan.anatomy, ends);
    return plan;
}

double volume_at_cc(const dose::Dvh& dvh, double dose_gy) {
    const auto name = "V" + std::to_string(dose_gy) + "Gy[cc]";
    return dose::evaluate(dvh, dose::parse_metric(name).value()).value;
}

/// Mean of the stored curve: its area over the volume it begins with.
double mean_of_curve_gy(const patient::StoredDvh& dvh) {
    return std::accumulate(dvh.volume.begin(), dvh.volume.end(), 0.0) * bin_gy / dvh.volume.front();
}

}  // namespace

TEST_CASE("[shared] planning system: its curves are in Gy, only minimum, maximum and mean are percent of the prescription") {
    const auto plan = read_plan();
    if (!plan) return;
    for (const char* name : {"Heart", "Lt Lung", "Breast", "Tumor Bed"}) {
        const auto& stored = plan->theirs(name);
        CHECK(stored.bin_width_gy.front() == doctest::Approx(bin_gy));
        CHECK(mean_of_curve_gy(stored) == doctest::Approx(*stored.mean_gy / 100.0 * prescribed_gy).epsilon(5e-4));
    }
}

TEST_CASE("[shared] planning system: mean within 0.5 %, volume within 1 %") {
    const auto plan = read_plan();
    if (!plan) return;
    CHECK(plan->geometry.ends == geometry::EndRule::contour);  // found from its volumes
    for (const char* name : {"Heart", "Lt Lung", "Breast", "Tumor Bed"}) {
        const auto dvh = plan->ours(name);
        const auto& stored = plan->theirs(name);
        CHECK_MESSAGE(dvh.mean_gy == doctest::Approx(*stored.mean_gy / 100.0 * prescribed_gy).epsilon(0.005), name);
        CHECK_MESSAGE(dvh.volume_cc == doctest::Approx(stored.volume.front()).epsilon(0.01), name);
    }
}

TEST_CASE("[shared] planning system: the whole curves agree within 1 % of the structure") {
    const auto plan = read_plan();
    if (!plan) return;
    for (const char* name : {"Heart", "Lt Lung", "Breast", "Tumor Bed Block"}) {
        const auto dvh = plan->ours(name);
        const auto& stored = plan->theirs(name);
        for (std::size_t i = 1; i < stored.volume.size(); i += 7) {
            const double dose_gy = (static_cast<double>(i) + 0.5) * bin_gy;
            CHECK_MESSAGE(std::abs(volume_at_cc(dvh, dose_gy) - stored.volume[i]) < 0.01 * dvh.volume_cc, name << " at " << dose_gy);
        }
    }
}

TEST_CASE("[shared] planning system: the volume that BODY lacks is what rounds to 0.00 Gy") {
    const auto plan = read_plan();
    if (!plan) return;
    const auto dvh = plan->ours("BODY");
    const auto& stored = plan->theirs("BODY");
    // 5.7 % of the volume are missing in its curve …
    CHECK(stored.volume.front() < 0.95 * dvh.volume_cc);
    // … which begins with what receives at least half a bin, …
    CHECK(stored.volume.front() == doctest::Approx(volume_at_cc(dvh, bin_gy / 2)).epsilon(0.01));
    // … but its mean is that of the whole: the area under the curve over that mean is the volume of our contours.
    const double mean_gy = *stored.mean_gy / 100.0 * prescribed_gy;
    CHECK(mean_of_curve_gy(stored) * stored.volume.front() / mean_gy == doctest::Approx(dvh.volume_cc).epsilon(0.001));
    CHECK(dvh.mean_gy == doctest::Approx(mean_gy).epsilon(0.005));
}

TEST_CASE("[shared] planning system: with half a spacing more at each end the stated uncertainty covers the difference") {
    const auto plan = read_plan(geometry::EndRule::half_spacing);
    if (!plan) return;
    for (const char* name : {"Heart", "Lt Lung", "Breast", "Tumor Bed", "Tumor Bed Block"}) {
        const auto dvh = plan->ours(name);
        const auto& stored = plan->theirs(name);
        CHECK_MESSAGE(std::abs(dvh.volume_cc - stored.volume.front()) < dvh.volume_uncertainty_cc, name);
        CHECK_MESSAGE(std::abs(dvh.mean_gy - *stored.mean_gy / 100.0 * prescribed_gy) < dvh.mean_uncertainty_gy, name);
    }
}
