// RTSTRUCT and RTPLAN: what is read, what is left out with a warning, what is refused.
#include "support/dicom_edit.hpp"

using namespace abscope;
using namespace abscope::io;
using namespace abscope::test;

namespace {

DcmItem& item_of(DcmItem& parent, const DcmTagKey& sequence, long n) {
    DcmItem* item = nullptr;
    REQUIRE(parent.findAndGetSequenceItem(sequence, item, n).good());
    return *item;
}

/// Contour `n` of the first structure.
DcmItem& contour(DcmDataset& d, long n) {
    return item_of(item_of(d, DCM_ROIContourSequence, 0), DCM_ContourSequence, n);
}

DicomFolder structures_after(const std::string& name, const std::function<void(DcmDataset&)>& change) {
    const SampleFolder sample(name);
    edit(sample.file("RTSTRUCT.dcm"), change);
    return sample.read();
}

DicomFolder plan_after(const std::string& name, const std::function<void(DcmDataset&)>& change) {
    const SampleFolder sample(name);
    edit(sample.file("RTPLAN.1.dcm"), change);
    return sample.read();
}

std::string text_of(const patient::Warnings& warnings, const std::string& code) {
    for (const auto& w : warnings)
        if (w.code == code) return w.text;
    return {};
}

}  // namespace

TEST_CASE("structures: one without contours is listed and warned about") {
    const DicomFolder folder = structures_after("struct_plain", [](DcmDataset&) {});
    CHECK(text_of(folder.warnings, "structure-without-contours").find("'empty'") != std::string::npos);
    CHECK(folder.structure_sets.at(0).set.structures.size() == 3);
    const DicomFolder bare = structures_after("struct_no_contours", erase(DCM_ROIContourSequence));
    CHECK_FALSE(bare.structure_sets.at(0).refused);
    CHECK(bare.structure_sets[0].set.structures.size() == 3);
    CHECK(bare.structure_sets[0].set.structures[0].contours.empty());
}

TEST_CASE("structures: a set without structures is refused") {
    const DicomFolder folder = structures_after("struct_none", erase(DCM_StructureSetROISequence));
    CHECK(says(folder.structure_sets.at(0).refused, {"no structures", "RTSTRUCT.dcm"}));
    CHECK(says(error_of(choose_anatomy(folder)), {"no structures"}));
}

TEST_CASE("structures: damaged, open, degenerate and tilted contours") {
    const auto contours = [](const DicomFolder& folder) {
        return folder.structure_sets.at(0).set.structures.at(0).contours.size();
    };
    const DicomFolder damaged = structures_after("struct_damaged", [](DcmDataset& d) {
        contour(d, 0).putAndInsertString(DCM_ContourData, "1\\2\\x\\4\\5\\6");
        contour(d, 1).putAndInsertString(DCM_ContourData, "1\\2\\3\\4");
        contour(d, 2).putAndInsertString(DCM_ContourData, "1\\2\\3\\\\5\\6");
    });
    CHECK(contours(damaged) == 2);
    CHECK(text_of(damaged.warnings, "structure-contour-damaged").find("3 contour(s)") != std::string::npos);
    const DicomFolder open = structures_after("struct_open", [](DcmDataset& d) {
        contour(d, 0).putAndInsertString(DCM_ContourGeometricType, "OPEN_PLANAR");
    });
    CHECK(contours(open) == 4);
    CHECK(has_warning(open.warnings, "structure-contour-open"));
    const DicomFolder thin = structures_after("struct_degenerate", [](DcmDataset& d) {
        contour(d, 0).putAndInsertString(DCM_ContourData, "1\\2\\3\\4\\5\\3");
    });
    CHECK(contours(thin) == 4);
    CHECK(has_warning(thin.warnings, "structure-contour-degenerate"));
    const DicomFolder tilted = structures_after("struct_tilted", [](DcmDataset& d) {
        contour(d, 0).putAndInsertString(DCM_ContourData, "0\\0\\0\\10\\0\\0\\10\\10\\5");
    });
    CHECK(contours(tilted) == 0);  // a volume of the rest would be wrong
    CHECK(text_of(tilted.warnings, "structure-not-axial").find("'BODY'") != std::string::npos);
}

TEST_CASE("structures: points are kept apart from contours, and a repeated first point is dropped") {
    const DicomFolder folder = structures_after("struct_points", [](DcmDataset& d) {
        contour(d, 0).putAndInsertString(DCM_ContourGeometricType, "POINT");
        contour(d, 0).putAndInsertString(DCM_ContourData, "1\\2\\3");
        contour(d, 1).putAndInsertString(DCM_ContourData, "0\\0\\5\\10\\0\\5\\10\\10\\5\\0\\0\\5");
        contour(d, 2).putAndInsertString(DCM_ContourGeometricType, "CLOSEDPLANAR_XOR");
    });
    const patient::Structure& body = folder.structure_sets.at(0).set.structures.at(0);
    CHECK(body.points == std::vector<patient::Vector3>{{1, 2, 3}});
    CHECK(body.contours.size() == 4);
    CHECK(body.contours[0].points.size() == 3);
}

TEST_CASE("structures: another frame of reference within a set is refused; between set and dose, too") {
    const DicomFolder mixed = structures_after("struct_frames", [](DcmDataset& d) {
        item_of(d, DCM_StructureSetROISequence, 1)
            .putAndInsertString(DCM_ReferencedFrameOfReferenceUID, "1.2.3");
    });
    CHECK(says(mixed.structure_sets.at(0).refused, {"another frame of reference", "Herz"}));
    const SampleFolder sample("dose_frame");
    edit(sample.file("RTDOSE.dcm"), set(DCM_FrameOfReferenceUID, "1.2.3"));
    CHECK(says(error_of(choose_anatomy(sample.read())),
               {"dose and structures", "different frames of reference"}));
    edit(sample.file("RTDOSE.dcm"), erase(DCM_FrameOfReferenceUID));
    const auto chosen = choose_anatomy(sample.read());
    REQUIRE(chosen.ok());
    CHECK(has_warning(chosen->warnings, "frame-of-reference-missing"));
}

TEST_CASE("structures: names in Latin-1 and in other character sets") {
    const auto named = [](const char* charset, const char* name) {
        const DicomFolder folder = structures_after("struct_names", [=](DcmDataset& d) {
            if (charset != nullptr)
                d.putAndInsertString(DCM_SpecificCharacterSet, charset);
            else
                d.findAndDeleteElement(DCM_SpecificCharacterSet);
            item_of(d, DCM_StructureSetROISequence, 1).putAndInsertString(DCM_ROIName, name);
        });
        return folder.structure_sets.at(0).set.structures.at(1).name;
    };
    CHECK(named("ISO_IR 100", "Herz \xE4") == "Herz ä");
    CHECK(named(nullptr, "Herz \xE4") == "Herz ä");
    CHECK(named("ISO_IR 192", "Herz \xC3\xA4") == "Herz ä");
    CHECK(named("ISO_IR 192", "Herz \xE4") == "Herz ?");
    CHECK(named("ISO_IR 13", "\xC4\xC5") == "??");
    CHECK(named("ISO_IR 100", "") == "ROI 4");
}

TEST_CASE("structures: more points than the limit are refused") {
    const SampleFolder sample("struct_limit");
    DicomReadOptions options;
    options.limits.contour_points = 10;
    CHECK(says(sample.read(options).structure_sets.at(0).refused, {"too many contour points", "10"}));
}

TEST_CASE("plan: values that a control point does not repeat stay as they were") {
    const DicomFolder folder = plan_after("plan_plain", [](DcmDataset&) {});
    const patient::Beam& beam = folder.plans.at(0).plan.beams.at(0);
    REQUIRE(beam.control_points.size() == 3);
    CHECK(beam.control_points[2].gantry_deg == 13.5);
    CHECK(beam.control_points[2].energy_mv == 6.0);
    CHECK(beam.control_points[2].collimators[0].positions_mm == std::vector<double>{-30.0, 30.0});
    CHECK(beam.control_points[1].collimators[1].positions_mm ==
          std::vector<double>{-20.0, -10.0, 20.0, 10.0});
    CHECK(beam.control_points[2].collimators[1].positions_mm == std::vector<double>{-5.0, -6.0, 5.0, 6.0});
    CHECK(folder.plans[0].plan.prescriptions.at(0).dose_gy == 12.5);
}

TEST_CASE("plan: electrons and ions are recognised by name") {
    const DicomFolder electrons = plan_after("plan_electrons", [](DcmDataset& d) {
        item_of(d, DCM_BeamSequence, 1).putAndInsertString(DCM_RadiationType, "ELECTRON");
    });
    CHECK(electrons.plans.at(0).plan.beams.at(1).radiation == "ELECTRON");
    CHECK(text_of(electrons.warnings, "plan-not-photon").find("ELECTRON") != std::string::npos);
    const DicomFolder ions = plan_after("plan_ions", [](DcmDataset& d) {
        d.putAndInsertString(DCM_SOPClassUID, UID_RTIonPlanStorage);
        DcmItem* beam = nullptr;
        d.findOrCreateSequenceItem(DCM_IonBeamSequence, beam, -2);
        beam->putAndInsertString(DCM_BeamNumber, "1");
        beam->putAndInsertString(DCM_RadiationType, "PROTON");
        DcmItem* point = nullptr;
        beam->findOrCreateSequenceItem(DCM_IonControlPointSequence, point, -2);
        point->putAndInsertString(DCM_NominalBeamEnergy, "150");
    });
    CHECK(ions.plans.at(0).kind == "RT Ion Plan");
    CHECK(ions.plans[0].plan.beams.at(0).radiation == "PROTON");
    CHECK(ions.plans[0].plan.beams[0].control_points.at(0).energy_mv == 150.0);
    CHECK(ions.plans[0].plan.fractions() == 5);
}

TEST_CASE("plan: a position other than head-first supine is refused; none is taken as unknown") {
    const auto with = [](const char* position) {
        return plan_after("plan_position", [=](DcmDataset& d) {
            item_of(d, DCM_PatientSetupSequence, 0).putAndInsertString(DCM_PatientPosition, position);
        });
    };
    CHECK(says(with("HFP").plans.at(0).refused, {"HFP", "head-first supine", "RTPLAN.1.dcm"}));
    CHECK(says(error_of(choose_anatomy(with("FFDL"))), {"FFDL"}));
    CHECK_FALSE(with("").plans.at(0).refused);
    CHECK(with("").plans.at(0).plan.position == patient::PatientPosition::unknown);
}

TEST_CASE("plan: gaps in it are no obstacle") {
    const DicomFolder gaps = plan_after("plan_gaps", [](DcmDataset& d) {
        DcmItem& group = item_of(d, DCM_FractionGroupSequence, 0);
        group.putAndInsertString(DCM_NumberOfFractionsPlanned, "");
        item_of(group, DCM_ReferencedBeamSequence, 0).putAndInsertString(DCM_ReferencedBeamNumber, "9");
        item_of(d, DCM_BeamSequence, 0).putAndInsertString(DCM_NumberOfControlPoints, "7");
        item_of(d, DCM_BeamSequence, 0).putAndInsertString(DCM_BeamName, "");
        d.putAndInsertString(DCM_RTPlanLabel, "");
        d.findAndDeleteElement(DCM_DoseReferenceSequence);
    });
    const patient::Plan& plan = gaps.plans.at(0).plan;
    CHECK_FALSE(plan.fractions());
    CHECK_FALSE(plan.prescription_gy());
    CHECK(plan.label == "A plan");
    CHECK(plan.beams.at(0).name == "beam 1");
    CHECK(has_warning(gaps.warnings, "plan-beam-absent"));
    CHECK(has_warning(gaps.warnings, "plan-control-points"));
    CHECK(choose_anatomy(plan_after("plan_empty", [](DcmDataset& d) {
              for (const DcmTagKey& tag :
                   {DCM_BeamSequence, DCM_FractionGroupSequence, DCM_PatientSetupSequence})
                  d.findAndDeleteElement(tag);
          })).ok());
}

TEST_CASE("plan: a prescription by ROI number takes the structure's name") {
    const DicomFolder folder = plan_after("plan_roi", [](DcmDataset& d) {
        DcmItem& reference = item_of(d, DCM_DoseReferenceSequence, 0);
        reference.findAndDeleteElement(DCM_DoseReferenceDescription);
        reference.putAndInsertString(DCM_ReferencedROINumber, "4");
    });
    CHECK(folder.plans.at(0).plan.prescriptions.at(0).target_name == "Herz ä");
}
