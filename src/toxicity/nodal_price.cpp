// Reading and interpolating regional recurrence by nodal dose. Belongs to toxicity.
#include "toxicity/nodal_price.hpp"

#include <fmt/format.h>

#include <cmath>

#include "math/binomial.hpp"

namespace abscope::toxicity {

namespace {

Result<NodalPoint> read_point(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"eqd2_gy", "percent", "patients"}));
    NodalPoint point;
    if (table.find("eqd2_gy") != nullptr) {
        ABSCOPE_TRY(const double dose, table.number("eqd2_gy"));
        point.eqd2_gy = dose;
    }
    ABSCOPE_TRY(const double percent, table.number("percent"));
    ABSCOPE_TRY(const auto patients, table.integer("patients"));
    if (!(percent >= 0.0 && percent <= 100.0) || patients < 1) return table.error("not a share of patients");
    point.probability = percent / 100.0;
    point.patients = static_cast<int>(patients);
    const auto interval = math::exact_binomial_interval(static_cast<int>(std::lround(point.probability * point.patients)), point.patients);
    point.low = interval.low;
    point.high = interval.high;
    return point;
}

double logit(double p) { return std::log(p / (1.0 - p)); }
double logistic(double x) { return 1.0 / (1.0 + std::exp(-x)); }

NodalPrice price_between(const NodalSource& source, const NodalPoint& a, const NodalPoint& b, double eqd2_gy) {
    const double share = (eqd2_gy - *a.eqd2_gy) / (*b.eqd2_gy - *a.eqd2_gy);
    const auto between = [&](double pa, double pb) { return logistic(logit(pa) + share * (logit(pb) - logit(pa))); };
    NodalPrice price{&source, eqd2_gy, between(a.low, b.low), between(a.high, b.high), between(a.probability, b.probability), ""};
    price.statement = fmt::format("{} within {:.0f} years: {:.1f} % ({:.1f} to {:.1f}) at {:.0f} Gy EQD2 to the region", source.endpoint, source.years,
                                  100 * *price.value, 100 * price.low, 100 * price.high, eqd2_gy);
    return price;
}

NodalPrice price_of(const NodalSource& source, double eqd2_gy) {
    const auto& first = source.points.front();
    if (!first.eqd2_gy) {
        NodalPrice price{&source, eqd2_gy, first.low, first.high, first.probability, ""};
        price.statement = fmt::format("{} within {:.0f} years: {:.1f} % ({:.1f} to {:.1f}) where the region was not treated on purpose; incidental dose not reported",
                                      source.endpoint, source.years, 100 * first.probability, 100 * first.low, 100 * first.high);
        if (source.points.size() > 1)
            price.statement += fmt::format("; {:.1f} % with {:.0f} Gy EQD2", 100 * source.points.back().probability, *source.points.back().eqd2_gy);
        return price;
    }
    for (std::size_t i = 0; i + 1 < source.points.size(); ++i)
        if (*source.points[i].eqd2_gy <= eqd2_gy && eqd2_gy <= *source.points[i + 1].eqd2_gy)
            return price_between(source, source.points[i], source.points[i + 1], eqd2_gy);
    const bool below = eqd2_gy < *first.eqd2_gy;
    const auto& edge = below ? first : source.points.back();
    NodalPrice price{&source, eqd2_gy, below ? edge.low : 0.0, below ? 1.0 : edge.high, std::nullopt, ""};
    price.statement = fmt::format("{} within {:.0f} years: {} {:.1f} % ({:.0f} Gy EQD2 is outside the doses of the source; {:.1f} % at {:.0f} Gy)", source.endpoint,
                                  source.years, below ? "more than" : "at most", 100 * (below ? edge.low : edge.high), eqd2_gy,
                                  100 * edge.probability, *edge.eqd2_gy);
    return price;
}

}  // namespace

Result<std::vector<NodalSource>> read_nodal_sources(const Document& document) {
    ABSCOPE_CHECK_OK(document.only_known_keys({"schema", "source"}));
    ABSCOPE_TRY(const auto* tables, document.member("source"));
    std::vector<NodalSource> sources;
    for (const auto& table : tables->items()) {
        ABSCOPE_CHECK_OK(table.only_known_keys({"id", "site", "endpoint", "text", "years", "point", "source"}));
        NodalSource source;
        ABSCOPE_TRY(source.id, table.text("id"));
        ABSCOPE_TRY(source.site, table.text("site"));
        ABSCOPE_TRY(source.endpoint, table.text("endpoint"));
        ABSCOPE_TRY(source.text, table.text("text"));
        ABSCOPE_TRY(source.years, table.number("years"));
        ABSCOPE_TRY(source.source, table.text("source"));
        ABSCOPE_TRY(const auto* points, table.member("point"));
        for (const auto& item : points->items()) {
            ABSCOPE_TRY(auto point, read_point(item));
            const bool rising = source.points.empty() || (point.eqd2_gy && (!source.points.back().eqd2_gy || *point.eqd2_gy > *source.points.back().eqd2_gy));
            if (!rising) return item.error("doses of '" + source.id + "' do not rise");
            source.points.push_back(point);
        }
        if (source.points.empty()) return table.error("'" + source.id + "' has no point");
        sources.push_back(std::move(source));
    }
    return sources;
}

std::vector<NodalPrice> price_of_sparing(const std::vector<NodalSource>& sources, const std::string& site, double eqd2_gy) {
    std::vector<NodalPrice> prices;
    for (const auto& source : sources)
        if (source.site == site) prices.push_back(price_of(source, eqd2_gy));
    return prices;
}

}  // namespace abscope::toxicity
