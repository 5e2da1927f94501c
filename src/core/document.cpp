// Typed reads of a Document and the messages when they fail.
#include "core/document.hpp"

#include <algorithm>
#include <limits>

namespace abscope {

std::string Location::text() const {
    std::string out = file.empty() ? std::string("(no file)") : file;
    if (line > 0) out += ":" + std::to_string(line);
    return out;
}

namespace {

const char* kind_name(const Node::Value& value) {
    static constexpr const char* names[] = {"nothing", "a boolean", "an integer", "a number", "text", "a list", "a table"};
    return names[value.index()];
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
        }
    }
    return row[b.size()];
}

}  // namespace

std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string_view>& known) {
    std::size_t best = std::numeric_limits<std::size_t>::max();
    std::optional<std::string> found;
    for (const auto candidate : known) {
        const auto distance = edit_distance(word, candidate);
        if (distance < best && distance <= std::max<std::size_t>(2, word.size() / 2)) {
            best = distance;
            found = std::string(candidate);
        }
    }
    return found;
}

const Node* Node::find(std::string_view key) const {
    for (const auto& [name, node] : members())
        if (name == key) return &node;
    return nullptr;
}

const Node::Table& Node::members() const {
    static const Table empty;
    const auto* table = std::get_if<Table>(&value_);
    return table ? *table : empty;
}

const Node::Array& Node::items() const {
    static const Array empty;
    const auto* array = std::get_if<Array>(&value_);
    return array ? *array : empty;
}

Error Node::error(std::string problem, std::string why, std::string suggestion) const {
    auto e = bad_input(std::move(problem), std::move(why), std::move(suggestion));
    if (!key_.empty()) e.context.push_back(key_);
    e.context.push_back(location_.text());
    return e;
}

Result<std::string> Node::as_text() const {
    if (const auto* text = std::get_if<std::string>(&value_)) return *text;
    return error(std::string("expected text but found ") + kind_name(value_), "", "put the value in quotes");
}

Result<double> Node::as_number() const {
    if (const auto* real = std::get_if<double>(&value_)) return *real;
    if (const auto* integer = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*integer);
    return error(std::string("expected a number but found ") + kind_name(value_));
}

Result<std::int64_t> Node::as_integer() const {
    if (const auto* integer = std::get_if<std::int64_t>(&value_)) return *integer;
    return error(std::string("expected a whole number but found ") + kind_name(value_));
}

Result<bool> Node::as_boolean() const {
    if (const auto* flag = std::get_if<bool>(&value_)) return *flag;
    return error(std::string("expected true or false but found ") + kind_name(value_));
}

Result<const Node*> Node::member(std::string_view key) const {
    if (const auto* node = find(key)) return node;
    return error("'" + std::string(key) + "' is missing");
}

Result<std::string> Node::text(std::string_view key) const {
    ABSCOPE_TRY(const Node* node, member(key));
    return node->as_text();
}

Result<std::string> Node::text_or(std::string_view key, std::string fallback) const {
    const auto* node = find(key);
    return node ? node->as_text() : Result<std::string>(std::move(fallback));
}

Result<double> Node::number(std::string_view key) const {
    ABSCOPE_TRY(const Node* node, member(key));
    return node->as_number();
}

Result<double> Node::number_or(std::string_view key, double fallback) const {
    const auto* node = find(key);
    return node ? node->as_number() : Result<double>(fallback);
}

Result<std::int64_t> Node::integer(std::string_view key) const {
    ABSCOPE_TRY(const Node* node, member(key));
    return node->as_integer();
}

Result<std::int64_t> Node::integer_or(std::string_view key, std::int64_t fallback) const {
    const auto* node = find(key);
    return node ? node->as_integer() : Result<std::int64_t>(fallback);
}

Result<bool> Node::boolean_or(std::string_view key, bool fallback) const {
    const auto* node = find(key);
    return node ? node->as_boolean() : Result<bool>(fallback);
}

Result<void> Node::only_known_keys(std::initializer_list<std::string_view> known) const {
    const std::vector<std::string_view> names(known);
    for (const auto& [name, node] : members()) {
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        const auto nearest = nearest_word(name, names);
        std::string suggestion = nearest ? "did you mean '" + *nearest + "'?" : "known keys:";
        if (!nearest)
            for (const auto n : names) suggestion += " " + std::string(n);
        return node.error("unknown key '" + name + "'", "it would be ignored", suggestion);
    }
    return {};
}

}  // namespace abscope
