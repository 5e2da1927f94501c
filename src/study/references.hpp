// What a source key stands for: docs/references.bib travels with the program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace abscope::study {

/// One entry of the bibliography.
struct BibliographyEntry {
    std::string key;   ///< "nakamura1990"
    std::string text;  ///< "Nakamura et al. (1990): Title. Journal 1, 2–3. doi:…"
};

/// Reads BibTeX: entries with braced or quoted fields; anything else is skipped.
std::vector<BibliographyEntry> read_bibliography(std::string_view bibtex);
/// The entry of the built-in bibliography; nothing where there is none.
const BibliographyEntry* find_reference(std::string_view key);
/// Every known key that occurs in `text` as a whole word, for texts such as "nakamura1990, table 2".
std::vector<std::string> keys_in(std::string_view text);

}  // namespace abscope::study
