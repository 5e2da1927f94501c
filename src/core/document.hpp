// A parsed tree (TOML, JSON, CSV rows) that remembers file, line and key of every value, so that each module can read
// its own parameters and say exactly where a bad one stands. `io` fills it; nobody else parses files.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/result.hpp"

namespace abscope {

/// Where a value stands in its file.
struct Location {
    std::string file;
    int line = 0;    ///< 1-based; 0 = unknown
    int column = 0;  ///< 1-based; 0 = unknown
    std::string text() const;  ///< "case.toml:12:3"
};

/// One value of a Document: nothing, boolean, integer, real, text, array or table (in file order).
class Node {
  public:
    using Array = std::vector<Node>;
    using Table = std::vector<std::pair<std::string, Node>>;
    using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Table>;

    Node() = default;
    Node(Value value, Location location, std::string key)
        : value_(std::move(value)), location_(std::move(location)), key_(std::move(key)) {}

    bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    bool is_table() const { return std::holds_alternative<Table>(value_); }
    bool is_array() const { return std::holds_alternative<Array>(value_); }
    bool is_text() const { return std::holds_alternative<std::string>(value_); }
    bool is_number() const { return std::holds_alternative<double>(value_) || std::holds_alternative<std::int64_t>(value_); }
    const Value& value() const { return value_; }
    const Location& location() const { return location_; }
    /// Dotted path of this value, e.g. "radiotherapy[0].dose_per_fraction".
    const std::string& key() const { return key_; }

    /// Member of a table, or nullptr.
    const Node* find(std::string_view key) const;
    /// Members of a table in file order; empty for anything else.
    const Table& members() const;
    /// Items of an array; empty for anything else.
    const Array& items() const;

    // Typed reads. Each fails with the location and what was found instead.
    Result<std::string> as_text() const;
    Result<double> as_number() const;
    Result<std::int64_t> as_integer() const;
    Result<bool> as_boolean() const;

    // Reads of table members; the `_or` forms accept absence, never a wrong type.
    Result<const Node*> member(std::string_view key) const;
    Result<std::string> text(std::string_view key) const;
    Result<std::string> text_or(std::string_view key, std::string fallback) const;
    Result<double> number(std::string_view key) const;
    Result<double> number_or(std::string_view key, double fallback) const;
    Result<std::int64_t> integer(std::string_view key) const;
    Result<std::int64_t> integer_or(std::string_view key, std::int64_t fallback) const;
    Result<bool> boolean_or(std::string_view key, bool fallback) const;

    /// Fails on the first member that is not in `known`, naming the nearest known one.
    Result<void> only_known_keys(std::initializer_list<std::string_view> known) const;

    /// An input error that begins with this value's place: "case.toml:12: radiotherapy[0].fractions: <problem> …".
    Error error(std::string problem, std::string why = {}, std::string suggestion = {}) const;

  private:
    Value value_;
    Location location_;
    std::string key_;
};

using Document = Node;

/// The word of `known` nearest to `word` (edit distance ≤ 1/2 of its length), or nothing.
std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace abscope
