// The price of sparing a lymph node: how often a region recurs against the dose it was given, by site, as published. Numbers
// stand in data/toxicity_nodal.toml [@nevens2017; @sulman2009]; where no source gives one, none is given. Belongs to toxicity.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/document.hpp"

namespace abscope::toxicity {

/// One group of patients: what its elective nodes were given and how many recurred.
struct NodalPoint {
    std::optional<double> eqd2_gy;   ///< [Gy]; none: not prescribed, incidental dose not reported
    double probability = 0.0;        ///< of the endpoint [-]
    double low = 0.0, high = 0.0;    ///< exact 95 % interval of events in patients [-]
    int patients = 0;
};

struct NodalSource {
    std::string id, site, endpoint, text;
    double years = 0.0;              ///< follow-up of the endpoint [years]
    std::vector<NodalPoint> points;  ///< doses rising, the unprescribed one first
    std::string source;
};

/// What sparing costs at one dose.
struct NodalPrice {
    const NodalSource* source = nullptr;
    double eqd2_gy = 0.0;              ///< asked for [Gy]
    double low = 0.0, high = 1.0;      ///< probability, interval [-]
    std::optional<double> value;       ///< none: outside the doses of the source, only a bound [-]
    std::string statement;             ///< one sentence
};

Result<std::vector<NodalSource>> read_nodal_sources(const Document& document);

/// Every source of a site at `eqd2_gy` [Gy]; empty where none exists. Between two doses the logit is interpolated; below the
/// lowest the lowest dose's value is a lower bound, above the highest the highest dose's an upper bound.
std::vector<NodalPrice> price_of_sparing(const std::vector<NodalSource>& sources, const std::string& site, double eqd2_gy);

}  // namespace abscope::toxicity
