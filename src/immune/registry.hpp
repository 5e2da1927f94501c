// The models of the immune twin, one explicit line each. Belongs to immune; a model is a shelf in models/<name>/.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace abscope::immune {

struct ModelEntry {
    std::string_view name;
    std::string_view title;
    std::string_view parameter_file;  ///< embedded file with its parameters
};

std::span<const ModelEntry> models();
std::optional<ModelEntry> find_model(std::string_view name);

}  // namespace abscope::immune
