// Layout of tables and numbers.
#include "app/cli/table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/cli/terminal.hpp"
#include "core/contract.hpp"

namespace abscope::app {

namespace {

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

std::string padded(std::string_view text, std::size_t width, Table::Align align) {
    const std::string blanks(width - std::min(width, characters(text)), ' ');
    return align == Table::Align::left ? std::string(text) + blanks : blanks + std::string(text);
}

}  // namespace

void Table::row(std::vector<std::string> cells) {
    ABSCOPE_EXPECT(cells.size() == columns_.size());
    rows_.push_back(std::move(cells));
}

std::string Table::text(bool style) const {
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        widths.push_back(characters(columns_[c].title));
        for (const auto& row : rows_) widths[c] = std::max(widths[c], characters(row[c]));
    }
    const auto line = [&](auto cell_of) {
        std::string out = "  ";
        for (std::size_t c = 0; c < columns_.size(); ++c)
            out += (c > 0 ? "  " : "") + padded(cell_of(c), widths[c], columns_[c].align);
        out.erase(out.find_last_not_of(' ') + 1);
        return out;
    };
    std::string out = bold(line([&](std::size_t c) { return columns_[c].title; }), style) + "\n";
    for (const auto& row : rows_) out += line([&](std::size_t c) { return row[c]; }) + "\n";
    return out;
}

std::string wrapped(std::string_view text, int width, int indent) {
    const auto room = static_cast<std::size_t>(std::max(width - indent - 2, 30));
    std::string out, line;
    const auto flush = [&] {
        out += std::string(static_cast<std::size_t>(out.empty() ? indent : indent + 2), ' ') + line + "\n";
        line.clear();
    };
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const auto word = text.substr(0, end);
        if (!line.empty() && characters(line) + 1 + characters(word) > room) flush();
        line += (line.empty() ? "" : " ") + std::string(word);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    flush();
    return out;
}

std::string significant(double value, int digits) {
    if (!std::isfinite(value)) return "–";
    if (value != 0.0 && std::abs(value) < 1e-4) return fmt::format("{:.{}g}", value, digits);
    if (value == 0.0) return "0";
    const int before = static_cast<int>(std::floor(std::log10(std::abs(value)))) + 1;
    return fmt::format("{:.{}f}", value, std::clamp(digits - before, 0, 6));
}

std::string percent(double share) {
    if (!std::isfinite(share)) return "–";
    const double value = 100.0 * share;
    const int decimals = value != 0.0 && std::abs(value) < 0.1 ? 3 : std::abs(value) < 10.0 ? 2 : 1;
    return fmt::format("{:.{}f} %", value, decimals);
}

}  // namespace abscope::app
