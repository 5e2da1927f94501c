// Tests of rules 1 and 2 of the case file: who says how many fractions and which dose.
#include <doctest/doctest.h>

#include "io/toml.hpp"
#include "study/plan_match.hpp"

using namespace abscope;
using namespace abscope::study;

namespace {

/// A plan of 14 Gy in 7 to structure 5, with a dose grid of one voxel that holds 14.5 Gy.
patient::Case planned() {
    patient::Case subject;
    patient::Structure bed;
    bed.number = 5;
    bed.name = "Tumor Bed";
    subject.anatomy.structures.structures.push_back(bed);
    patient::Plan plan;
    plan.label = "boost";
    plan.fraction_groups.push_back({1, 7, {1}});
    patient::Prescription prescription;
    prescription.roi_number = 5;
    prescription.dose_gy = 14.0;
    plan.prescriptions.push_back(prescription);
    subject.anatomy.plans.push_back(plan);
    patient::DoseGrid dose;
    dose.grid.size = {1, 1, 1};
    dose.values = {14.5f};
    subject.anatomy.dose = dose;
    return subject;
}

CaseFile file_with(const std::string& blocks) {
    auto document = io::parse_toml("[anatomy]\nphantom = \"thorax\"\n" + blocks, "case.toml");
    REQUIRE(document.ok());
    auto file = parse_case_file(*document, ".");
    REQUIRE(file.ok());
    return *file;
}

std::string refusal(const std::string& blocks, patient::Case subject = planned()) {
    const auto result = match_plan(file_with(blocks), subject);
    REQUIRE(!result.ok());
    CHECK(result.error().kind == ErrorKind::input);
    return result.error().message();
}

bool contains(const std::string& text, const std::string& part) {
    const bool found = text.find(part) != std::string::npos;
    if (!found) MESSAGE("message: " << text);
    return found;
}

}  // namespace

TEST_CASE("rule 2: without [[radiotherapy]] the plan gives fractions, dose and target") {
    auto subject = planned();
    REQUIRE(match_plan(file_with(""), subject).ok());
    REQUIRE(subject.course.radiotherapy.size() == 1);
    const auto& block = subject.course.radiotherapy[0];
    CHECK(block.fractions == 7);
    CHECK(block.dose_per_fraction == gray(2));
    CHECK(block.target == "Tumor Bed");
    CHECK(subject.warnings.empty());
}

TEST_CASE("rule 2: a block that agrees within 1 % is taken as it is") {
    auto subject = planned();
    REQUIRE(
        match_plan(
            file_with(
                "[[radiotherapy]]\ntarget = \"Tumor Bed\"\ndose_per_fraction = \"2.01 Gy\"\nfractions = 7\n"),
            subject)
            .ok());
    CHECK(subject.course.radiotherapy[0].dose_per_fraction == gray(2.01));
    CHECK(subject.anatomy.dose->values[0] == 14.5f);
}

TEST_CASE("rule 2: the prescription to the block's own target counts, not the largest") {
    auto subject = planned();
    patient::Prescription larger;
    larger.target_name = "PTV high";
    larger.dose_gy = 21.0;
    subject.anatomy.plans[0].prescriptions.push_back(larger);
    auto other = subject;
    REQUIRE(
        match_plan(
            file_with(
                "[[radiotherapy]]\ntarget = \"Tumor Bed\"\ndose_per_fraction = \"2 Gy\"\nfractions = 7\n"),
            subject)
            .ok());
    REQUIRE(match_plan(file_with("[[radiotherapy]]\ntarget = \"PTV high\"\n"), other).ok());
    CHECK(other.course.radiotherapy[0].dose_per_fraction == gray(3));
}

TEST_CASE("rule 2: a block may leave to the plan what it does not say") {
    auto subject = planned();
    REQUIRE(match_plan(file_with("[[radiotherapy]]\nbeam_on = \"60 s\"\nstart = \"day 3\"\n"), subject).ok());
    CHECK(subject.course.radiotherapy[0].fractions == 7);
    CHECK(subject.course.radiotherapy[0].dose_per_fraction == gray(2));
    CHECK(subject.course.radiotherapy[0].start == days(3));
}

TEST_CASE("rule 2: more than 1 % apart is refused, with both numbers") {
    CHECK(contains(refusal("[[radiotherapy]]\ndose_per_fraction = \"2.03 Gy\"\nfractions = 7\n"),
                   "plan 'boost' prescribes 14 Gy"));
    CHECK(contains(refusal("[[radiotherapy]]\ndose_per_fraction = \"2 Gy\"\nfractions = 6\n"),
                   "6 fractions (plan 'boost' has 7)"));
    CHECK(contains(refusal("[[radiotherapy]]\nfractions = 6\n"), "rescale = true"));
}

TEST_CASE("rule 2: rescale = true scales the whole grid and says by how much") {
    auto subject = planned();
    REQUIRE(match_plan(
                file_with("[[radiotherapy]]\ndose_per_fraction = \"8 Gy\"\nfractions = 3\nrescale = true\n"),
                subject)
                .ok());
    CHECK(subject.course.radiotherapy[0].rescale_factor == doctest::Approx(24.0 / 14.0));
    CHECK(subject.anatomy.dose->values[0] == doctest::Approx(14.5 * 24.0 / 14.0));
    REQUIRE(subject.warnings.size() == 1);
    CHECK(subject.warnings[0].code == "dose-rescaled");
    CHECK(contains(subject.warnings[0].text, "1.71429"));
}

TEST_CASE("rule 1: the dose of one delivery is rescaled by the dose of one fraction") {
    auto subject = planned();
    subject.anatomy.dose->summation = patient::DoseSummation::plan_session;
    REQUIRE(match_plan(
                file_with("[[radiotherapy]]\ndose_per_fraction = \"8 Gy\"\nfractions = 3\nrescale = true\n"),
                subject)
                .ok());
    CHECK(subject.anatomy.dose->values[0] == doctest::Approx(14.5 * 8.0 / 2.0));
}

TEST_CASE("rule 1: without a plan the case says n, or nobody does") {
    auto subject = planned();
    subject.anatomy.plans.clear();
    CHECK(contains(refusal("", subject), "nobody says how many fractions"));
    CHECK(contains(refusal("[[radiotherapy]]\nfractions = 7\n", subject), "'dose_per_fraction' is missing"));
    CHECK(contains(refusal("[[radiotherapy]]\ndose_per_fraction = \"2 Gy\"\n", subject),
                   "'fractions' is missing"));
    CHECK(match_plan(file_with("[[radiotherapy]]\ndose_per_fraction = \"2 Gy\"\nfractions = 7\n"), subject)
              .ok());
}

TEST_CASE("a plan without prescription: beam doses, then a warning, then a question") {
    auto subject = planned();
    subject.anatomy.plans[0].prescriptions.clear();
    CHECK(contains(refusal("", subject), "no prescription and no beam doses"));
    auto unchecked = subject;
    REQUIRE(
        match_plan(file_with("[[radiotherapy]]\ndose_per_fraction = \"2 Gy\"\nfractions = 7\n"), unchecked)
            .ok());
    CHECK(unchecked.warnings.at(0).code == "prescription-not-checked");
    patient::Beam beam;
    beam.dose_gy = 2.0;
    subject.anatomy.plans[0].beams.push_back(beam);
    REQUIRE(match_plan(file_with(""), subject).ok());
    CHECK(subject.course.radiotherapy[0].dose_per_fraction == gray(2));
    CHECK(subject.warnings.at(0).code == "prescription-from-beams");
    auto other = planned();
    other.anatomy.plans[0].prescriptions.clear();
    other.anatomy.plans[0].beams.push_back(beam);
    REQUIRE(
        match_plan(file_with("[[radiotherapy]]\ndose_per_fraction = \"3 Gy\"\nfractions = 7\n"), other).ok());
    CHECK(other.warnings.at(0).code == "beam-doses-differ");
}

TEST_CASE("a target that nobody knows is refused with the nearest name") {
    CHECK(contains(refusal("[[radiotherapy]]\ntarget = \"Tumour Bed\"\n"), "did you mean 'Tumor Bed'?"));
    const std::string first = "[[radiotherapy]]\n", second = "[[radiotherapy]]\ndose_per_fraction = \"2 Gy\"\nfractions = 3\nstart = \"day 20\"\n";
    CHECK(contains(refusal(first + "[[radiotherapy]]\n"), "'dose_per_fraction' is missing"));
    CHECK(contains(refusal(first + second), "a second [[radiotherapy]] block without a distribution"));
}
