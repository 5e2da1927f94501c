// A reader of the plain TOML that our parameter files use, for tests of modules that may not include io: comments,
// [table.headers], and `key = value` lines whose value is a number, a text, or an inline table of these. The files
// themselves are also read by io's full parser in the tests of the modules above.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "core/document.hpp"

namespace abscope::test {

namespace plain_toml {

inline std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\r')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

/// Reads one value at the front of `rest` and moves behind it.
inline Node value(std::string_view& rest, const Location& place, const std::string& key) {
    rest = trimmed(rest);
    if (rest.front() == '"') {
        const auto end = rest.find('"', 1);
        Node node(std::string(rest.substr(1, end - 1)), place, key);
        rest.remove_prefix(end + 1);
        return node;
    }
    if (rest.front() != '{') {
        const auto end = rest.find_first_of(",} #");
        Node node(std::strtod(std::string(rest.substr(0, end)).c_str(), nullptr), place, key);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end);
        return node;
    }
    Node::Table table;
    rest.remove_prefix(1);
    while (true) {
        rest = trimmed(rest);
        const auto equals = rest.find('=');
        const std::string name(trimmed(rest.substr(0, equals)));
        rest.remove_prefix(equals + 1);
        table.emplace_back(name, value(rest, place, key + "." + name));
        rest = trimmed(rest);
        const char next = rest.front();
        rest.remove_prefix(1);
        if (next == '}') return Node(std::move(table), place, key);
    }
}

/// The table with the members of `lines` added below `path` ("overrides.ct26").
inline void put(Node::Table& table, std::string_view path, const std::string& name, Node node) {
    if (path.empty()) {
        table.emplace_back(name, std::move(node));
        return;
    }
    const auto dot = path.find('.');
    const std::string head(path.substr(0, dot));
    const std::string_view tail = dot == std::string_view::npos ? "" : path.substr(dot + 1);
    Node::Table inner;
    for (auto& [key, member] : table) {
        if (key != head) continue;
        inner = member.members();
        put(inner, tail, name, std::move(node));
        member = Node(std::move(inner), member.location(), member.key());
        return;
    }
    put(inner, tail, name, std::move(node));
    table.emplace_back(head, Node(std::move(inner), {}, head));
}

}  // namespace plain_toml

/// The document of a plain TOML text; `file` is what messages call it.
inline Document parse_plain_toml(std::string_view text, const std::string& file) {
    Node::Table root;
    std::string section;
    for (int line = 1; !text.empty(); ++line) {
        const auto end = text.find('\n');
        std::string_view row = plain_toml::trimmed(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (row.empty() || row.front() == '#') continue;
        if (row.front() == '[') {
            section = std::string(row.substr(1, row.find(']') - 1));
            continue;
        }
        const auto equals = row.find('=');
        const std::string name(plain_toml::trimmed(row.substr(0, equals)));
        std::string_view rest = row.substr(equals + 1);
        const std::string key = section.empty() ? name : section + "." + name;
        plain_toml::put(root, section, name, plain_toml::value(rest, {file, line, 1}, key));
    }
    return Node(std::move(root), {file, 1, 1}, "");
}

}  // namespace abscope::test
