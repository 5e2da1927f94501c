// Reading and judging limits. Belongs to schedule.
#include "schedule/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace abscope::schedule {

namespace {

Result<OrganLimit> read_organ(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"organ", "metric", "eqd2_gy", "alpha_beta_gy", "source", "read"}));
    OrganLimit limit;
    ABSCOPE_TRY(const auto name, table.text("organ"));
    const auto role = patient::role_from_name(name);
    if (!role) return table.error("'" + name + "' is not an organ role");
    limit.organ = *role;
    ABSCOPE_TRY(const auto metric, table.text("metric"));
    if (metric != "mean" && metric != "max") return table.error("'" + metric + "' is not a metric", "", "use mean or max");
    limit.of_mean = metric == "mean";
    ABSCOPE_TRY(limit.eqd2_gy, table.number("eqd2_gy"));
    ABSCOPE_TRY(limit.alpha_beta_gy, table.number("alpha_beta_gy"));
    if (!(limit.eqd2_gy > 0.0 && limit.alpha_beta_gy > 0.0)) return table.error("a limit must be positive");
    ABSCOPE_TRY(limit.source, table.text("source"));
    return limit;
}

}  // namespace

Result<Limits> read_limits(const Document& document) {
    ABSCOPE_CHECK_OK(document.only_known_keys({"schema", "limit", "label"}));
    Limits limits;
    ABSCOPE_TRY(const auto* organs, document.member("limit"));
    for (const auto& table : organs->items()) {
        ABSCOPE_TRY(auto limit, read_organ(table));
        limits.organs.push_back(std::move(limit));
    }
    ABSCOPE_TRY(const auto* labels, document.member("label"));
    for (const auto& table : labels->items()) {
        ABSCOPE_CHECK_OK(table.only_known_keys({"drug", "least_day", "source"}));
        DrugLabel label;
        ABSCOPE_TRY(label.drug, table.text("drug"));
        ABSCOPE_TRY(label.least_day, table.number("least_day"));
        ABSCOPE_TRY(label.source, table.text("source"));
        limits.labels.push_back(std::move(label));
    }
    return limits;
}

std::vector<std::string> broken_limits(const Limits& limits, const patient::Exposure& exposure, const toxicity::CourseVariant& variant) {
    std::vector<std::string> broken;
    for (const auto& limit : limits.organs) {
        const auto eqd2 = toxicity::organ_eqd2(exposure, limit.organ, limit.alpha_beta_gy, variant);
        if (!eqd2) continue;
        double value = eqd2->mean_gy();
        if (!limit.of_mean)
            for (std::size_t i = 0; i < eqd2->dose_gy.size(); ++i)
                if (eqd2->volume_fraction[i] > 0.0) value = std::max(value, eqd2->dose_gy[i]);
        if (value > limit.eqd2_gy)
            broken.push_back(fmt::format("{} {}: {:.1f} Gy EQD2 above {:.0f} {}", patient::role_name(limit.organ), limit.of_mean ? "mean" : "maximum", value,
                                         limit.eqd2_gy, limit.source));
    }
    return broken;
}

std::string broken_label(const Limits& limits, const std::string& drug, double every_day) {
    for (const auto& label : limits.labels)
        if (label.drug == drug && every_day < label.least_day)
            return fmt::format("{} every {:.0f} d: the label asks for at least {:.0f} d {}", drug, every_day, label.least_day, label.source);
    return "";
}

}  // namespace abscope::schedule
