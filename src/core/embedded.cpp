// Look-up in the generated table of embedded data files.
#include "core/embedded.hpp"

#include "core/contract.hpp"
#include "core/embedded_table.hpp"

#include <algorithm>

namespace abscope::core {

namespace {

const detail::EmbeddedFile* find(std::string_view name) {
    const auto table = detail::embedded_table();
    const auto at =
        std::find_if(table.begin(), table.end(), [&](const auto& file) { return file.name == name; });
    return at == table.end() ? nullptr : &*at;
}

}  // namespace

std::string_view embedded_file(std::string_view name) {
    const auto* file = find(name);
    ABSCOPE_EXPECT(file != nullptr);
    return file->text;
}

bool has_embedded_file(std::string_view name) { return find(name) != nullptr; }

std::vector<std::string_view> embedded_file_names() {
    std::vector<std::string_view> names;
    for (const auto& file : detail::embedded_table()) {
        names.push_back(file.name);
    }
    return names;
}

}  // namespace abscope::core
