// RTSTRUCT and RTPLAN: what is read, what is left out with a warning, what is refused.
#include <fmt/format.h>

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

/// A registration that brings points of frame `from` into frame `to`.
void write_registration(const std::filesystem::path& path, const std::string& to, const std::string& from, const char* matrix) {
    DcmFileFormat file;
    DcmDataset& d = *file.getDataset();
    d.putAndInsertString(DCM_SOPClassUID, UID_SpatialRegistrationStorage);
    d.putAndInsertString(DCM_SOPInstanceUID, "1.2.3.4.5");
    d.putAndInsertString(DCM_Modality, "REG");
    d.putAndInsertString(DCM_FrameOfReferenceUID, to.c_str());
    DcmItem *item = nullptr, *registration = nullptr, *entry = nullptr;
    d.findOrCreateSequenceItem(DCM_RegistrationSequence, item, -2);
    item->putAndInsertString(DCM_FrameOfReferenceUID, from.c_str());
    item->findOrCreateSequenceItem(DCM_MatrixRegistrationSequence, registration, -2);
    registration->findOrCreateSequenceItem(DCM_MatrixSequence, entry, -2);
    entry->putAndInsertString(DCM_FrameOfReferenceTransformationMatrixType, "RIGID");
    entry->putAndInsertString(DCM_FrameOfReferenceTransformationMatrix, matrix);
    REQUIRE(file.saveFile(path.c_str(), EXS_LittleEndianExplicit).good());
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
    CHECK(text_of(tilted.warnings, "structure-not-parallel").find("'BODY'") != std::string::npos);
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

TEST_CASE("structures: contours in parallel planes of any direction are kept") {
    const DicomFolder sagittal = structures_after("struct_sagittal", [](DcmDataset& d) {
        for (unsigned long c = 0; c < 5; ++c)
            contour(d, c).putAndInsertString(DCM_ContourData,
                                             fmt::format("{0}\\0\\0\\{0}\\10\\0\\{0}\\10\\8\\{0}\\0\\8", 2 * c).c_str());
    });
    CHECK(sagittal.structure_sets.at(0).set.structures.at(0).contours.size() == 5);
    CHECK_FALSE(has_warning(sagittal.warnings, "structure-not-parallel"));
}

TEST_CASE("structures: the only plane of one takes the thickness that the file says") {
    const DicomFolder one = structures_after("struct_slab", [](DcmDataset& d) {
        for (unsigned long c = 0; c < 5; ++c) {
            contour(d, c).putAndInsertString(DCM_ContourData, "0\\0\\5\\10\\0\\5\\10\\10\\5");
            contour(d, c).putAndInsertString(DCM_RETIRED_ContourSlabThickness, "2.5");
        }
    });
    CHECK(one.structure_sets.at(0).set.structures.at(0).slab_mm == 2.5);
}

TEST_CASE("frames of reference: a structure or a dose in another one needs a rigid registration") {
    const SampleFolder sample("struct_frames");
    edit(sample.file("RTSTRUCT.dcm"), [](DcmDataset& d) {
        item_of(d, DCM_StructureSetROISequence, 1)
            .putAndInsertString(DCM_ReferencedFrameOfReferenceUID, "1.2.3");
    });
    const auto without = choose_anatomy(sample.read());
    REQUIRE(without.ok());
    CHECK(text_of(without->warnings, "structure-other-frame").find("Herz") != std::string::npos);
    CHECK(without->anatomy.structures.structures[1].contours.empty());
    edit(sample.file("RTDOSE.dcm"), set(DCM_FrameOfReferenceUID, "1.2.3"));
    CHECK(says(error_of(choose_anatomy(sample.read())),
               {"dose and structures", "different frames of reference"}));

    const std::string frame = sample.read().structure_sets.at(0).set.frame_of_reference_uid;
    const patient::Anatomy plain = sample_anatomy();
    // A quarter turn about z and a shift: (x, y, z) becomes (10 - y, x, z + 5).
    write_registration(sample.file("REG.dcm"), frame, "1.2.3", "0\\-1\\0\\10\\1\\0\\0\\0\\0\\0\\1\\5\\0\\0\\0\\1");
    const auto moved = choose_anatomy(sample.read());
    REQUIRE(moved.ok());
    const patient::Vector3 was = plain.structures.structures[1].contours[0].points[0];
    CHECK(norm(moved->anatomy.structures.structures[1].contours[0].points[0] -
               patient::Vector3{10 - was.y, was.x, was.z + 5}) < 1e-9);
    const patient::DoseGrid& dose = *moved->anatomy.dose;
    CHECK(dose.grid.is_axis_aligned());
    CHECK(dose.grid.size == std::array<std::size_t, 3>{4, 5, 6});
    const patient::Vector3 p = plain.dose->grid.position(3, 1, 2);
    const auto f = dose.grid.fractional_index({10 - p.y, p.x, p.z + 5});
    const auto near = [](double v) { return static_cast<std::size_t>(std::lround(v)); };
    CHECK(dose.values[dose.grid.index(near(f[0]), near(f[1]), near(f[2]))] ==
          doctest::Approx(plain.dose->values[plain.dose->grid.index(3, 1, 2)]).epsilon(1e-6));

    write_registration(sample.file("REG.dcm"), frame, "1.2.3", "1.1\\0\\0\\0\\0\\1\\0\\0\\0\\0\\1\\5\\0\\0\\0\\1");
    CHECK(says(error_of(choose_anatomy(sample.read())), {"not rigid"}));
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

TEST_CASE("plan: every patient position is read; none is taken as unknown") {
    const auto with = [](const char* position) {
        return plan_after("plan_position", [=](DcmDataset& d) {
            item_of(d, DCM_PatientSetupSequence, 0).putAndInsertString(DCM_PatientPosition, position);
        });
    };
    CHECK(with("HFP").plans.at(0).plan.position == patient::PatientPosition::head_first_prone);
    CHECK(with("FFDL").plans.at(0).plan.position == patient::PatientPosition::feet_first_decubitus_left);
    CHECK(with("").plans.at(0).plan.position == patient::PatientPosition::unknown);
}

TEST_CASE("plan: wedges, applicators, scan spots and brachytherapy") {
    const DicomFolder wedged = plan_after("plan_wedge", [](DcmDataset& d) {
        DcmItem& beam = item_of(d, DCM_BeamSequence, 0);
        beam.putAndInsertString(DCM_NumberOfWedges, "1");
        DcmItem *wedge = nullptr, *applicator = nullptr, *place = nullptr;
        beam.findOrCreateSequenceItem(DCM_WedgeSequence, wedge, -2);
        wedge->putAndInsertString(DCM_WedgeNumber, "1");
        wedge->putAndInsertString(DCM_WedgeType, "STANDARD");
        wedge->putAndInsertString(DCM_WedgeAngle, "30");
        beam.findOrCreateSequenceItem(DCM_ApplicatorSequence, applicator, -2);
        applicator->putAndInsertString(DCM_ApplicatorID, "A10");
        item_of(beam, DCM_ControlPointSequence, 1).findOrCreateSequenceItem(DCM_WedgePositionSequence, place, -2);
        place->putAndInsertString(DCM_ReferencedWedgeNumber, "1");
        place->putAndInsertString(DCM_WedgePosition, "OUT");
    });
    const patient::Beam& beam = wedged.plans.at(0).plan.beams.at(0);
    REQUIRE(beam.wedges.size() == 1);
    CHECK(beam.wedges[0].angle_deg == 30.0);
    CHECK(beam.applicator == "A10");
    CHECK(beam.control_points.at(0).wedges_in.empty());
    CHECK(beam.control_points.at(2).wedges_in == std::vector<bool>{false});
    const DicomFolder spots = plan_after("plan_spots", [](DcmDataset& d) {
        d.putAndInsertString(DCM_SOPClassUID, UID_RTIonPlanStorage);
        DcmItem *ion = nullptr, *point = nullptr;
        d.findOrCreateSequenceItem(DCM_IonBeamSequence, ion, -2);
        ion->putAndInsertString(DCM_BeamNumber, "1");
        ion->putAndInsertString(DCM_ScanMode, "MODULATED");
        ion->findOrCreateSequenceItem(DCM_IonControlPointSequence, point, -2);
        const Float32 places[] = {1.0f, 2.0f, -3.0f, 4.0f}, weights[] = {0.5f, 1.5f};
        point->putAndInsertFloat32Array(DCM_ScanSpotPositionMap, places, 4);
        point->putAndInsertFloat32Array(DCM_ScanSpotMetersetWeights, weights, 2);
    });
    const patient::Beam& scanned = spots.plans.at(0).plan.beams.at(0);
    CHECK(scanned.scan_mode == "MODULATED");
    CHECK(scanned.control_points.at(0).spots == std::vector<patient::ScanSpot>{{1, 2, 0.5}, {-3, 4, 1.5}});
    const DicomFolder brachy = plan_after("plan_brachy", [](DcmDataset& d) {
        d.putAndInsertString(DCM_BrachyTreatmentType, "HDR");
        d.putAndInsertString(DCM_BrachyTreatmentTechnique, "INTRACAVITARY");
        DcmItem *setup = nullptr, *channel = nullptr;
        d.findOrCreateSequenceItem(DCM_ApplicationSetupSequence, setup, -2);
        setup->putAndInsertString(DCM_ApplicationSetupType, "FLETCHER_SUIT");
        setup->findOrCreateSequenceItem(DCM_ChannelSequence, channel, -2);
        channel->putAndInsertString(DCM_ChannelNumber, "1");
    });
    CHECK(brachy.plans.at(0).plan.brachy_setups.at(0).channels == 1);
    CHECK(text_of(brachy.warnings, "plan-brachy").find("HDR INTRACAVITARY") != std::string::npos);
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
