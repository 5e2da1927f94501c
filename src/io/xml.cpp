// A strict reader of XML without document types.
#include "io/xml.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace abscope::io {

namespace {

constexpr int deepest = 500;

bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Reader {
  public:
    Reader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

    Result<XmlElement> document() {
        if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
        ABSCOPE_CHECK_OK(skip_between());
        XmlElement root;
        ABSCOPE_CHECK_OK(element(root, 0));
        ABSCOPE_CHECK_OK(skip_between());
        if (at_ != text_.size()) return fault("something follows the end of the document");
        return root;
    }

  private:
    Error fault(std::string problem, std::string why = {}) const {
        return bad_input(std::move(problem), std::move(why)).within(fmt::format("{}, line {}", file_, line()));
    }
    int line() const { return 1 + static_cast<int>(std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, text_.size())), '\n')); }
    bool starts(std::string_view word) const { return text_.substr(at_, word.size()) == word; }
    void skip_blanks() {
        while (at_ < text_.size() && blank(text_[at_])) ++at_;
    }

    Result<void> skip_past(std::string_view end, const char* what) {
        const auto found = text_.find(end, at_);
        if (found == std::string_view::npos) return fault(fmt::format("{} does not end", what));
        at_ = found + end.size();
        return {};
    }

    // Blanks, comments and instructions.
    Result<void> skip_between() {
        for (;;) {
            skip_blanks();
            if (starts("<!--")) {
                ABSCOPE_CHECK_OK(skip_past("-->", "a comment"));
            } else if (starts("<?")) {
                ABSCOPE_CHECK_OK(skip_past("?>", "an instruction"));
            } else if (starts("<!")) {
                return fault("a document type", "it can redefine what the text says");
            } else {
                return {};
            }
        }
    }

    std::string_view word() {
        const auto begin = at_;
        while (at_ < text_.size() && !blank(text_[at_]) && std::string_view("<>/=\"'").find(text_[at_]) == std::string_view::npos) ++at_;
        return text_.substr(begin, at_ - begin);
    }

    Result<std::string> decoded(std::string_view raw) const {
        static constexpr std::pair<std::string_view, char> known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
        std::string out;
        for (std::size_t i = 0; i < raw.size();) {
            if (raw[i] != '&') {
                out += raw[i++];
                continue;
            }
            const auto entity = std::find_if(std::begin(known), std::end(known), [&](const auto& e) { return raw.substr(i, e.first.size()) == e.first; });
            if (entity == std::end(known)) {
                // Numbered characters only occur in names and notes; they are kept as written.
                if (raw.substr(i, 2) != "&#") return fault(fmt::format("the entity '{}' is not known", raw.substr(i, 10)));
                out += raw[i++];
                continue;
            }
            out += entity->second;
            i += entity->first.size();
        }
        return out;
    }

    Result<void> attributes(XmlElement& out) {
        for (;;) {
            skip_blanks();
            if (at_ >= text_.size()) return fault("a tag does not end");
            if (text_[at_] == '>' || starts("/>")) return {};
            const std::string name(word());
            skip_blanks();
            if (name.empty() || at_ >= text_.size() || text_[at_] != '=') return fault(fmt::format("'{}' in a tag has no value", name));
            ++at_;
            skip_blanks();
            const char quote = at_ < text_.size() ? text_[at_] : ' ';
            if (quote != '"' && quote != '\'') return fault(fmt::format("the value of '{}' is not in quotes", name));
            const auto begin = ++at_;
            ABSCOPE_CHECK_OK(skip_past(std::string_view(&quote, 1), "an attribute"));
            ABSCOPE_TRY(auto value, decoded(text_.substr(begin, at_ - 1 - begin)));
            if (out.attribute(name) != nullptr) return fault(fmt::format("'{}' stands twice in a tag", name));
            out.attributes.emplace_back(name, std::move(value));
        }
    }

    Result<void> element(XmlElement& out, int depth) {
        if (depth > deepest) return fault("elements are nested too deeply");
        if (!starts("<")) return fault("an element was expected");
        out.line = line();
        ++at_;
        const std::string whole(word());
        const auto colon = whole.find(':');
        out.prefix = colon == std::string::npos ? "" : whole.substr(0, colon);
        out.name = colon == std::string::npos ? whole : whole.substr(colon + 1);
        if (out.name.empty()) return fault("a tag without a name");
        ABSCOPE_CHECK_OK(attributes(out));
        if (starts("/>")) {
            at_ += 2;
            return {};
        }
        ++at_;
        return content(out, whole, depth);
    }

    Result<void> content(XmlElement& out, const std::string& whole, int depth) {
        for (;;) {
            const auto begin = at_;
            at_ = std::min(text_.find('<', at_), text_.size());
            ABSCOPE_TRY(const auto piece, decoded(text_.substr(begin, at_ - begin)));
            out.text += piece;
            if (at_ == text_.size()) return fault(fmt::format("<{}> of line {} does not end", whole, out.line));
            if (starts("</")) {
                at_ += 2;
                const std::string closing(word());
                skip_blanks();
                if (closing != whole || !starts(">")) return fault(fmt::format("</{}> closes <{}> of line {}", closing, whole, out.line));
                ++at_;
                return {};
            }
            if (starts("<![CDATA[")) {
                at_ += 9;
                const auto data = at_;
                ABSCOPE_CHECK_OK(skip_past("]]>", "character data"));
                out.text += text_.substr(data, at_ - 3 - data);
            } else if (starts("<!") || starts("<?")) {
                ABSCOPE_CHECK_OK(skip_between());
            } else {
                ABSCOPE_CHECK_OK(element(out.children.emplace_back(), depth + 1));
            }
        }
    }

    std::string_view text_;
    const std::string& file_;
    std::size_t at_ = 0;
};

}  // namespace

const std::string* XmlElement::attribute(std::string_view wanted) const {
    const auto at = std::find_if(attributes.begin(), attributes.end(), [&](const auto& a) { return a.first == wanted; });
    return at == attributes.end() ? nullptr : &at->second;
}

const XmlElement* XmlElement::child(std::string_view wanted) const {
    const auto at = std::find_if(children.begin(), children.end(), [&](const auto& c) { return c.name == wanted; });
    return at == children.end() ? nullptr : &*at;
}

Result<XmlElement> parse_xml(std::string_view text, const std::string& file) { return Reader(text, file).document(); }

std::string xml_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

}  // namespace abscope::io
