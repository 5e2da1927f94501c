// Reading single values out of a DICOM item.
#include "io/dicom/access.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace abscope::io::dicom {
namespace {

bool is_padding(char c) { return c == ' ' || c == '\0' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view s) {
    while (!s.empty() && is_padding(s.front())) s.remove_prefix(1);
    while (!s.empty() && is_padding(s.back())) s.remove_suffix(1);
    return s;
}

DcmElement* find(DcmItem& item, const DcmTagKey& tag) {
    DcmElement* element = nullptr;
    if (item.findAndGetElement(tag, element).bad()) return nullptr;
    return element;
}

bool is_valid_utf8(std::string_view s) {
    for (std::size_t i = 0; i < s.size();) {
        const auto c = static_cast<unsigned char>(s[i]);
        const std::size_t more = c < 0x80         ? 0
                                 : (c >> 5) == 6  ? 1
                                 : (c >> 4) == 14 ? 2
                                 : (c >> 3) == 30 ? 3
                                                  : 99;
        if (more == 99 || i + more >= s.size()) return false;
        for (std::size_t k = 1; k <= more; ++k)
            if ((static_cast<unsigned char>(s[i + k]) >> 6) != 2) return false;
        i += more + 1;
    }
    return true;
}

std::string latin1_to_utf8(std::string_view s) {
    std::string out;
    for (const char ch : s) {
        const auto c = static_cast<unsigned char>(ch);
        if (c < 0x80) {
            out += ch;
        } else {
            out += static_cast<char>(0xC0 | (c >> 6));
            out += static_cast<char>(0x80 | (c & 0x3F));
        }
    }
    return out;
}

std::optional<double> parse_number(std::string_view s) {
    s = trimmed(s);
    if (!s.empty() && s.front() == '+') s.remove_prefix(1);
    double value = 0.0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
    if (s.empty() || error != std::errc{} || end != s.data() + s.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

/// Numbers of an element that stores them in binary.
std::optional<std::vector<double>> binary_numbers(DcmElement& element) {
    std::vector<double> out;
    const unsigned long count = element.getVM();
    for (unsigned long i = 0; i < count; ++i) {
        Uint16 us = 0;
        Sint16 ss = 0;
        Uint32 ul = 0;
        Sint32 sl = 0;
        Float32 fl = 0;
        Float64 fd = 0;
        if (element.getUint16(us, i).good())
            out.push_back(us);
        else if (element.getSint16(ss, i).good())
            out.push_back(ss);
        else if (element.getUint32(ul, i).good())
            out.push_back(ul);
        else if (element.getSint32(sl, i).good())
            out.push_back(sl);
        else if (element.getFloat32(fl, i).good() && std::isfinite(fl))
            out.push_back(fl);
        else if (element.getFloat64(fd, i).good() && std::isfinite(fd))
            out.push_back(fd);
        else
            return std::nullopt;
    }
    if (out.empty()) return std::nullopt;
    return out;
}

}  // namespace

std::string text(DcmItem& item, const DcmTagKey& tag) {
    DcmElement* element = find(item, tag);
    if (element == nullptr || !element->isaString()) return {};
    char* characters = nullptr;
    Uint32 length = 0;
    if (element->getString(characters, length).bad() || characters == nullptr) return {};
    return std::string(trimmed({characters, length}));
}

std::string label(DcmItem& item, const DcmTagKey& tag, const std::string& charset) {
    std::string raw = text(item, tag);
    const bool ascii =
        std::all_of(raw.begin(), raw.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (ascii) return raw;
    if (charset.find("ISO_IR 192") != std::string::npos || is_valid_utf8(raw)) {
        if (is_valid_utf8(raw)) return raw;
    }
    if (charset.empty() || charset == "ISO_IR 100") return latin1_to_utf8(raw);
    for (char& c : raw)
        if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    return raw;
}

std::optional<std::vector<double>> parse_numbers(const std::string& text) {
    std::vector<double> out;
    std::string_view rest = text;
    while (true) {
        const std::size_t cut = rest.find('\\');
        const auto value = parse_number(rest.substr(0, cut));
        if (!value) return std::nullopt;
        out.push_back(*value);
        if (cut == std::string_view::npos) return out;
        rest.remove_prefix(cut + 1);
    }
}

std::optional<std::vector<double>> numbers(DcmItem& item, const DcmTagKey& tag) {
    DcmElement* element = find(item, tag);
    if (element == nullptr || element->getLength() == 0) return std::nullopt;
    if (!element->isaString()) return binary_numbers(*element);
    return parse_numbers(text(item, tag));
}

std::optional<double> number(DcmItem& item, const DcmTagKey& tag) {
    const auto all = numbers(item, tag);
    if (!all) return std::nullopt;
    return all->front();
}

std::optional<int> integer(DcmItem& item, const DcmTagKey& tag) {
    const auto value = number(item, tag);
    if (!value || std::abs(*value) > 2147483647.0 || *value != std::floor(*value)) return std::nullopt;
    return static_cast<int>(*value);
}

std::optional<patient::Vector3> vector3(DcmItem& item, const DcmTagKey& tag) {
    const auto all = numbers(item, tag);
    if (!all || all->size() != 3) return std::nullopt;
    return patient::Vector3{(*all)[0], (*all)[1], (*all)[2]};
}

std::vector<DcmItem*> items(DcmItem& item, const DcmTagKey& tag) {
    std::vector<DcmItem*> out;
    DcmElement* element = find(item, tag);
    auto* sequence = dynamic_cast<DcmSequenceOfItems*>(element);
    if (sequence == nullptr) return out;
    DcmObject* object = nullptr;
    while ((object = sequence->nextInContainer(object)) != nullptr)
        if (auto* child = dynamic_cast<DcmItem*>(object)) out.push_back(child);
    return out;
}

std::string tag_name(const DcmTagKey& tag) {
    DcmTag named(tag);
    return fmt::format("({:04x},{:04x}) {}", tag.getGroup(), tag.getElement(), named.getTagName());
}

}  // namespace abscope::io::dicom
