// Tests of what a case means (docs/formats/case-file.md, rules 3, 4, 6, 7, 8) from file to Case.
#include <algorithm>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "io/toml.hpp"
#include "study/blood_study.hpp"
#include "study/load_case.hpp"
#include "study/run_study.hpp"
#include "support/files.hpp"
#include "twin/anatomy_geometry.hpp"
#include "twin/exposure.hpp"

using namespace abscope;
using namespace abscope::study;
namespace fs = std::filesystem;

namespace {

/// A folder with a heart DVH and a case file around it, removed at its end.
struct Folder {
    fs::path path = fs::temp_directory_path() / ("abscope_case_test_" + std::to_string(::getpid()));
    explicit Folder(const std::string& blocks) {
        fs::create_directories(path / "dvhs");
        std::ofstream(path / "dvhs/heart.csv") << "dose_gy,volume_fraction\n0,1\n10,0\n";
        std::ofstream(path / "case.toml") << "[anatomy]\ndvh = \"dvhs\"\n" << blocks;
    }
    ~Folder() { fs::remove_all(path); }
    fs::path file() const { return path / "case.toml"; }
};

const std::string five = "[[radiotherapy]]\ndose_per_fraction = \"2 Gy\"\nfractions = 5\n";

std::vector<std::string> codes(const patient::Warnings& warnings) {
    std::vector<std::string> out;
    for (const auto& warning : warnings) out.push_back(warning.code);
    return out;
}

bool has(const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

TEST_CASE("rule 3: five a week from a Thursday, labs before radiotherapy before drugs") {
    const Folder folder(five +
                        "start = \"day 1\"\nstart_weekday = \"thu\"\n[[immunotherapy]]\ndrug = \"x\"\ndose = "
                        "\"1 mg\"\nfirst = \"day 1\"\n"
                        "[host]\nalc = \"1.4e9/L\"\nprior_alc = [{ day = \"day 1\", alc = \"1e9/L\" }]\n");
    const auto loaded = load_case(folder.file());
    REQUIRE(loaded.ok());
    const auto times = loaded->subject.course.fraction_times(0);
    REQUIRE(times.size() == 5);
    CHECK(times[1] == days(2));
    CHECK(times[2] == days(5));  // Monday
    CHECK(patient::overall_time(times) == days(7));
    const auto& events = loaded->subject.course.events;
    CHECK(events[0].kind == patient::EventKind::lab);
    CHECK(events[1].kind == patient::EventKind::lab);
    CHECK(events[1].time == days(1));
    CHECK(events[2].kind == patient::EventKind::fraction);
    CHECK(events[3].kind == patient::EventKind::drug);
}

TEST_CASE("rule 4: a lesion without a structure receives 0 Gy unless it says otherwise") {
    const Folder folder(five +
                        "[[lesion]]\nname = \"a\"\nvolume = \"1 cm3\"\n[[lesion]]\nname = \"b\"\nvolume = "
                        "\"1 cm3\"\ndose = \"1 Gy\"\n");
    auto loaded = load_case(folder.file());
    REQUIRE(loaded.ok());
    const auto outcome = compute_study(std::move(*loaded), 1);
    REQUIRE(outcome.ok());
    const auto& lesions = outcome->result.exposure->blocks.at(0).lesions;
    REQUIRE(lesions.size() == 2);
    CHECK(lesions[0].mean_gy == 0.0);
    CHECK(!lesions[0].irradiated);
    CHECK(lesions[1].mean_gy == doctest::Approx(1.0 / 5.0));
}

TEST_CASE("rules 6 and 7: the sex is asked for, other treatment is named as not modelled") {
    const Folder folder(five +
                        "[host]\nsteroid = { dose = \"20 mg\", from = \"day 0\", to = \"day 5\" }\n"
                        "[[systemic]]\nname = \"carboplatin\"\ndate = \"day 0\"\n");
    const auto loaded = load_case(folder.file());
    REQUIRE(loaded.ok());
    const auto said = codes(loaded->subject.warnings);
    CHECK(has(said, "sex-unknown"));
    CHECK(has(said, "treatment-not-modelled"));
    CHECK(has(said, "steroid-not-modelled"));
    CHECK(loaded->subject.course.events.at(1).label == "carboplatin");  // after the fraction of the same time
}

TEST_CASE("rule 8: a folder of tables gives the mean blood dose of its heart") {
    const Folder folder(five);
    BloodRequest request;
    request.path = folder.path / "dvhs";
    CHECK(run_blood_study(request).error().kind == ErrorKind::usage);
    request.fractions = 5;
    request.beam_on = seconds(60);
    request.sex = patient::Sex::male;
    const auto study = run_blood_study(request);
    REQUIRE(study.ok());
    // ICRP 89: left and right heart 4.5 % each and coronary 1 % of the blood; mean heart dose 5 Gy in 5 fractions.
    CHECK(study->result.coverage.contoured == doctest::Approx(0.10).epsilon(1e-3));
    CHECK(study->result.per_fraction.mean_gy == doctest::Approx(0.10 * 1.0).epsilon(1e-3));
    request.blood_volume = cubic_centimetres(4000);
    request.cardiac_output_l_per_min = 8.0;
    CHECK(run_blood_study(request)->result.scale.volume_l == doctest::Approx(4.0));
    CHECK(run_blood_study(request)->result.scale.output_l_per_min == doctest::Approx(8.0));
}

TEST_CASE("every input is listed, the case file first") {
    const Folder folder(five);
    const auto loaded = load_case(folder.file());
    REQUIRE(loaded.ok());
    REQUIRE(loaded->inputs.size() == 2);
    CHECK(loaded->inputs[0] == folder.file());
    CHECK(loaded->inputs[1].filename() == "heart.csv");
}

TEST_CASE("rule 2: a rescaled plan gives the rescaled dose once; a further block with rescale shares its shape") {
    const auto lesion = "[anatomy]\nphantom = \"thorax\"\n[[lesion]]\nstructure = \"GTVp\"\n";
    const auto mean_of = [&](const std::string& courses, std::size_t block) {
        const auto loaded = load_case(*parse_case_file(*io::parse_toml(lesion + courses, "case.toml"), "."));
        REQUIRE(loaded.ok());
        const auto exposure = twin::compute_exposure(loaded->subject, twin::build_geometry(loaded->subject.anatomy));
        REQUIRE(exposure.ok());
        return exposure->blocks.at(block).lesions.at(0).mean_gy;
    };
    const std::string plan = "[[radiotherapy]]\n", half = "[[radiotherapy]]\ndose_per_fraction = \"4 Gy\"\nfractions = 3\nrescale = true\nstart = \"day 21\"\n";
    const double planned = mean_of(plan, 0);
    CHECK(planned > 7.0);
    CHECK(mean_of(half, 0) == doctest::Approx(0.5 * planned).epsilon(1e-6));
    CHECK(mean_of(plan + half, 0) == doctest::Approx(planned).epsilon(1e-9));
    CHECK(mean_of(plan + half, 1) == doctest::Approx(0.5 * planned).epsilon(1e-6));
    const auto loaded = load_case(*parse_case_file(*io::parse_toml(lesion + plan + half, "case.toml"), "."));
    CHECK(has(codes(loaded->subject.warnings), "several-blocks"));
}
