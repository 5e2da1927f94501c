// Histograms in the two machine-readable forms.
#include "study/dvh_output.hpp"

#include "io/csv.hpp"

namespace abscope::study {

using io::JsonValue;

namespace {

JsonValue metrics_json(const std::vector<report::DvhMetric>& metrics) {
    auto out = JsonValue::object();
    for (const auto& metric : metrics) {
        auto value =
            JsonValue::object({{"value", metric.value}, {"unit", metric.unit == "cm3" ? "cc" : metric.unit}});
        if (metric.uncertainty > 0.0) value.add("uncertainty", metric.uncertainty);
        if (!metric.why.empty()) value.add("why", metric.why);
        out.add(metric.name, std::move(value));
    }
    return out;
}

}  // namespace

JsonValue dvhs_json(const std::vector<report::DvhEntry>& entries) {
    auto out = JsonValue::array();
    for (const auto& entry : entries) {
        auto value = JsonValue::object({{"name", entry.name},
                                        {"role", patient::role_name(entry.role)},
                                        {"volume_cc", entry.volume_cc},
                                        {"volume_uncertainty_cc", entry.volume_uncertainty_cc},
                                        {"dose_coverage", entry.dose_coverage},
                                        {"quantity", entry.quantity}});
        if (entry.quantity != "physical") value.add("alpha_beta_gy", entry.alpha_beta_gy);
        value.add("mean_gy", entry.mean_gy).add("mean_uncertainty_gy", entry.mean_uncertainty_gy);
        value.add("min_gy", entry.min_gy).add("max_gy", entry.max_gy);
        value.add("metrics", metrics_json(entry.metrics));
        value.add("curve", JsonValue::object({{"dose_gy", JsonValue::array(entry.dose_gy)},
                                              {"volume_fraction", JsonValue::array(entry.volume_fraction)}}));
        out.push(std::move(value));
    }
    return out;
}

std::string dvhs_csv(const std::vector<report::DvhEntry>& entries) {
    io::CsvWriter csv({"structure", "role", "quantity", "dose_gy", "volume_fraction"});
    for (const auto& entry : entries)
        for (std::size_t i = 0; i < entry.dose_gy.size(); ++i)
            csv.row({entry.name, std::string(patient::role_name(entry.role)), entry.quantity,
                     entry.dose_gy[i], entry.volume_fraction[i]});
    return csv.text();
}

}  // namespace abscope::study
