// Reading base rates. Belongs to toxicity.
#include "toxicity/base_rates.hpp"

namespace abscope::toxicity {

Result<std::vector<BaseRate>> read_base_rates(const Document& document) {
    ABSCOPE_CHECK_OK(document.only_known_keys({"schema", "rate"}));
    ABSCOPE_TRY(const auto* tables, document.member("rate"));
    std::vector<BaseRate> rates;
    for (const auto& table : tables->items()) {
        ABSCOPE_CHECK_OK(table.only_known_keys({"drugs", "event", "percent", "source", "read"}));
        BaseRate rate;
        ABSCOPE_TRY(rate.drugs, table.text("drugs"));
        ABSCOPE_TRY(rate.event, table.text("event"));
        ABSCOPE_TRY(const double percent, table.number("percent"));
        if (!(percent >= 0.0 && percent <= 100.0)) return table.error("'percent' is not between 0 and 100");
        rate.probability = percent / 100.0;
        ABSCOPE_TRY(rate.source, table.text("source"));
        ABSCOPE_TRY(const auto read, table.text("read"));
        rate.source_read = read == "yes";
        rates.push_back(std::move(rate));
    }
    return rates;
}

std::vector<BaseRate> rates_of(const std::vector<BaseRate>& rates, const std::string& drugs) {
    std::vector<BaseRate> out;
    for (const auto& rate : rates)
        if (rate.drugs == drugs) out.push_back(rate);
    return out;
}

}  // namespace abscope::toxicity
