// Reading and finding evidence entries.
#include "evidence/evidence.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace abscope::evidence {

namespace {

constexpr std::array<std::string_view, 3> kind_names{"claim", "external", "trial"};
/// Levels of the Oxford Centre for Evidence-Based Medicine, 2009 table.
constexpr std::array<std::string_view, 10> levels{"1a", "1b", "1c", "2a", "2b", "2c", "3a", "3b", "4", "5"};

Result<Entry> read_entry(const Node& table) {
    ABSCOPE_CHECK_OK(table.only_known_keys({"id", "kind", "text", "section", "source", "registry", "level", "flag", "note"}));
    Entry entry;
    ABSCOPE_TRY(entry.id, table.text("id"));
    ABSCOPE_TRY(const auto kind, table.text("kind"));
    const auto known = std::find(kind_names.begin(), kind_names.end(), kind);
    if (known == kind_names.end()) return table.error("'" + kind + "' is not a kind of evidence", "", "use claim, external or trial");
    entry.kind = static_cast<EntryKind>(known - kind_names.begin());
    ABSCOPE_TRY(entry.text, table.text("text"));
    ABSCOPE_TRY(entry.section, table.text_or("section", ""));
    ABSCOPE_TRY(entry.source, table.text("source"));
    ABSCOPE_TRY(entry.registry, table.text_or("registry", ""));
    ABSCOPE_TRY(entry.level, table.text_or("level", ""));
    ABSCOPE_TRY(entry.flag, table.text_or("flag", ""));
    ABSCOPE_TRY(entry.note, table.text_or("note", ""));
    if (entry.id.empty() || entry.text.empty()) return table.error("an entry without id or text");
    if (entry.source.find("[@") == std::string::npos)
        return table.error("'" + entry.id + "' has no source", "every claim must be traceable", "cite a key of docs/references.bib in square brackets with an @ in front");
    if (entry.kind != EntryKind::external && entry.section.empty()) return table.error("'" + entry.id + "' does not say in which section of the review it stands");
    if (!entry.level.empty() && std::find(levels.begin(), levels.end(), entry.level) == levels.end())
        return table.error("'" + entry.level + "' is not an OCEBM level", "", "use 1a 1b 1c 2a 2b 2c 3a 3b 4 or 5");
    return entry;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

}  // namespace

std::string_view kind_name(EntryKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

Result<void> Evidence::add(const Document& document) {
    ABSCOPE_CHECK_OK(document.only_known_keys({"schema", "entry"}));
    ABSCOPE_TRY(const auto* tables, document.member("entry"));
    for (const auto& table : tables->items()) {
        ABSCOPE_TRY(auto entry, read_entry(table));
        if (find(entry.id) != nullptr) return table.error("'" + entry.id + "' stands twice", "an id names one entry");
        entries_.push_back(std::move(entry));
    }
    return {};
}

const Entry* Evidence::find(std::string_view id) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.id == id; });
    return found == entries_.end() ? nullptr : &*found;
}

std::vector<std::string> Evidence::missing(const std::vector<std::string>& wanted) const {
    std::vector<std::string> absent;
    for (const auto& id : wanted)
        if (find(id) == nullptr) absent.push_back(id);
    return absent;
}

std::vector<const Entry*> Evidence::search(std::string_view text) const {
    const auto wanted = lower(text);
    std::vector<const Entry*> found;
    for (const auto& entry : entries_)
        for (const auto* field : {&entry.id, &entry.text, &entry.source, &entry.note})
            if (lower(*field).find(wanted) != std::string::npos) {
                found.push_back(&entry);
                break;
            }
    return found;
}

}  // namespace abscope::evidence
