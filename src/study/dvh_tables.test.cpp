// Tests of DVH tables: both headers, and what is refused.
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "study/dvh_tables.hpp"
#include "support/files.hpp"

using namespace abscope;
using namespace abscope::study;
namespace fs = std::filesystem;

namespace {

/// A folder with one file, removed at its end.
struct Folder {
    fs::path path = fs::temp_directory_path() / ("abscope_dvh_test_" + std::to_string(::getpid()));
    Folder(const std::string& name, const std::string& text) {
        fs::create_directories(path);
        add(name, text);
    }
    ~Folder() { fs::remove_all(path); }
    void add(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
    std::string refusal() const {
        const auto result = read_dvh_folder(path);
        REQUIRE(!result.ok());
        CHECK(result.error().kind == ErrorKind::input);
        return result.error().message();
    }
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("dvh tables: our header") {
    const Folder folder("heart.csv", "dose_gy,volume_fraction\n0,1\n10,0.5\n20,0\n");
    const auto read = read_dvh_folder(folder.path);
    REQUIRE(read.ok());
    CHECK(read->tables.at(0).role == patient::OrganRole::heart);
    CHECK(read->tables[0].volume_fraction == std::vector<double>{1.0, 0.5, 0.0});
    CHECK(read->warnings.empty());
}

TEST_CASE("dvh tables: the header of HEDOS is percent and is named") {
    const Folder folder("lung_DVH.csv", ",dose_bins,coverage\n0,0.0,100.0\n1,0.1,74.5\n");
    const auto read = read_dvh_folder(folder.path);
    REQUIRE(read.ok());
    CHECK(read->tables.at(0).role == patient::OrganRole::lungs);
    CHECK(read->tables[0].volume_fraction[1] == doctest::Approx(0.745));
    CHECK(read->warnings.at(0).code == "dvh-hedos");
}

TEST_CASE("dvh tables: what is refused and how") {
    CHECK(contains(Folder("hart.csv", "dose_gy,volume_fraction\n0,1\n").refusal(),
                   "did you mean 'heart.csv'?"));
    CHECK(contains(Folder("heart.csv", "dose,volume\n0,1\n").refusal(),
                   "name the columns dose_gy,volume_fraction"));
    CHECK(
        contains(Folder("heart.csv", "dose_gy,volume_fraction\n0,100\n").refusal(), "divide percent by 100"));
    CHECK(contains(Folder("heart.csv", "dose_gy,volume_fraction\n0,1\n1,0.4\n2,0.6\n").refusal(),
                   "heart.csv:4: the volume rises"));
    CHECK(contains(Folder("heart.csv", "dose_gy,volume_fraction\n0,1\n2,0.5\n1,0.4\n").refusal(),
                   "the dose does not rise"));
    CHECK(contains(Folder("heart.csv", "dose_gy,volume_fraction\n1,0.8\n2,0.5\n").refusal(),
                   "begin with dose 0"));
    CHECK(contains(Folder("heart.csv", "dose_gy,volume_fraction\n0,1\n6000,0.5\n").refusal(),
                   "check the unit"));
    CHECK(contains(Folder("heart.csv", "dose_gy,volume_fraction\n0,1\n,0.5\n").refusal(), "an empty cell"));
    CHECK(contains(Folder("heart.txt", "").refusal(), "holds no .csv file"));
    const Folder twice("lung.csv", "dose_gy,volume_fraction\n0,1\n");
    twice.add("lungs.csv", "dose_gy,volume_fraction\n0,1\n");
    CHECK(contains(twice.refusal(), "a second table for lungs"));
}

TEST_CASE("[shared] dvh tables: the folder that HEDOS ships") {
    const auto folder = test::shared_data("hedos/patient/DVHs");
    if (!folder) return;
    const auto read = read_dvh_folder(*folder);
    REQUIRE(read.ok());
    CHECK(read->tables.size() == 6);
    for (const auto& table : read->tables) CHECK(table.volume_fraction.front() == 1.0);
}
