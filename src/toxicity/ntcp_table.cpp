// Reading the NTCP models. Belongs to toxicity.
#include "toxicity/ntcp_table.hpp"

#include <cmath>

namespace abscope::toxicity {

namespace {

Result<double> positive(const Node& table, std::string_view key) {
    ABSCOPE_TRY(const double value, table.number(key));
    if (!(value > 0.0) || !std::isfinite(value)) return table.error("'" + std::string(key) + "' is not positive", "the model divides by it");
    return value;
}

Result<NtcpModel> read_model(const Node& table) {
    ABSCOPE_TRY(const auto kind, table.text("kind"));
    if (kind == "LKB") {
        LymanModel model;
        ABSCOPE_TRY(model.td50_gy, positive(table, "td50_gy"));
        ABSCOPE_TRY(model.m, positive(table, "m"));
        ABSCOPE_TRY(model.n, positive(table, "n"));
        return NtcpModel(model);
    }
    if (kind == "logistic") {
        LogisticModel model;
        ABSCOPE_TRY(model.b0, table.number("b0"));
        ABSCOPE_TRY(model.b1_per_gy, positive(table, "b1_per_gy"));
        return NtcpModel(model);
    }
    if (kind == "relative seriality") {
        SerialityModel model;
        ABSCOPE_TRY(model.d50_gy, positive(table, "d50_gy"));
        ABSCOPE_TRY(model.gamma, positive(table, "gamma"));
        ABSCOPE_TRY(model.s, positive(table, "s"));
        return NtcpModel(model);
    }
    return table.error("'" + kind + "' is not an NTCP model", "", "use LKB, logistic or relative seriality");
}

Result<OrganModel> read_organ_model(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"id", "organ", "endpoint", "kind", "td50_gy", "m", "n", "b0", "b1_per_gy", "d50_gy",
                                            "gamma", "s", "alpha_beta_gy", "source", "read", "range"}));
    OrganModel organ;
    ABSCOPE_TRY(organ.id, table.text("id"));
    ABSCOPE_TRY(const auto name, table.text("organ"));
    const auto role = patient::role_from_name(name);
    if (!role) return table.error("'" + name + "' is not an organ role");
    organ.organ = *role;
    ABSCOPE_TRY(organ.endpoint, table.text("endpoint"));
    ABSCOPE_TRY(organ.model, read_model(table));
    ABSCOPE_TRY(organ.alpha_beta_gy, positive(table, "alpha_beta_gy"));
    ABSCOPE_TRY(organ.source, table.text("source"));
    ABSCOPE_TRY(organ.range, table.text("range"));
    ABSCOPE_TRY(const auto read, table.text("read"));
    if (read != "yes" && read != "no") return table.error("'read' is neither yes nor no");
    organ.source_read = read == "yes";
    return organ;
}

}  // namespace

Result<std::vector<OrganModel>> read_organ_models(const Document& document) {
    ABSCOPE_CHECK_OK(document.only_known_keys({"schema", "model"}));
    ABSCOPE_TRY(const auto* tables, document.member("model"));
    std::vector<OrganModel> models;
    for (const auto& table : tables->items()) {
        ABSCOPE_TRY(auto model, read_organ_model(table));
        for (const auto& other : models)
            if (other.id == model.id) return table.error("'" + model.id + "' stands twice");
        models.push_back(std::move(model));
    }
    return models;
}

}  // namespace abscope::toxicity
