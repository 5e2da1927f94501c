// Reads the embedded parameter set and drug table once.
#include "twin/immune_model.hpp"

#include <algorithm>

#include "core/embedded.hpp"
#include "io/toml.hpp"

namespace abscope::twin {

namespace {

ImmuneModel read_human_model() {
    const auto parameters = io::parse_toml(core::embedded_file("immune/models/t2/human.toml"), "human.toml");
    const auto drugs = io::parse_toml(core::embedded_file("drugs.toml"), "drugs.toml");
    ABSCOPE_EXPECT(parameters.ok() && drugs.ok());
    auto set = immune::t2::read_parameters(*parameters);
    auto table = immune::read_drug_table(*drugs);
    ABSCOPE_EXPECT(set.ok() && table.ok());
    return {std::move(set).value(), std::move(table).value()};
}

}  // namespace

const ImmuneModel& human_model() {
    static const ImmuneModel model = read_human_model();
    return model;
}

std::vector<std::string> tumour_types(const ImmuneModel& model) {
    std::vector<std::string> names;
    for (const auto& o : model.parameters.overrides) {
        // Sites never change the growth rate, tumour types always do.
        if (std::any_of(o.records.begin(), o.records.end(), [](const auto& record) { return record.name == "rg"; })) names.push_back(o.name);
    }
    return names;
}

}  // namespace abscope::twin
