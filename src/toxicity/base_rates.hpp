// How often checkpoint inhibitors alone cause events, by class of drug; rows of data/toxicity_base_rates.toml with their
// sources [@wang2019; @nishino2016]. Belongs to toxicity.
#pragma once

#include <string>
#include <vector>

#include "core/document.hpp"

namespace abscope::toxicity {

struct BaseRate {
    std::string drugs, event;
    double probability = 0.0;  ///< [-]
    std::string source;
    bool source_read = false;  ///< false: recalled, to be checked
};

Result<std::vector<BaseRate>> read_base_rates(const Document& document);
/// The rows of a class of drugs ("anti-PD-(L)1", "anti-CTLA-4", "anti-PD-1 + anti-CTLA-4").
std::vector<BaseRate> rates_of(const std::vector<BaseRate>& rates, const std::string& drugs);

}  // namespace abscope::toxicity
