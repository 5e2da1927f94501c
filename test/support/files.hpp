// Where tests find files: the source tree and the shared data. Include it as "support/files.hpp" in any x.test.cpp.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace abscope::test {

// Root of the source tree.
std::filesystem::path source_dir();

// A file or folder of the shared data ($ABSCOPE_SHARED_DATA, default ../shared/data beside the source tree), or
// nothing where it is absent; "skipped" is then already printed and the test case should return:
//   const auto plan = abscope::test::shared_data("dicomrt_breast_dicompyler");
//   if (!plan) return;
std::optional<std::filesystem::path> shared_data(const std::string& name);

// Prints the line by which ctest knows that the test case was skipped.
void skip(const std::string& reason);

}  // namespace abscope::test
