// A Markov run on disk, so that a long one can be stopped and taken up again with the same result. Belongs to fit.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "fit/markov_chain.hpp"

namespace abscope::fit {

/// Writes the state; `key` names the problem and the options, and must be the same when the run is taken up.
Result<void> write_checkpoint(const std::filesystem::path& path, const std::string& key, const MarkovState& state);
/// Reads it back, bit by bit; nothing where there is no such file. A file of another problem, or a damaged one, is an error.
Result<std::optional<MarkovState>> read_checkpoint(const std::filesystem::path& path, const std::string& key);

}  // namespace abscope::fit
