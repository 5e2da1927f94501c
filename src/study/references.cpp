// A small reader of BibTeX and the lookup of keys.
#include "study/references.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include "core/embedded.hpp"

namespace abscope::study {

namespace {

using Fields = std::map<std::string, std::string>;

/// Without braces, with one blank for every run of white space, and with the few TeX spellings that occur.
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '{' || c == '}') continue;
        const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
        if (blank && (out.empty() || out.back() == ' ')) continue;
        out += blank ? ' ' : c;
    }
    for (const auto& [from, to] : {std::pair{"--", "–"}, std::pair{"\\&", "&"}, std::pair{"\\'e", "é"},
                                   std::pair{"\\\"o", "ö"}, std::pair{"\\\"u", "ü"}, std::pair{"\\\"a", "ä"}})
        for (std::size_t at = 0; (at = out.find(from, at)) != std::string::npos;)
            out.replace(at, std::string_view(from).size(), to);
    return out;
}

/// The value that begins at `at`: {balanced}, "quoted" or a bare word; `at` moves past it.
std::string_view take_value(std::string_view text, std::size_t& at) {
    const std::size_t begin = at;
    if (at < text.size() && text[at] == '"') {
        at = std::min(text.find('"', at + 1), text.size() - 1) + 1;
        return text.substr(begin + 1, at - begin - 2);
    }
    int depth = 0;
    for (; at < text.size(); ++at) {
        if (text[at] == '{') ++depth;
        if (text[at] == '}') --depth;
        if (depth < 0 || (depth == 0 && (text[at] == ',' || text[at] == '\n'))) break;
    }
    return text.substr(begin, at - begin);
}

Fields read_fields(std::string_view body) {
    Fields fields;
    for (std::size_t at = 0; (at = body.find('=', at)) != std::string_view::npos;) {
        std::size_t end = at;
        while (end > 0 && std::isspace(static_cast<unsigned char>(body[end - 1]))) --end;
        std::size_t begin = end;
        while (begin > 0 && std::isalpha(static_cast<unsigned char>(body[begin - 1]))) --begin;
        std::string name(body.substr(begin, end - begin));
        for (auto& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        ++at;
        while (at < body.size() && std::isspace(static_cast<unsigned char>(body[at]))) ++at;
        fields[name] = plain(take_value(body, at));
    }
    return fields;
}

/// "Nakamura et al." of "Nakamura, N. and Kusunoki, Y."
std::string first_author(const std::string& authors) {
    const bool several = authors.find(" and ") != std::string::npos;
    const auto name = authors.substr(0, std::min(authors.find(','), authors.find(" and ")));
    return several ? name + " et al." : name;
}

std::string entry_text(const Fields& fields) {
    const auto get = [&](const char* name) {
        const auto found = fields.find(name);
        return found == fields.end() ? std::string() : found->second;
    };
    std::string out = first_author(get("author"));
    if (!get("year").empty()) out += " (" + get("year") + ")";
    out += ": " + get("title") + ".";
    for (const char* where : {"journal", "booktitle", "institution", "publisher"})
        if (!get(where).empty()) {
            out += " " + get(where);
            break;
        }
    if (!get("volume").empty()) out += " " + get("volume");
    if (!get("number").empty() && get("volume").empty()) out += " " + get("number");
    if (!get("pages").empty()) out += ", " + get("pages");
    if (!get("doi").empty()) out += ". doi:" + get("doi");
    return out;
}

/// Position after the closing brace that belongs to the one at `open`.
std::size_t closing(std::string_view text, std::size_t open) {
    int depth = 0;
    for (std::size_t at = open; at < text.size(); ++at) {
        if (text[at] == '{') ++depth;
        if (text[at] == '}' && --depth == 0) return at;
    }
    return text.size();
}

const std::vector<BibliographyEntry>& bibliography() {
    static const std::vector<BibliographyEntry> entries =
        read_bibliography(core::embedded_file("references.bib"));
    return entries;
}

}  // namespace

std::vector<BibliographyEntry> read_bibliography(std::string_view bibtex) {
    std::vector<BibliographyEntry> entries;
    for (std::size_t at = bibtex.find('@'); at != std::string_view::npos; at = bibtex.find("\n@", at)) {
        const auto open = bibtex.find('{', at);
        const auto comma = bibtex.find(',', open);
        if (open == std::string_view::npos || comma == std::string_view::npos) break;
        const auto end = closing(bibtex, open);
        if (comma < end)
            entries.push_back({plain(bibtex.substr(open + 1, comma - open - 1)),
                               entry_text(read_fields(bibtex.substr(comma + 1, end - comma - 1)))});
        at = end;
    }
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return entries;
}

const BibliographyEntry* find_reference(std::string_view key) {
    const auto& entries = bibliography();
    const auto found =
        std::lower_bound(entries.begin(), entries.end(), key,
                         [](const auto& entry, std::string_view wanted) { return entry.key < wanted; });
    return found != entries.end() && found->key == key ? &*found : nullptr;
}

std::vector<std::string> keys_in(std::string_view text) {
    std::vector<std::string> keys;
    const auto is_word = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
    };
    for (std::size_t at = 0; at < text.size();) {
        if (!is_word(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && is_word(text[end])) ++end;
        const auto word = text.substr(at, end - at);
        if (find_reference(word) != nullptr) keys.emplace_back(word);
        at = end;
    }
    return keys;
}

}  // namespace abscope::study
