// Reading real exports: a breast plan, a VMAT plan without file headers, and doses and plans of several vendors. Expected numbers
// were obtained once with pydicom 2.3.1 from the same files (pixel_array × DoseGridScaling, and the attributes as printed).
#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "io/dicom/dicom_folder.hpp"
#include "support/files.hpp"

using namespace abscope;
using namespace abscope::io;

namespace {

bool has_warning(const patient::Warnings& warnings, const std::string& code) {
    return std::any_of(warnings.begin(), warnings.end(),
                       [&](const patient::Warning& w) { return w.code == code; });
}

double mean(const std::vector<float>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

DicomFolder read(const std::filesystem::path& path) {
    auto folder = read_dicom_folder(path);
    const std::string message = folder.ok() ? "" : folder.error().message();
    INFO(message);
    REQUIRE(folder.ok());
    return std::move(*folder);
}

double value(const patient::DoseGrid& dose, std::size_t i, std::size_t j, std::size_t k) {
    return dose.values[dose.grid.index(i, j, k)];
}

}  // namespace

TEST_CASE("[shared] breast plan: objects, grid and dose") {
    const auto path = test::shared_data("dicomrt_breast_dicompyler");
    if (!path) return;
    const DicomFolder folder = read(*path);
    CHECK(folder.files == 5);
    CHECK(folder.not_dicom == 1);
    CHECK(folder.unreadable.empty());
    REQUIRE(folder.doses.size() == 1);
    const patient::DoseGrid& dose = folder.doses[0].dose;
    CHECK_FALSE(folder.doses[0].refused);
    CHECK(dose.grid.size == std::array<std::size_t, 3>{194, 129, 98});
    CHECK(dose.grid.spacing == std::array<double, 3>{2.5, 2.5, 3.0});
    CHECK(dose.grid.origin == patient::Vector3{-228.6541915, -419.2444776, -122.4407});
    CHECK(dose.summation == patient::DoseSummation::plan);
    CHECK(dose.bits == 32);
    CHECK(dose.quantum_gy == 1.4e-5);
    CHECK(dose.maximum_gy() == doctest::Approx(14.680764).epsilon(1e-7));
    CHECK(value(dose, 137, 51, 32) == doctest::Approx(14.680764).epsilon(1e-7));
    CHECK(value(dose, 97, 64, 49) == doctest::Approx(1.347696).epsilon(1e-7));
    CHECK(value(dose, 64, 32, 19) == doctest::Approx(0.017178).epsilon(1e-7));
    CHECK(mean(dose.values) == doctest::Approx(0.15204166611295672).epsilon(1e-7));
    CHECK(folder.identity.sex == "F");
    CHECK(has_warning(folder.warnings, "several-patients"));
    CHECK(has_warning(folder.warnings, "image-single-slice"));
}

TEST_CASE("[shared] breast plan: stored DVHs are kept as written, with a warning") {
    const auto path = test::shared_data("dicomrt_breast_dicompyler/rtdose.dcm");
    if (!path) return;
    const DicomFolder folder = read(*path);
    const auto& dvhs = folder.doses.at(0).dose.stored_dvhs;
    REQUIRE(dvhs.size() == 9);
    const auto heart =
        std::find_if(dvhs.begin(), dvhs.end(), [](const patient::StoredDvh& d) { return d.roi_number == 5; });
    REQUIRE(heart != dvhs.end());
    CHECK(heart->mean_gy.value() == doctest::Approx(4.62539474348025).epsilon(1e-14));
    CHECK(heart->volume.size() == 311);
    CHECK(heart->volume.front() == doctest::Approx(437.462317502643).epsilon(1e-14));
    CHECK(heart->bin_width_gy.front() == 1e-2);
    CHECK(heart->volume_units == "CM3");
    CHECK(has_warning(folder.warnings, "stored-dvh-implausible"));
}

TEST_CASE("[shared] breast plan: structures") {
    const auto path = test::shared_data("dicomrt_breast_dicompyler/rtss.dcm");
    if (!path) return;
    const DicomFolder folder = read(*path);
    REQUIRE(folder.structure_sets.size() == 1);
    const patient::StructureSet& set = folder.structure_sets[0].set;
    CHECK(set.label == "CT_1");
    CHECK(set.structures.size() == 10);
    const auto contours = [&](const char* name) { return set.find(name)->contours.size(); };
    CHECK(contours("BODY") == 141);
    CHECK(contours("Heart") == 33);
    CHECK(contours("Lt Lung") == 165);
    CHECK(contours("Tumor Bed") == 18);
    CHECK(contours("Areola") == 0);
    CHECK(set.find("Heart")->number == 5);
    CHECK(set.find("Heart")->colour == std::array<int, 3>{255, 128, 0});
    CHECK(set.find("BODY")->interpreted_type == "EXTERNAL");
    CHECK(set.find("Heart")->contours[0].points[0] == patient::Vector3{9.13, -295.96, -98.44});
    CHECK(has_warning(folder.warnings, "structure-without-contours"));
}

TEST_CASE("[shared] breast plan: plan, links and the chosen anatomy") {
    const auto path = test::shared_data("dicomrt_breast_dicompyler");
    if (!path) return;
    const DicomFolder folder = read(*path);
    REQUIRE(folder.plans.size() == 1);
    const patient::Plan& plan = folder.plans[0].plan;
    CHECK(plan.label == "breast");
    CHECK(plan.fractions() == 7);
    CHECK(plan.prescription_gy() == 14.0);
    CHECK(plan.position == patient::PatientPosition::head_first_supine);
    REQUIRE(plan.beams.size() == 4);
    CHECK(plan.beams[0].control_points.size() == 92);
    CHECK(plan.beams[2].control_points.size() == 103);
    CHECK(plan.beams[0].control_points[5].gantry_deg == 327.0);
    CHECK(plan.beams[0].control_points[1].cumulative_weight == 0.010989011);
    CHECK(plan.beams[3].control_points[0].energy_mv == 10.0);
    CHECK(plan.beams[0].meterset_mu == 97.0);
    CHECK(plan.beams[0].isocentre == patient::Vector3{72.5304715048, -304.3445582552, -9.3092401018882});
    // (97 + 87 + 89 + 94) MU at 400 MU/min
    CHECK(plan.beam_on_s().value() == doctest::Approx(55.05).epsilon(1e-12));
    const auto chosen = choose_anatomy(folder);
    REQUIRE(chosen.ok());
    CHECK(chosen->anatomy.plans.size() == 1);
    CHECK(chosen->anatomy.dose->maximum_gy() == doctest::Approx(14.680764).epsilon(1e-7));
    REQUIRE(chosen->anatomy.image);
    CHECK(chosen->anatomy.image->grid.size == std::array<std::size_t, 3>{512, 512, 1});
    CHECK(chosen->anatomy.image->values[256 * 512 + 256] == -81.0f);
    CHECK(chosen->anatomy.image->values[100 * 512 + 300] == -987.0f);
    const auto broken = std::count_if(folder.links.begin(), folder.links.end(),
                                      [](const DicomLink& l) { return l.state == DicomLink::State::broken; });
    CHECK(broken == 0);
    CHECK(folder.links.size() == 4);
}

TEST_CASE("[shared] VMAT plan without file headers: 110 control points, image, structures") {
    const auto path = test::shared_data("dicomrt_tinyvmat_pymedphys");
    if (!path) return;
    const DicomFolder folder = read(*path);
    REQUIRE(folder.plans.size() == 1);
    const patient::Plan& plan = folder.plans[0].plan;
    REQUIRE(plan.beams.size() == 1);
    const auto& points = plan.beams[0].control_points;
    REQUIRE(points.size() == 110);
    CHECK(points[0].gantry_deg == 180.0);
    CHECK(points[3].gantry_deg == 184.6);
    CHECK(points[54].gantry_deg == 27.0);
    CHECK(points[54].cumulative_weight == 0.466103);
    CHECK(points[109].cumulative_weight == 1.0);
    CHECK(plan.beams[0].meterset_mu == 598.839783);
    CHECK(plan.fractions() == 2);
    CHECK_FALSE(plan.beam_on_s());  // its dose rates are all 0
    REQUIRE(folder.images.size() == 1);
    CHECK_FALSE(folder.images[0].refused);
    const patient::Image& image = folder.images[0].image;
    CHECK(image.grid.size == std::array<std::size_t, 3>{5, 5, 5});
    CHECK(image.grid.spacing == std::array<double, 3>{100.0, 100.0, 100.0});
    CHECK(image.grid.origin == patient::Vector3{-200, -200, -200});
    CHECK(image.values[image.grid.index(0, 0, 2)] == -1024.0f);
    CHECK(image.values[image.grid.index(2, 2, 2)] == 0.0f);
    CHECK(image.values[image.grid.index(2, 2, 0)] == -1024.0f);
    CHECK(folder.structure_sets.at(0).set.find("tumor")->contours.size() == 1);
    const auto anatomy = anatomy_of(folder);
    REQUIRE(anatomy.ok());
    CHECK_FALSE(anatomy->dose);
    CHECK(anatomy->image);
}

TEST_CASE("[shared] vendor doses of 16 bits") {
    const auto path = test::shared_data("rtdose_vendors");
    if (!path) return;
    const DicomFolder pinnacle = read(*path / "pinnacle_RD.dcm");
    const patient::DoseGrid& a = pinnacle.doses.at(0).dose;
    CHECK_FALSE(pinnacle.doses[0].refused);
    CHECK(a.grid.size == std::array<std::size_t, 3>{150, 90, 50});
    CHECK(a.grid.origin == patient::Vector3{-200, -2.5, -52.5});
    CHECK(a.bits == 16);
    CHECK(value(a, 64, 33, 15) == doctest::Approx(49.87240448).epsilon(1e-7));
    CHECK(value(a, 50, 22, 10) == doctest::Approx(2.80654034).epsilon(1e-7));
    CHECK(mean(a.values) == doctest::Approx(10.42244413901935).epsilon(1e-7));
    const DicomFolder raystation = read(*path / "raystation_RD_wedge.dcm");
    const patient::DoseGrid& b = raystation.doses.at(0).dose;
    CHECK(b.grid.size == std::array<std::size_t, 3>{75, 130, 60});
    CHECK(b.grid.spacing[2] == 2.0);
    CHECK(value(b, 24, 11, 39) == doctest::Approx(1.9595895597).epsilon(1e-7));
    CHECK(value(b, 25, 32, 12) == doctest::Approx(1.18272076668).epsilon(1e-7));
    CHECK(mean(b.values) == doctest::Approx(0.4596958691022857).epsilon(1e-7));
    // The plan it refers to is not there: said, and no obstacle.
    CHECK(has_warning(raystation.warnings, "link-broken"));
    REQUIRE(anatomy_of(raystation).ok());
    CHECK(anatomy_of(raystation)->dose);
}

TEST_CASE("[shared] relative dose: decoded in every transfer syntax, and refused with the reason") {
    const auto path = test::shared_data("rtdose_vendors");
    if (!path) return;
    for (const char* name : {"pydicom_rtdose.dcm", "pydicom_rtdose_expb.dcm", "pydicom_rtdose_rle.dcm"}) {
        const std::string file = name;
        CAPTURE(file);
        const DicomFolder folder = read(*path / name);
        const FoundDose& found = folder.doses.at(0);
        CHECK(found.units == "RELATIVE");
        CHECK(found.dose.grid.size == std::array<std::size_t, 3>{10, 10, 15});
        CHECK(found.dose.grid.spacing == std::array<double, 3>{10, 10, 5});
        CHECK(value(found.dose, 7, 0, 0) == doctest::Approx(1.254).epsilon(1e-7));
        CHECK(value(found.dose, 5, 5, 7) == doctest::Approx(0.975).epsilon(1e-7));
        CHECK(value(found.dose, 3, 2, 3) == doctest::Approx(1.134).epsilon(1e-7));
        CHECK(mean(found.dose.values) == doctest::Approx(1.0132733333333332).epsilon(1e-7));
        REQUIRE(found.refused);
        CHECK(found.refused->message().find("RELATIVE") != std::string::npos);
        CHECK_FALSE(anatomy_of(folder).ok());
    }
    const DicomFolder single = read(*path / "pydicom_rtdose_1frame.dcm");
    CHECK(single.doses.at(0).dose.grid.size[2] == 1);
    CHECK(value(single.doses[0].dose, 7, 0, 0) == doctest::Approx(1.254).epsilon(1e-7));
    CHECK(has_warning(single.warnings, "dose-frame-offsets"));
}

TEST_CASE("[shared] vendor plans and structures; a plan that is cut off is refused with a reason") {
    const auto path = test::shared_data("rtdose_vendors");
    if (!path) return;
    const patient::Plan pinnacle = read(*path / "pinnacle_RP.dcm").plans.at(0).plan;
    CHECK(pinnacle.label == "Plan_2.0");
    CHECK(pinnacle.fractions() == 25);
    REQUIRE(pinnacle.beams.size() == 2);
    CHECK(pinnacle.beams[1].control_points.at(1).gantry_deg == 270.0);
    CHECK(pinnacle.beams[1].dose_gy == 0.665421);
    const patient::Plan plain = read(*path / "pydicom_rtplan.dcm").plans.at(0).plan;
    CHECK(plain.fractions() == 30);
    CHECK(plain.prescription_gy() == 30.826203);
    CHECK(plain.beams.at(0).isocentre ==
          patient::Vector3{235.711172833292, 244.135437110782, -724.97815409918});
    const patient::StructureSet set = read(*path / "pydicom_rtstruct.dcm").structure_sets.at(0).set;
    CHECK(set.structures.at(0).contours.size() == 3);
    CHECK(set.structures.at(0).contours[1].points.size() ==
          5);  // the file repeats the first point at the end
    CHECK(set.structures.at(1).points.size() == 1);
    CHECK(set.structures.at(1).contours.empty());

    const auto truncated = read_dicom_folder(*path / "pydicom_rtplan_truncated.dcm");
    REQUIRE_FALSE(truncated.ok());
    CHECK(truncated.error().kind == ErrorKind::input);
    CHECK(truncated.error().message().find("pydicom_rtplan_truncated.dcm") != std::string::npos);
    // In a folder it is listed, and the rest is read.
    const DicomFolder all = read(*path);
    REQUIRE(all.unreadable.size() == 1);
    CHECK(all.unreadable[0].file == "pydicom_rtplan_truncated.dcm");
    CHECK(all.not_dicom == 2);
}
