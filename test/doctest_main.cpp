// main() of every test executable, and the places where tests find their files (test/support/files.hpp).
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "support/files.hpp"

#include <cstdio>
#include <cstdlib>

namespace abscope::test {

std::filesystem::path source_dir() { return ABSCOPE_SOURCE_DIR; }

std::optional<std::filesystem::path> shared_data(const std::string& name)
{
    const char* root = std::getenv("ABSCOPE_SHARED_DATA");
    const auto folder = root != nullptr && *root != '\0' ? std::filesystem::path(root)
                                                         : source_dir().parent_path() / "shared" / "data";
    auto path = folder / name;
    if (!std::filesystem::exists(path)) {
        skip("shared data '" + name + "' is absent (ABSCOPE_SHARED_DATA)");
        return std::nullopt;
    }
    return path;
}

void skip(const std::string& reason) { std::printf("skipped: %s\n", reason.c_str()); }

}  // namespace abscope::test
