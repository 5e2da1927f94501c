// The evidence behind rules and reports: claims and trials by id, in our words, with source and OCEBM level. Read from the
// documents data/evidence/claims.toml and trials.toml; whoever opens files hands them in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/document.hpp"

namespace abscope::evidence {

enum class EntryKind {
    claim,     ///< of the review
    external,  ///< from elsewhere
    trial
};
std::string_view kind_name(EntryKind kind);

struct Entry {
    std::string id;
    EntryKind kind = EntryKind::claim;
    std::string text;      ///< in our words
    std::string section;   ///< of the review; may be empty for external entries
    std::string source;    ///< bibliography keys, each in square brackets with an @ in front
    std::string registry;  ///< trial registration; may be empty
    std::string level;     ///< OCEBM level as the review assigns it; may be empty
    std::string flag;      ///< why the review's level is doubtful; may be empty
    std::string note;      ///< disagreements, doubts; may be empty
};

class Evidence {
  public:
    /// Adds the entries of one document; an id may stand only once in all of them.
    Result<void> add(const Document& document);

    /// The entry of that id, or nullptr.
    const Entry* find(std::string_view id) const;
    /// In the order of the documents.
    const std::vector<Entry>& entries() const { return entries_; }
    /// Ids of `wanted` that have no entry.
    std::vector<std::string> missing(const std::vector<std::string>& wanted) const;
    /// Entries whose id, text, source or note contains `text` (letter case ignored).
    std::vector<const Entry*> search(std::string_view text) const;

  private:
    std::vector<Entry> entries_;
};

}  // namespace abscope::evidence
