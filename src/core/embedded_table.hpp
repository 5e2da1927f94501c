// The table that the build generates from the data files; private to core (embedded.cpp and the generated file).
#pragma once

#include <span>
#include <string_view>

namespace abscope::core::detail {

struct EmbeddedFile {
    std::string_view name;
    std::string_view text;
};

// Defined in the generated file, sorted by name.
std::span<const EmbeddedFile> embedded_table();

}  // namespace abscope::core::detail
