// The main job on a real plan: the shared breast boost, from case file to results.
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "study/dvh_study.hpp"
#include "study/inspect.hpp"
#include "study/load_case.hpp"
#include "study/run_study.hpp"
#include "support/files.hpp"

using namespace abscope;
using namespace abscope::study;
namespace fs = std::filesystem;

TEST_CASE(
    "[shared] breast plan: the plan gives n, dose and beams; heart, lung, nodes and blood get their dose") {
    const auto data = test::shared_data("dicomrt_breast_dicompyler");
    if (!data) return;
    const auto folder = fs::temp_directory_path() / ("abscope_breast_test_" + std::to_string(::getpid()));
    fs::create_directories(folder);
    std::ofstream(folder / "case.toml")
        << "[anatomy]\ndicom = \"" << fs::absolute(*data).string()
        << "\"\n[[lesion]]\nstructure = \"Tumor Bed\"\ndrains_to = \"Nodes\"\n[host]\nalc = \"1.8e9/L\"\n";
    auto loaded = load_case(folder / "case.toml");
    fs::remove_all(folder);
    REQUIRE(loaded.ok());
    const auto& block = loaded->subject.course.radiotherapy.at(0);
    CHECK(block.fractions == 7);
    CHECK(block.dose_per_fraction == gray(2));
    CHECK(loaded->subject.host.sex == patient::Sex::female);
    const auto outcome = compute_study(std::move(*loaded), 1);
    REQUIRE(outcome.ok());
    const auto& exposure = outcome->result.exposure->blocks.at(0);
    // The planning system's own DVHs in the RTDOSE (data README), course ÷ 7.
    for (const auto& organ : exposure.organs) {
        if (organ.name == "Heart")
            CHECK(organ.per_fraction.mean_gy() == doctest::Approx(0.6476 / 7).epsilon(0.005));
        if (organ.name == "Lt Lung")
            CHECK(organ.per_fraction.mean_gy() == doctest::Approx(0.9093 / 7).epsilon(0.005));
    }
    CHECK(exposure.lesions.at(0).mean_gy == doctest::Approx(14.291 / 7).epsilon(0.005));
    CHECK(exposure.lesions[0].node_mean_gy > 0.0);
    CHECK(outcome->result.blood->course.mean_gy > 0.0);
    const auto& coverage = outcome->result.blood->coverage;
    CHECK(coverage.contoured + coverage.remainder + coverage.outside == doctest::Approx(1.0));
    CHECK(coverage.contoured > 0.0);
    CHECK(outcome->result.windows.at(0).window_class == "gray");
}

TEST_CASE("[shared] breast plan: dvh and inspect say the same volume") {
    const auto data = test::shared_data("dicomrt_breast_dicompyler");
    if (!data) return;
    DvhRequest request;
    request.path = *data;
    request.structures = {"Heart"};
    request.metrics = {"mean", "D2cc"};
    const auto study = run_dvh_study(request);
    REQUIRE(study.ok());
    CHECK(*study->fractions == 7);
    const auto found = inspect_folder(*data);
    REQUIRE(found.ok());
    for (const auto& structure : found->structures)
        if (structure.name == "Heart")
            CHECK(structure.volume_cc == doctest::Approx(study->entries.at(0).volume_cc));
    CHECK(study->entries.at(0).metrics.at(0).value == study->entries[0].mean_gy);
    CHECK(study->entries.at(0).dose_gy.size() < 2000);
}

TEST_CASE("[shared] a folder with several plans and no rule to choose is refused by name") {
    const auto data = test::shared_data("rtdose_vendors");
    if (!data) return;
    DvhRequest request;
    request.path = *data;
    const auto study = run_dvh_study(request);
    REQUIRE(!study.ok());
    CHECK(study.error().kind == ErrorKind::input);
}
