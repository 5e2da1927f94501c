// The one place that knows nlohmann::json: its SAX events build a Document, lines counted as the parser reads.
#include "io/json.hpp"

#include <cstddef>
#include <iterator>

#include <nlohmann/json.hpp>

#include "io/text_file.hpp"

namespace abscope::io {

namespace {

/// Input iterator over text that counts lines. The parser has read at most one character past the value it reports,
/// so the line of the last character it took is the line of that value.
class LineCountingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    LineCountingIterator(const char* at, int* line) : at_(at), line_(line) {}
    reference operator*() const { return *at_; }
    LineCountingIterator& operator++() {
        if (after_newline_) ++*line_;
        after_newline_ = *at_++ == '\n';
        return *this;
    }
    bool operator==(const LineCountingIterator& other) const { return at_ == other.at_; }
    bool operator!=(const LineCountingIterator& other) const { return at_ != other.at_; }

private:
    const char* at_;
    int* line_;
    bool after_newline_ = false;
};

/// Builds the tree from the parser's events.
class Builder {
public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    Builder(const std::string& file, const int* line) : file_(file), line_(line) {}

    bool null() { return leaf(std::monostate{}); }
    bool boolean(bool value) { return leaf(value); }
    bool number_integer(number_integer_t value) { return leaf(static_cast<std::int64_t>(value)); }
    bool number_unsigned(number_unsigned_t value) {
        if (value > static_cast<number_unsigned_t>(INT64_MAX)) return leaf(static_cast<double>(value));
        return leaf(static_cast<std::int64_t>(value));
    }
    bool number_float(number_float_t value, const string_t&) { return leaf(value); }
    bool string(string_t& value) { return leaf(std::move(value)); }
    bool binary(binary_t&) { return false; }
    bool start_object(std::size_t) { return open(Node::Table{}); }
    bool start_array(std::size_t) { return open(Node::Array{}); }
    bool key(string_t& name) {
        open_.back().name = std::move(name);
        return true;
    }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& fault) {
        const std::string text = fault.what();
        const auto colon = text.find(": ");
        fault_ = colon == std::string::npos ? text : text.substr(colon + 2);
        return false;
    }

    Node take() { return std::move(root_); }
    const std::string& fault() const { return fault_; }

private:
    struct Open {
        Node::Value value;
        Location location;
        std::string key;
        std::string name;  ///< of the member that comes next
    };

    std::string path_of_next() const {
        if (open_.empty()) return "";
        const auto& top = open_.back();
        if (const auto* array = std::get_if<Node::Array>(&top.value))
            return top.key + "[" + std::to_string(array->size()) + "]";
        return top.key.empty() ? top.name : top.key + "." + top.name;
    }
    bool leaf(Node::Value value) {
        return attach(Node(std::move(value), {file_, *line_, 0}, path_of_next()));
    }
    bool open(Node::Value value) {
        open_.push_back({std::move(value), {file_, *line_, 0}, path_of_next(), ""});
        return open_.size() < 512;
    }
    bool close() {
        auto top = std::move(open_.back());
        open_.pop_back();
        return attach(Node(std::move(top.value), std::move(top.location), std::move(top.key)));
    }
    bool attach(Node node) {
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (auto* array = std::get_if<Node::Array>(&open_.back().value)) {
            array->push_back(std::move(node));
        } else {
            std::get<Node::Table>(open_.back().value).emplace_back(open_.back().name, std::move(node));
        }
        return true;
    }

    std::string file_;
    const int* line_;
    std::vector<Open> open_;
    Node root_;
    std::string fault_ = "nested too deeply";
};

}  // namespace

Result<Document> parse_json(std::string_view text, const std::string& file) {
    int line = 1;
    Builder builder(file, &line);
    const LineCountingIterator begin(text.data(), &line);
    const LineCountingIterator end(text.data() + text.size(), &line);
    if (nlohmann::json::sax_parse(begin, end, &builder)) return builder.take();
    auto error = bad_input("this is not valid JSON", builder.fault());
    error.context.push_back(Location{file, line, 0}.text());
    return error;
}

Result<Document> read_json(const std::filesystem::path& path) {
    ABSCOPE_TRY(const auto text, read_text_file(path));
    return parse_json(text, path.string());
}

}  // namespace abscope::io
