// Generated pages of the documentation against what the program writes now.
#pragma once

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace abscope::test {

/// Words agree when they are the same, or numbers within 2 % (whole numbers within 2): the last digit may differ between
/// processors.
inline bool same_word(const std::string& a, const std::string& b) {
    if (a == b) return true;
    char *end_a = nullptr, *end_b = nullptr;
    const double x = std::strtod(a.c_str(), &end_a), y = std::strtod(b.c_str(), &end_b);
    if (end_a == a.c_str() || end_b == b.c_str() || std::string(end_a) != end_b) return false;
    return std::abs(x - y) <= 0.02 * std::max(std::abs(x), std::abs(y)) || (x == std::floor(x) && y == std::floor(y) && std::abs(x - y) <= 2.0);
}

/// The first word in which a text and a file differ, with the one before it; empty: none.
inline std::string differences(const std::string& text, const std::filesystem::path& page) {
    std::ifstream file(page);
    if (!file.good()) return "no " + page.string();
    std::istringstream ours(text);
    std::string a, b, before;
    for (;;) {
        const bool more_a = static_cast<bool>(ours >> a), more_b = static_cast<bool>(file >> b);
        if (!more_a && !more_b) return "";
        if (more_a != more_b || !same_word(a, b)) return page.filename().string() + " is stale: '" + before + " " + b + "' is now '" + before + " " + a + "'";
        before = a;
    }
}

}  // namespace abscope::test
