// Entries, conflicts and the table of claims for programs and people. Belongs to study.
#pragma once

#include <string>
#include <vector>

#include "evidence/conflicts.hpp"
#include "io/json_value.hpp"

namespace abscope::study {

io::JsonValue entry_json(const evidence::Entry& entry);
io::JsonValue conflict_json(const evidence::LedgerConflict& conflict);
/// Every claim with its status, and the counts by domain.
io::JsonValue coverage_json();
/// The bibliography's line of every key in a source text.
std::vector<std::string> references_of(const std::string& source);

}  // namespace abscope::study
