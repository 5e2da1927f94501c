// Merging and writing of warnings.
#include "study/warning_output.hpp"

#include <algorithm>
#include <string>

namespace abscope::study {

namespace {

/// What a warning is about: the first quoted name in it; its whole text where there is none.
std::string subject_of(const patient::Warning& warning) {
    const auto open = warning.text.find('\'');
    const auto close = open == std::string::npos ? open : warning.text.find('\'', open + 1);
    return close == std::string::npos ? warning.text : warning.text.substr(open, close - open);
}

}  // namespace

void merge_warnings(patient::Warnings& to, const patient::Warnings& from) {
    for (const auto& warning : from) {
        const auto said = [&](const patient::Warning& other) {
            return other == warning ||
                   (other.code == warning.code && warning.code == "structure-without-contours" &&
                    subject_of(other) == subject_of(warning));
        };
        if (std::none_of(to.begin(), to.end(), said)) to.push_back(warning);
    }
}

io::JsonValue warnings_json(const patient::Warnings& warnings) {
    auto out = io::JsonValue::array();
    for (const auto& warning : warnings)
        out.push(io::JsonValue::object({{"code", warning.code}, {"text", warning.text}}));
    return out;
}

}  // namespace abscope::study
