// Tests of the case file's keys, units, ranges and messages.
#include <doctest/doctest.h>

#include "io/toml.hpp"
#include "study/case_file.hpp"

using namespace abscope;
using namespace abscope::study;

namespace {

Result<CaseFile> parse(const std::string& text) {
    auto document = io::parse_toml(text, "case.toml");
    REQUIRE(document.ok());
    return parse_case_file(*document, ".");
}

const std::string phantom = "[anatomy]\nphantom = \"thorax\"\n";

/// A case file with every key.
const char* const every_key = R"(
[case]
name = "NSCLC"
notes = "a second course"
[anatomy]
phantom = "thorax"
[anatomy.roles]
"Milz" = "spleen"
[[lesion]]
structure = "GTVp"
site = "lung"
drains_to = "nodes_hilar"
[[lesion]]
volume = "12 cm3"
site = "liver"
dose = "100 cGy"
[[radiotherapy]]
target = "GTVp"
dose_per_fraction = "8 Gy"
fractions = 3
start = "day 1"
interval = "48 h"
beam_on = "60 s"
rescale = true
[[immunotherapy]]
drug = "pembrolizumab"
dose = "200 mg"
first = "day 1"
every = "21 d"
cycles = 8
[[immunotherapy]]
drug = "ipilimumab"
dose = "3 mg/kg"
first = "day 1"
[host]
alc = "1400 /uL"
anc = "4.2e9/L"
weight = "72 kg"
height = "1.75 m"
age = "63 y"
sex = "female"
steroid = { dose = "20 mg/d", from = "day -3", to = "day 10" }
prior_alc = [ { day = "day -30", alc = "1.9e9/L" } ]
[[systemic]]
name = "carboplatin"
dose = "AUC 5"
first = "day 0"
every = "21 d"
cycles = 2
[[surgery]]
date = "day 60"
removes = ["GTVp", "nodes_hilar"]
[[prior_radiotherapy]]
dose = "50 Gy"
date = "day -700"
region = "left breast"
)";

/// The message of a case file that must be refused.
std::string refusal(const std::string& text) {
    const auto result = parse(text);
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

TEST_CASE("case file: every key of the format") {
    const auto file = parse(every_key);
    REQUIRE(file.ok());
    CHECK(file->name == "NSCLC");
    CHECK(file->roles[0].role == patient::OrganRole::spleen);
    REQUIRE(file->lesions.size() == 2);
    CHECK(file->lesions[1].name == "liver lesion");
    CHECK(file->lesions[1].dose->native() == doctest::Approx(1.0));
    const auto& block = file->radiotherapy[0].block;
    CHECK(block.dose_per_fraction == gray(8));
    CHECK(block.interval->native() == doctest::Approx(2.0));
    CHECK(value_as<Second>(*block.beam_on) == doctest::Approx(60.0));
    CHECK(block.rescale);
    CHECK(file->immunotherapy[1].per_kilogram);
    CHECK(file->host.alc->native() == doctest::Approx(1.4));
    CHECK(value_as<Millimetre>(*file->host.height) == doctest::Approx(1750));
    CHECK(*file->host.age_years == 63.0);
    CHECK(file->host.sex == patient::Sex::female);
    CHECK(file->host.steroids[0].daily_dose.native() == 20.0);
    CHECK(file->host.prior_alc[0].time.native() == -30.0);
    REQUIRE(file->other.size() == 3);
    CHECK(file->other[0].dates[1].native() == 21.0);
    CHECK(file->other[1].detail == "removes GTVp, nodes_hilar");
    CHECK(file->other[2].detail == "50 Gy");
}

TEST_CASE("case file: an unknown key names the nearest known one and the line") {
    CHECK(contains(refusal(phantom + "[host]\nalcc = \"1e9/L\"\n"),
                   "case.toml:4: host.alcc: unknown key 'alcc'"));
    CHECK(contains(refusal(phantom + "[host]\nalcc = \"1e9/L\"\n"), "did you mean 'alc'?"));
    CHECK(contains(refusal(phantom + "[[radiotherpy]]\nfractions = 3\n"), "did you mean 'radiotherapy'?"));
    CHECK(contains(refusal(phantom + "[[radiotherapy]]\ndose = \"8 Gy\"\n"), "unknown key 'dose'"));
}

TEST_CASE("case file: units are never optional and must fit") {
    CHECK(contains(refusal(phantom + "[host]\nalc = 1.4e9\n"), "has no unit"));
    CHECK(contains(refusal(phantom + "[host]\nalc = \"1.4e9\"\n"), "has no unit"));
    CHECK(contains(refusal(phantom + "[host]\nweight = \"72 mm\"\n"), "is not a unit of mass"));
    CHECK(contains(refusal(phantom + "[[radiotherapy]]\ndose_per_fraction = \"8 Sv\"\n"),
                   "is not a unit of dose"));
    CHECK(contains(refusal(phantom + "[[immunotherapy]]\ndrug = \"x\"\ndose = 200\nfirst = \"day 0\"\n"),
                   "has no unit"));
}

TEST_CASE("case file: absurd values are taken for mistakes") {
    const auto radiotherapy = [](const std::string& line) {
        return refusal(phantom + "[[radiotherapy]]\n" + line + "\n");
    };
    CHECK(contains(radiotherapy("dose_per_fraction = \"0 Gy\""), "not plausible"));
    CHECK(contains(radiotherapy("dose_per_fraction = \"-2 Gy\""), "not plausible"));
    CHECK(contains(radiotherapy("dose_per_fraction = \"800 Gy\""), "800 cGy is \"8 Gy\""));
    CHECK(contains(radiotherapy("fractions = 0"), "the range is 1 to 100"));
    CHECK(contains(radiotherapy("fractions = 101"), "the range is 1 to 100"));
    CHECK(contains(radiotherapy("fractions = 2.5"), "expected a whole number"));
    CHECK(contains(radiotherapy("interval = \"0 d\""), "not plausible"));
    CHECK(contains(radiotherapy("start = \"day -1\""), "before day 0"));
    CHECK(contains(radiotherapy("start_weekday = \"monday\"\ninterval = \"2 d\""), "exclude each other"));
    CHECK(contains(refusal(phantom + "[host]\nalc = \"1.4e12/L\"\n"), "check the unit"));
    CHECK(contains(refusal(phantom + "[host]\nalc = \"1.4 /L\"\n"), "check the unit"));
    CHECK(contains(refusal(phantom + "[host]\nweight = \"72 g\"\n"), "not plausible"));
    CHECK(contains(refusal(phantom + "[host]\nsex = \"unknown\"\n"), "male and female"));
    const std::string drug =
        phantom + "[[immunotherapy]]\ndrug = \"x\"\ndose = \"200 mg\"\nfirst = \"day 0\"\n";
    CHECK(contains(refusal(drug + "cycles = 0\n"), "the range is 1 to 200"));
    CHECK(contains(refusal(drug + "cycles = 4\n"), "'every' is missing"));
    CHECK(contains(refusal(drug + "cycles = 4\nevery = \"-21 d\"\n"), "not plausible"));
    CHECK(contains(
        refusal(phantom + "[[immunotherapy]]\ndrug = \"x\"\ndose = \"3 mg/kg\"\nfirst = \"day 0\"\n"),
        "weight is unknown"));
}

TEST_CASE("case file: the anatomy has exactly one source") {
    CHECK(contains(refusal("[case]\nname = \"x\"\n"), "[anatomy] is missing"));
    CHECK(contains(refusal("[anatomy]\n"), "no source"));
    CHECK(contains(refusal("[anatomy]\nphantom = \"thorax\"\ndicom = \".\"\n"), "a second source"));
    CHECK(contains(refusal("[anatomy]\nphantom = \"torax\"\n"), "is not a phantom"));
    CHECK(contains(refusal("[anatomy]\ndicom = \"no/such/folder\"\n"), "it does not exist"));
    CHECK(contains(refusal("[anatomy]\ndicom = \".\"\ndose = \"none.nrrd\"\n"), "it does not exist"));
    CHECK(contains(refusal(phantom + "dose = \"dose.nrrd\"\n"), "'anatomy.phantom'"));
    CHECK(contains(refusal("[anatomy]\ndicom = \".\"\nplan = [\"A\"]\n"), "fewer than two plans"));
    CHECK(contains(refusal(phantom + "[anatomy.roles]\nMilz = \"spleeen\"\n"), "did you mean 'spleen'?"));
}

TEST_CASE("case file: a lesion is either contoured or described") {
    CHECK(contains(refusal(phantom + "[[lesion]]\nsite = \"liver\"\n"), "the size of the lesion is unknown"));
    CHECK(contains(refusal(phantom + "[[lesion]]\nstructure = \"G\"\nvolume = \"1 cm3\"\n"),
                   "both 'structure' and 'volume'"));
    CHECK(contains(refusal(phantom + "[[lesion]]\nstructure = \"G\"\ndose = \"1 Gy\"\n"),
                   "both 'structure' and 'dose'"));
    const std::string one = "[[lesion]]\nname = \"a\"\nvolume = \"1 cm3\"\n";
    CHECK(contains(refusal(phantom + one + one), "a second lesion called 'a'"));
    CHECK(contains(refusal(phantom + "[lesion]\nname = \"a\"\n"), "neither 'structure' nor 'volume'"));
}
