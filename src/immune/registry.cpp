// The list of models.
#include "immune/registry.hpp"

namespace abscope::immune {

namespace {
constexpr ModelEntry entries[] = {
    {"t2", "T2: lesions, draining nodes, cGAS-STING-TREX1, T cells, drugs (mouse)", "immune/models/t2/parameters.toml"},
};
}  // namespace

std::span<const ModelEntry> models() { return entries; }

std::optional<ModelEntry> find_model(std::string_view name) {
    for (const auto& entry : entries) {
        if (entry.name == name) return entry;
    }
    return std::nullopt;
}

}  // namespace abscope::immune
