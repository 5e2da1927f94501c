// The JSON that we write: a small ordered value. Numbers are the shortest text that reads back to the same double,
// NaN and infinities become null, members keep the order in which they were added, so the same result is the same bytes.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace abscope::io {

class JsonValue {
public:
    using Array = std::vector<JsonValue>;
    using Object = std::vector<std::pair<std::string, JsonValue>>;

    JsonValue() = default;
    JsonValue(std::nullptr_t) {}
    JsonValue(bool value) : value_(value) {}
    JsonValue(double value) : value_(value) {}
    template <std::integral T>
    requires(!std::same_as<T, bool>) JsonValue(T value) : value_(static_cast<std::int64_t>(value)) {}
    JsonValue(const char* text) : value_(std::string(text)) {}
    JsonValue(std::string_view text) : value_(std::string(text)) {}
    JsonValue(std::string text) : value_(std::move(text)) {}
    template <class T>
    JsonValue(const std::optional<T>& value) {
        if (value) *this = JsonValue(*value);
    }

    static JsonValue object() { return JsonValue(Value(Object{})); }
    static JsonValue object(std::initializer_list<std::pair<std::string, JsonValue>> members) {
        return JsonValue(Value(Object(members)));
    }
    static JsonValue array() { return JsonValue(Value(Array{})); }
    static JsonValue array(std::span<const double> numbers);
    static JsonValue array(std::span<const std::string> texts);

    /// Adds a member at the end of an object; a name must not be added twice. Returns this, for chains.
    JsonValue& add(std::string name, JsonValue value);
    /// Adds every member of another object.
    JsonValue& append_members(const JsonValue& other);
    /// Adds an item at the end of an array.
    JsonValue& push(JsonValue value);
    /// Member of an object, or nullptr.
    const JsonValue* find(std::string_view name) const;

    /// The text, indented by two spaces a level; lists of plain values stay on one line. Ends without a newline.
    std::string text() const;

private:
    using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object>;
    explicit JsonValue(Value value) : value_(std::move(value)) {}
    bool is_plain() const { return value_.index() < 5; }
    void append(std::string& out, int level) const;

    Value value_;
};

/// The shortest decimal text that reads back to the same double; "null" for NaN and infinities.
std::string number_text(double value);

}  // namespace abscope::io
