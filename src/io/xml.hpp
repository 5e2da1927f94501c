// XML as a tree that knows its lines: what reading SBML needs, and no more. Namespaces' prefixes are dropped from names; entities
// beyond the five of XML, and document types, are refused.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace abscope::io {

struct XmlElement {
    std::string name;    ///< without its prefix
    std::string prefix;  ///< empty: none
    int line = 0;
    std::vector<std::pair<std::string, std::string>> attributes;  ///< names as written
    std::vector<XmlElement> children;
    std::string text;    ///< between the tags, all pieces

    const std::string* attribute(std::string_view wanted) const;
    const XmlElement* child(std::string_view wanted) const;
};

/// The root element of a document.
Result<XmlElement> parse_xml(std::string_view text, const std::string& file);

/// Text with &, <, > and " written as entities.
std::string xml_text(std::string_view text);

}  // namespace abscope::io
