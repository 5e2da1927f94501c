// Tests of the manifest: digests of what went in and came out.
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "io/json.hpp"
#include "study/manifest.hpp"

using namespace abscope;
using namespace abscope::study;
namespace fs = std::filesystem;

TEST_CASE("manifest: command, time, and the digest of every file") {
    const auto folder = fs::temp_directory_path() / ("abscope_manifest_test_" + std::to_string(::getpid()));
    fs::create_directories(folder / "run/csv");
    std::ofstream(folder / "in.toml") << "abc";
    std::ofstream(folder / "run/csv/a.csv") << "";
    const auto inputs = digest_files({folder / "in.toml"});
    REQUIRE(inputs.ok());
    const RunRecord record{"abscope study in.toml", std::chrono::system_clock::from_time_t(1700000000), 7,
                           *inputs};
    const auto text = manifest_text(record, folder / "run");
    const auto missing = digest_files({folder / "in.toml", folder / "gone"});
    fs::remove_all(folder);
    REQUIRE(text.ok());
    const auto document = io::parse_json(*text, "manifest.json");
    REQUIRE(document.ok());
    CHECK(*document->text("schema") == "abscope.manifest/1");
    CHECK(*document->text("begun") == "2023-11-14T22:13:20Z");
    CHECK(*document->integer("seed") == 7);
    const auto& input = document->find("inputs")->items().at(0);
    CHECK(*input.text("sha256") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(*input.integer("bytes") == 3);
    CHECK(*document->find("outputs")->items().at(0).text("path") == "csv/a.csv");
    CHECK(!missing.ok());
}
