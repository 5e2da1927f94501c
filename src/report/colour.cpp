// The dose wash and structure styles, as colour.hpp says.
#include "report/colour.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace abscope::report {

using patient::OrganRole;

Rgba wash_colour(double t) {
    // Supporting points of a sequential map whose lightness rises evenly; linear between them.
    static constexpr std::array<std::array<int, 3>, 9> points{{{62, 10, 90}, {68, 48, 130}, {55, 88, 140}, {42, 120, 142},
                                                               {32, 150, 138}, {60, 178, 110}, {120, 205, 80},
                                                               {190, 222, 50}, {253, 231, 50}}};
    const double x = std::clamp(t, 0.0, 1.0) * (points.size() - 1);
    const auto i = std::min(static_cast<std::size_t>(x), points.size() - 2);
    const double f = x - static_cast<double>(i);
    const auto mix = [&](std::size_t c) {
        return static_cast<std::uint8_t>(std::lround((1 - f) * points[i][c] + f * points[i + 1][c]));
    };
    return {mix(0), mix(1), mix(2), 255};
}

std::vector<Rgba> wash_palette(double transparent_below, int alpha) {
    std::vector<Rgba> palette(256);
    for (int i = 0; i < 256; ++i) {
        const double t = i / 255.0;
        auto c = wash_colour(t);
        const double rise = t < transparent_below ? 0.0 : std::min(1.0, 0.22 + 0.78 * (t - transparent_below) / 0.40);
        c.a = static_cast<std::uint8_t>(std::lround(alpha * rise));
        palette[static_cast<std::size_t>(i)] = c;
    }
    return palette;
}

std::string line_style(int index) { return fmt::format("s{} d{}", index % 8, (index / 8 + index % 2) % 4); }

int display_rank(OrganRole role) {
    static const std::vector<OrganRole> first{
        OrganRole::target, OrganRole::draining_node, OrganRole::lymph_nodes, OrganRole::heart, OrganRole::left_heart,
        OrganRole::right_heart, OrganRole::aorta, OrganRole::pulmonary_artery, OrganRole::great_vessels,
        OrganRole::superior_vena_cava, OrganRole::inferior_vena_cava, OrganRole::lungs, OrganRole::lung_left,
        OrganRole::lung_right, OrganRole::spleen, OrganRole::liver, OrganRole::marrow, OrganRole::vertebrae};
    const auto at = std::find(first.begin(), first.end(), role);
    if (at != first.end()) return static_cast<int>(at - first.begin());
    if (role == OrganRole::external) return 1000;
    if (role == OrganRole::none) return 2000;
    if (role == OrganRole::support) return 3000;
    return 100 + static_cast<int>(role);
}

StructureStyles::StructureStyles(const StudyResult& study) {
    std::vector<std::pair<std::string, OrganRole>> found;
    const auto add = [&](const std::string& name, OrganRole role) {
        for (const auto& f : found)
            if (f.first == name) return;
        found.emplace_back(name, role);
    };
    for (const auto& s : study.subject.anatomy.structures.structures) add(s.name, s.role);
    for (const auto& d : study.dvhs) add(d.name, d.role);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return display_rank(a.second) < display_rank(b.second); });
    int index = 0;
    for (const auto& [name, role] : found) {
        names_.push_back(name);
        const bool drawn = role != OrganRole::none && role != OrganRole::support;
        if (role == OrganRole::external) entries_[name] = {"sx", true};
        else entries_[name] = {drawn ? line_style(index++) : "sn", drawn};
    }
}

bool StructureStyles::drawn(const std::string& name) const {
    const auto at = entries_.find(name);
    return at != entries_.end() && at->second.drawn;
}

std::string StructureStyles::style(const std::string& name) const {
    const auto at = entries_.find(name);
    return at == entries_.end() ? "sn" : at->second.style;
}

}  // namespace abscope::report
