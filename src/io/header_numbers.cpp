// Reading of numbers in text headers.
#include "io/header_numbers.hpp"

#include <charconv>
#include <sstream>

namespace abscope::io {

std::optional<std::vector<double>> header_numbers(const std::string& text) {
    std::istringstream in(text);
    std::vector<double> out;
    std::string word;
    while (in >> word) {
        double value = 0.0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
        out.push_back(value);
    }
    return out;
}

}  // namespace abscope::io
