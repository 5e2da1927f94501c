// The one place that knows toml++: its tree becomes a Document in file order.
#include "io/toml.hpp"

#include <algorithm>
#include <sstream>
#include <tuple>

#include <toml++/toml.h>

#include "io/text_file.hpp"

namespace abscope::io {

namespace {

Location location_of(const toml::source_region& region, const std::string& file) {
    return {file, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

Node convert(const toml::node& node, const std::string& file, const std::string& key);

Node convert_table(const toml::table& table, const std::string& file, const std::string& key) {
    using Item = std::pair<const toml::key*, const toml::node*>;
    std::vector<Item> items;
    for (auto it = table.begin(); it != table.end(); ++it) items.emplace_back(&it->first, &it->second);
    // toml++ sorts by name; the order of the file is the order of where the keys stand.
    std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
        const auto& x = a.first->source().begin;
        const auto& y = b.first->source().begin;
        return std::tie(x.line, x.column) < std::tie(y.line, y.column);
    });
    Node::Table members;
    for (const auto& [name, value] : items) {
        const std::string text(name->str());
        members.emplace_back(text, convert(*value, file, key.empty() ? text : key + "." + text));
    }
    return Node(std::move(members), location_of(table.source(), file), key);
}

Node convert_array(const toml::array& array, const std::string& file, const std::string& key) {
    Node::Array items;
    for (const auto& item : array)
        items.push_back(convert(item, file, key + "[" + std::to_string(items.size()) + "]"));
    return Node(std::move(items), location_of(array.source(), file), key);
}

Node convert(const toml::node& node, const std::string& file, const std::string& key) {
    if (const auto* table = node.as_table()) return convert_table(*table, file, key);
    if (const auto* array = node.as_array()) return convert_array(*array, file, key);
    const auto location = location_of(node.source(), file);
    if (const auto* text = node.as_string()) return Node(text->get(), location, key);
    if (const auto* integer = node.as_integer()) return Node(integer->get(), location, key);
    if (const auto* real = node.as_floating_point()) return Node(real->get(), location, key);
    if (const auto* flag = node.as_boolean()) return Node(flag->get(), location, key);
    // Dates and times have no kind of their own in a Document: they travel as their text.
    std::ostringstream text;
    node.visit([&text](const auto& value) {
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (toml::is_date<Value> || toml::is_time<Value> || toml::is_date_time<Value>)
            text << value.get();
    });
    return Node(text.str(), location, key);
}

}  // namespace

Result<Document> parse_toml(std::string_view text, const std::string& file) {
    try {
        return convert_table(toml::parse(text, std::string_view(file)), file, "");
    } catch (const toml::parse_error& fault) {
        auto error = bad_input("this is not valid TOML", std::string(fault.description()),
                               "look at the line named here and the one above it");
        error.context.push_back(location_of(fault.source(), file).text());
        return error;
    }
}

Result<Document> read_toml(const std::filesystem::path& path) {
    ABSCOPE_TRY(const auto text, read_text_file(path));
    return parse_toml(text, path.string());
}

}  // namespace abscope::io
