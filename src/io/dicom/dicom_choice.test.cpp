// The choice of one anatomy: links, several objects of a kind, and sums over beams and fraction groups.
#include "support/dicom_edit.hpp"

using namespace abscope;
using namespace abscope::io;
using namespace abscope::test;
namespace fs = std::filesystem;

namespace {

struct DoseCopy {
    std::string summation;
    std::optional<int> group, beam;
    std::string scaling;  ///< empty: as it was
};

/// The sample with its dose replaced by these copies, RTDOSE.1.dcm, RTDOSE.2.dcm, …, in 16 bits.
SampleFolder with_doses(const std::string& name, const std::vector<DoseCopy>& copies) {
    SampleFolder sample(name);
    int n = 0;
    for (const DoseCopy& copy : copies) {
        const fs::path path = sample.file("RTDOSE." + std::to_string(++n) + ".dcm");
        fs::copy_file(sample.file("RTDOSE.dcm"), path);
        edit(path, [&](DcmDataset& d) {
            d.putAndInsertString(DCM_SOPInstanceUID, ("1.2.3." + std::to_string(n)).c_str());
            d.putAndInsertString(DCM_DoseSummationType, copy.summation.c_str());
            if (!copy.scaling.empty()) d.putAndInsertString(DCM_DoseGridScaling, copy.scaling.c_str());
            DcmItem *plan = nullptr, *group = nullptr, *beam = nullptr;
            REQUIRE(d.findAndGetSequenceItem(DCM_ReferencedRTPlanSequence, plan, 0).good());
            if (!copy.group && !copy.beam) return;
            plan->findOrCreateSequenceItem(DCM_ReferencedFractionGroupSequence, group, 0);
            if (copy.group)
                group->putAndInsertString(DCM_ReferencedFractionGroupNumber,
                                          std::to_string(*copy.group).c_str());
            if (!copy.beam) return;
            group->findOrCreateSequenceItem(DCM_ReferencedBeamSequence, beam, 0);
            beam->putAndInsertString(DCM_ReferencedBeamNumber, std::to_string(*copy.beam).c_str());
        });
    }
    fs::remove(sample.file("RTDOSE.dcm"));
    return sample;
}

}  // namespace

TEST_CASE("choice: everything that belongs together, with one sentence for each") {
    const SampleFolder sample("choice_plain");
    const DicomFolder folder = sample.read();
    for (const DicomLink& link : folder.links) CHECK(link.state == DicomLink::State::resolved);
    const auto chosen = choose_anatomy(folder);
    REQUIRE(chosen.ok());
    CHECK(chosen->anatomy.image);
    CHECK(chosen->anatomy.dose);
    CHECK(chosen->anatomy.plans.size() == 1);
    CHECK(chosen->anatomy.structures.structures.size() == 3);
    CHECK(chosen->explanation.size() == 4);
}

TEST_CASE("choice: doses of all beams are added up, of some are refused with what is missing") {
    const SampleFolder both = with_doses("choice_beams", {{"BEAM", 1, 1, "1e-9"}, {"BEAM", 1, 2, "3e-9"}});
    const DicomFolder folder = both.read();
    const auto chosen = choose_anatomy(folder);
    REQUIRE(chosen.ok());
    const patient::DoseGrid& sum = *chosen->anatomy.dose;
    CHECK(sum.summation == patient::DoseSummation::plan);
    CHECK_FALSE(sum.referenced_beam);
    for (std::size_t v = 0; v < sum.values.size(); ++v)
        CHECK(sum.values[v] ==
              doctest::Approx(folder.doses[0].dose.values[v] + folder.doses[1].dose.values[v]).epsilon(1e-7));
    CHECK(sum.values[0] == doctest::Approx(4.0 * folder.doses[0].dose.values[0]).epsilon(1e-6));

    CHECK(says(error_of(choose_anatomy(with_doses("choice_one_beam", {{"BEAM", 1, 1, ""}}).read())),
               {"the dose of beam 2 is missing"}));
    CHECK(
        says(error_of(choose_anatomy(
                 with_doses("choice_beam_twice", {{"BEAM", 1, 1, ""}, {"BEAM", 1, 1, ""}, {"BEAM", 1, 2, ""}})
                     .read())),
             {"several doses belong to beam 1"}));
    CHECK(says(error_of(choose_anatomy(
                   with_doses("choice_beam_unknown", {{"BEAM", 1, {}, ""}, {"BEAM", 1, 2, ""}}).read())),
               {"does not say which beam"}));
    CHECK(
        says(error_of(choose_anatomy(
                 with_doses("choice_beam_extra", {{"BEAM", 1, 1, ""}, {"BEAM", 1, 2, ""}, {"BEAM", 1, 5, ""}})
                     .read())),
             {"beam 5", "does not deliver"}));
}

TEST_CASE("choice: doses of beams without a plan, or on different grids, are refused") {
    SampleFolder sample = with_doses("choice_no_plan", {{"BEAM", 1, 1, ""}, {"BEAM", 1, 2, ""}});
    edit(sample.file("RTDOSE.2.dcm"), set(DCM_ImagePositionPatient, "-11\\-22\\100"));
    CHECK(says(error_of(choose_anatomy(sample.read())), {"different grids", "RTDOSE.2.dcm"}));
    fs::remove(sample.file("RTPLAN.1.dcm"));
    CHECK(says(error_of(choose_anatomy(sample.read())), {"doses of single beams", "no plan"}));
}

TEST_CASE("choice: fraction doses, one a fraction group") {
    const auto one = choose_anatomy(with_doses("choice_fraction", {{"FRACTION", 1, {}, ""}}).read());
    REQUIRE(one.ok());
    CHECK(one->anatomy.dose->summation == patient::DoseSummation::fraction);
    CHECK(patient::is_course_dose(one->anatomy.dose->summation));
    CHECK(choose_anatomy(with_doses("choice_fraction_unsaid", {{"FRACTION", {}, {}, ""}}).read()).ok());
    SampleFolder two =
        with_doses("choice_fractions", {{"FRACTION", 1, {}, "1e-9"}, {"FRACTION", 2, {}, "1e-9"}});
    CHECK(says(error_of(choose_anatomy(two.read())), {"fraction group 2", "does not deliver"}));
    edit(two.file("RTPLAN.1.dcm"), [](DcmDataset& d) {
        DcmItem* group = nullptr;
        d.findOrCreateSequenceItem(DCM_FractionGroupSequence, group, -2);
        group->putAndInsertString(DCM_FractionGroupNumber, "2");
        group->putAndInsertString(DCM_NumberOfFractionsPlanned, "3");
    });
    const DicomFolder folder = two.read();
    const auto sum = choose_anatomy(folder);
    REQUIRE(sum.ok());
    CHECK(sum->anatomy.dose->values[0] ==
          doctest::Approx(2.0 * folder.doses[0].dose.values[0]).epsilon(1e-6));
    fs::remove(two.file("RTDOSE.1.dcm"));
    CHECK(says(error_of(choose_anatomy(two.read())), {"the dose of fraction group 1 is missing"}));
}

TEST_CASE("choice: a plan dose comes before doses of beams; two plan doses must be told apart") {
    const auto mixed =
        choose_anatomy(with_doses("choice_mixed", {{"BEAM", 1, 1, ""}, {"PLAN", {}, {}, ""}}).read());
    REQUIRE(mixed.ok());
    CHECK(mixed->anatomy.dose->source == "RTDOSE.2.dcm");
    const DicomFolder folder = with_doses("choice_two", {{"PLAN", {}, {}, ""}, {"PLAN", {}, {}, ""}}).read();
    CHECK(says(error_of(choose_anatomy(folder)), {"2 PLAN doses", "RTDOSE.1.dcm", "RTDOSE.2.dcm"}));
    DicomSelection selection;
    selection.dose = "RTDOSE.2.dcm";
    REQUIRE(choose_anatomy(folder, selection).ok());
    CHECK(choose_anatomy(folder, selection)->anatomy.dose->sop_instance_uid == "1.2.3.2");
    selection.dose = "nothing.dcm";
    CHECK(
        says(error_of(choose_anatomy(folder, selection)), {"no dose called 'nothing.dcm'", "RTDOSE.1.dcm"}));
}

TEST_CASE("choice: session doses are one delivery; control point doses need a name") {
    const auto session =
        choose_anatomy(with_doses("choice_session", {{"FRACTION_SESSION", 1, {}, ""}}).read());
    REQUIRE(session.ok());
    CHECK_FALSE(patient::is_course_dose(session->anatomy.dose->summation));
    const DicomFolder folder = with_doses("choice_control_point", {{"CONTROL_POINT", 1, 1, ""}}).read();
    CHECK(says(error_of(choose_anatomy(folder)), {"CONTROL_POINT"}));
    DicomSelection selection;
    selection.dose = "1.2.3.1";
    CHECK(choose_anatomy(folder, selection).ok());
    selection = {};
    selection.without_dose = true;
    REQUIRE(choose_anatomy(folder, selection).ok());
    CHECK_FALSE(choose_anatomy(folder, selection)->anatomy.dose);
}

TEST_CASE("choice: a refused dose beside a good one is a warning, alone it is the reason") {
    const SampleFolder sample = with_doses("choice_refused", {{"PLAN", {}, {}, ""}, {"PLAN", {}, {}, ""}});
    edit(sample.file("RTDOSE.1.dcm"), set(DCM_DoseUnits, "RELATIVE"));
    const auto chosen = choose_anatomy(sample.read());
    REQUIRE(chosen.ok());
    CHECK(chosen->anatomy.dose->source == "RTDOSE.2.dcm");
    CHECK(has_warning(chosen->warnings, "dose-refused"));
    fs::remove(sample.file("RTDOSE.2.dcm"));
    CHECK(says(error_of(choose_anatomy(sample.read())), {"RELATIVE"}));
}

TEST_CASE("choice: broken links are warnings") {
    const SampleFolder sample("choice_broken");
    edit(sample.file("RTDOSE.dcm"), erase(DCM_ReferencedRTPlanSequence));
    const auto unreferred = choose_anatomy(sample.read());
    REQUIRE(unreferred.ok());
    CHECK(has_warning(unreferred->warnings, "dose-without-plan"));
    fs::remove(sample.file("RTPLAN.1.dcm"));
    REQUIRE(choose_anatomy(sample.read()).ok());
    for (int n = 1; n <= 5; ++n) fs::remove(sample.slice(n));
    const DicomFolder folder = sample.read();
    CHECK(has_warning(folder.warnings, "link-broken"));
    REQUIRE(choose_anatomy(folder).ok());
    CHECK_FALSE(choose_anatomy(folder)->anatomy.image);
}

TEST_CASE("choice: of several plans the one that a dose refers to, else by name") {
    const SampleFolder sample("choice_plans");
    fs::copy_file(sample.file("RTPLAN.1.dcm"), sample.file("RTPLAN.2.dcm"));
    edit(sample.file("RTPLAN.2.dcm"), [](DcmDataset& d) {
        d.putAndInsertString(DCM_SOPInstanceUID, "1.2.3.4");
        d.putAndInsertString(DCM_RTPlanLabel, "Plan B");
    });
    const auto chosen = choose_anatomy(sample.read());
    REQUIRE(chosen.ok());
    CHECK(chosen->anatomy.plans[0].label == "Plan A");
    DicomSelection selection;
    selection.plan = "Plan B";
    CHECK(says(error_of(choose_anatomy(sample.read(), selection)), {"no dose belongs to plan 'Plan B'"}));
    selection.plan = "Plan C";
    CHECK(says(error_of(choose_anatomy(sample.read(), selection)),
               {"no plan called 'Plan C'", "Plan A", "Plan B"}));
    fs::remove(sample.file("RTDOSE.dcm"));
    CHECK(says(error_of(choose_anatomy(sample.read())), {"2 plans", "Plan A", "Plan B"}));
    selection.plan = "Plan B";
    CHECK(choose_anatomy(sample.read(), selection)->anatomy.plans[0].label == "Plan B");
}

TEST_CASE("choice: several structure sets and images need a name where no link decides") {
    const SampleFolder sample("choice_sets");
    fs::copy_file(sample.file("RTSTRUCT.dcm"), sample.file("other.dcm"));
    edit(sample.file("other.dcm"), [](DcmDataset& d) {
        d.putAndInsertString(DCM_SOPInstanceUID, "1.2.3.5");
        d.putAndInsertString(DCM_StructureSetLabel, "Other");
    });
    CHECK(choose_anatomy(sample.read())->anatomy.structures.label == "Contours");
    DicomSelection selection;
    selection.structures = "Other";
    CHECK(choose_anatomy(sample.read(), selection)->anatomy.structures.label == "Other");
    fs::remove(sample.file("RTPLAN.1.dcm"));
    CHECK(says(error_of(choose_anatomy(sample.read())), {"2 structure sets", "Contours", "Other"}));
}

TEST_CASE("choice: several plans are added on request") {
    SampleFolder sample = with_doses("choice_sum", {{"PLAN", {}, {}, ""}, {"PLAN", {}, {}, ""}});
    fs::copy_file(sample.file("RTPLAN.1.dcm"), sample.file("RTPLAN.2.dcm"));
    edit(sample.file("RTPLAN.2.dcm"), [](DcmDataset& d) {
        d.putAndInsertString(DCM_SOPInstanceUID, "1.2.3.77");
        d.putAndInsertString(DCM_RTPlanLabel, "Boost");
    });
    edit(sample.file("RTDOSE.2.dcm"), [](DcmDataset& d) {
        DcmItem* plan = nullptr;
        REQUIRE(d.findAndGetSequenceItem(DCM_ReferencedRTPlanSequence, plan, 0).good());
        plan->putAndInsertString(DCM_ReferencedSOPInstanceUID, "1.2.3.77");
    });
    DicomSelection both;
    both.sum_of_plans = {"Plan A", "Boost"};
    const auto sum = choose_anatomy(sample.read(), both);
    REQUIRE(sum.ok());
    CHECK(sum->anatomy.plans.size() == 1);
    CHECK(sum->anatomy.plans[0].label == "Plan A + Boost");
    CHECK(sum->anatomy.plans[0].fractions() == 10);
    CHECK(sum->anatomy.plans[0].prescription_gy() == 25.0);
    CHECK(sum->anatomy.plans[0].beams.size() == 4);
    const auto one = sample.read().doses.at(0).dose;
    for (std::size_t v = 0; v < one.values.size(); ++v) CHECK(sum->anatomy.dose->values[v] == 2.0f * one.values[v]);
    CHECK(sum->anatomy.dose->summation == patient::DoseSummation::multi_plan);
    // Shifted by half a voxel along x: interpolated, and said.
    edit(sample.file("RTDOSE.2.dcm"), set(DCM_ImagePositionPatient, "-12\\-22\\99"));
    const auto shifted = choose_anatomy(sample.read(), both);
    REQUIRE(shifted.ok());
    CHECK(has_warning(shifted->warnings, "dose-sum-resampled"));
    CHECK(shifted->anatomy.dose->values[1] == doctest::Approx(one.values[1] + (one.values[1] + one.values[2]) / 2));
    both.sum_of_plans = {"Boost", "Boost"};
    CHECK(says(error_of(choose_anatomy(sample.read(), both)), {"named twice"}));
    fs::remove(sample.file("RTDOSE.1.dcm"));
    both.sum_of_plans = {"Boost", "Plan A"};
    CHECK(says(error_of(choose_anatomy(sample.read(), both)), {"Plan A"}));
}
