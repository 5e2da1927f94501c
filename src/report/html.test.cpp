// The page as a whole: everything is there, nothing is loaded from elsewhere, nothing outside gets in unescaped.
#include "report/html.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

#include "report/csv_files.hpp"
#include "support/example_study.hpp"

using namespace abscope;

TEST_CASE("example reports are written where ABSCOPE_REPORT_OUT says") {
    const char* folder = std::getenv("ABSCOPE_REPORT_OUT");
    if (folder == nullptr) return;
    std::filesystem::create_directories(folder);
    for (const bool full : {true, false}) {
        const auto study = full ? test::example_study() : test::empty_study();
        std::ofstream(std::filesystem::path(folder) / (full ? "example.html" : "empty.html")) << report::render_html(study);
    }
}
