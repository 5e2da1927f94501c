// Tests of complete-or-absent output.
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>
#include <unistd.h>

#include "io/output.hpp"
#include "io/text_file.hpp"

using namespace abscope;
using namespace abscope::io;
namespace fs = std::filesystem;

namespace {

/// A directory for one test case, removed at its end.
struct Scratch {
    fs::path path = fs::temp_directory_path() / ("abscope_output_test_" + std::to_string(::getpid()));
    Scratch() { fs::create_directories(path); }
    ~Scratch() { fs::remove_all(path); }
    std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }
};

const std::string manifest = "{\"schema\": \"abscope.manifest/1\"}";

}  // namespace

TEST_CASE("output: a file appears complete and replaces its predecessor") {
    const Scratch scratch;
    REQUIRE(write_file(scratch.path / "a.txt", "one").ok());
    REQUIRE(write_file(scratch.path / "a.txt", "two").ok());
    CHECK(*read_text_file(scratch.path / "a.txt") == "two");
    CHECK(scratch.entries() == 1);
}

TEST_CASE("output: a full disk is an output error and leaves nothing") {
    const auto result = write_file("/dev/full", "text");
    REQUIRE(!result.ok());
    CHECK(result.error().kind == ErrorKind::output);
    CHECK(result.error().message().find("No space left") != std::string::npos);
}

TEST_CASE("output: a folder that cannot be written to") {
    const auto result = write_file("/proc/abscope.txt", "text");
    REQUIRE(!result.ok());
    CHECK(result.error().kind == ErrorKind::output);
}

TEST_CASE("output: a run directory is absent until it is committed") {
    const Scratch scratch;
    {
        auto run = RunDirectory::begin(scratch.path / "run");
        REQUIRE(run.ok());
        REQUIRE(run->write("csv/a.csv", "x\n1\n").ok());
        CHECK(!fs::exists(scratch.path / "run"));
    }
    CHECK(scratch.entries() == 0);
    { CHECK(RunDirectory::begin(scratch.path / "a/b/run").ok()); }
    CHECK(scratch.entries() == 0);
    auto run = RunDirectory::begin(scratch.path / "run/");
    REQUIRE(run.ok());
    REQUIRE(run->write("manifest.json", manifest).ok());
    REQUIRE(run->write("csv/a.csv", "x\n1\n").ok());
    REQUIRE(run->commit().ok());
    CHECK(*read_text_file(scratch.path / "run/csv/a.csv") == "x\n1\n");
    CHECK(scratch.entries() == 1);
}

TEST_CASE("output: a run of ours is replaced as a whole, anything else is refused") {
    const Scratch scratch;
    for (const char* name : {"old.txt", "new.txt"}) {
        auto run = RunDirectory::begin(scratch.path / "run");
        REQUIRE(run.ok());
        REQUIRE(run->write("manifest.json", manifest).ok());
        REQUIRE(run->write(name, "x").ok());
        REQUIRE(run->commit().ok());
    }
    CHECK(fs::exists(scratch.path / "run/new.txt"));
    CHECK(!fs::exists(scratch.path / "run/old.txt"));
    CHECK(scratch.entries() == 1);

    fs::create_directories(scratch.path / "thesis");
    std::ofstream(scratch.path / "thesis/chapter.txt") << "years of work";
    const auto refused = RunDirectory::begin(scratch.path / "thesis");
    REQUIRE(!refused.ok());
    CHECK(refused.error().kind == ErrorKind::output);
    CHECK(refused.error().message().find("not a run of abscope") != std::string::npos);
    std::ofstream(scratch.path / "thesis/manifest.json") << "{\"schema\": \"another.tool/1\"}";
    CHECK(!RunDirectory::begin(scratch.path / "thesis").ok());

    std::ofstream(scratch.path / "file") << "x";
    CHECK(!RunDirectory::begin(scratch.path / "file").ok());
    CHECK(!RunDirectory::begin("..").ok());
    fs::create_directories(scratch.path / "empty");
    CHECK(RunDirectory::begin(scratch.path / "empty").ok());
}

TEST_CASE("output: leftovers of a killed run are cleared, those of a living one are not") {
    const Scratch scratch;
    fs::create_directories(scratch.path / ".run.abscope-999999999.tmp");
    fs::create_directories(scratch.path / ".run.abscope-1.tmp");
    { CHECK(RunDirectory::begin(scratch.path / "run").ok()); }
    CHECK(!fs::exists(scratch.path / ".run.abscope-999999999.tmp"));
    CHECK(fs::exists(scratch.path / ".run.abscope-1.tmp"));
}
