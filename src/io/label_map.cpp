// Voxel outlines to contours, and contours to voxels.
#include "io/label_map.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

#include "core/parallel.hpp"
#include "geometry/mask.hpp"
#include "geometry/prism_stack.hpp"
#include "io/csv.hpp"

namespace abscope::io {

namespace {

constexpr std::size_t most_labels = 1000;

/// One plane of a label map; outside it everything is 0.
struct Plane {
    const float* values;
    std::size_t width, height;
    int at(std::ptrdiff_t i, std::ptrdiff_t j) const {
        if (i < 0 || j < 0 || i >= static_cast<std::ptrdiff_t>(width) || j >= static_cast<std::ptrdiff_t>(height)) return 0;
        return static_cast<int>(values[static_cast<std::size_t>(i) + width * static_cast<std::size_t>(j)]);
    }
};

using Corner = std::array<std::ptrdiff_t, 2>;
using Loop = std::vector<Corner>;

/// Edges of one label by the corner they begin at, with the label on their left: +i below a voxel, +j at its right, and so on.
using Edges = std::multimap<Corner, Corner>;

std::map<int, Edges> edges_of(const Plane& plane) {
    std::map<int, Edges> edges;
    for (std::ptrdiff_t j = 0; j < static_cast<std::ptrdiff_t>(plane.height); ++j)
        for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(plane.width); ++i) {
            const int label = plane.at(i, j);
            if (label == 0) continue;
            if (plane.at(i, j - 1) != label) edges[label].insert({{i, j}, {i + 1, j}});
            if (plane.at(i + 1, j) != label) edges[label].insert({{i + 1, j}, {i + 1, j + 1}});
            if (plane.at(i, j + 1) != label) edges[label].insert({{i + 1, j + 1}, {i, j + 1}});
            if (plane.at(i - 1, j) != label) edges[label].insert({{i, j + 1}, {i, j}});
        }
    return edges;
}

/// Takes the edge that leaves `from`; where two do (voxels that touch at a corner), the one that turns left.
Corner take_next(Edges& edges, const Corner& from, const Corner& direction) {
    auto [first, last] = edges.equal_range(from);
    auto best = first;
    for (auto e = first; e != last; ++e) {
        const Corner d{e->second[0] - from[0], e->second[1] - from[1]};
        if (direction[0] * d[1] - direction[1] * d[0] > 0) best = e;
    }
    const Corner to = best->second;
    edges.erase(best);
    return to;
}

/// Closed loops of corners; points within a straight side are left out.
std::vector<Loop> loops_of(Edges edges) {
    std::vector<Loop> loops;
    while (!edges.empty()) {
        const Corner start = edges.begin()->first;
        Loop loop;
        Corner at = start, direction{0, 0};
        do {
            const Corner next = take_next(edges, at, direction);
            const Corner turn{next[0] - at[0], next[1] - at[1]};
            if (turn != direction) loop.push_back(at);
            direction = turn;
            at = next;
        } while (at != start);
        if (loop.size() > 4 && loop[1][0] - loop[0][0] == 0 && loop.back()[0] == loop[0][0]) loop.erase(loop.begin());
        else if (loop.size() > 4 && loop[1][1] == loop[0][1] && loop.back()[1] == loop[0][1]) loop.erase(loop.begin());
        loops.push_back(std::move(loop));
    }
    return loops;
}

Result<std::set<int>> labels_in(const Volume& volume) {
    std::set<int> labels;
    float last = 0.0f;
    for (const float v : volume.values) {
        if (v == last) continue;
        last = v;
        if (!(v >= 0.0f && v <= 65535.0f) || v != std::floor(v))
            return bad_input(fmt::format("'{}' holds the value {:g}", volume.source, v),
                             "the values of a label map are whole numbers from 0 to 65535",
                             "Name the label map, not an image, a dose or a probability.");
        if (v > 0.0f) labels.insert(static_cast<int>(v));
        if (labels.size() > most_labels)
            return bad_input(fmt::format("'{}' holds more than {} different values", volume.source, most_labels),
                             "it is probably an image", "Name the label map.");
    }
    return labels;
}

std::string name_of(int label, const std::vector<LabelName>& given, const std::vector<LabelName>& of_file) {
    for (const auto* names : {&given, &of_file})
        for (const LabelName& name : *names)
            if (name.value == label && !name.name.empty()) return name.name;
    return fmt::format("label {}", label);
}

patient::Contour contour_of(const Loop& loop, const patient::Grid& grid, std::size_t k) {
    patient::Contour contour;
    contour.points.reserve(loop.size());
    for (const Corner& c : loop)
        contour.points.push_back(
            grid.position(static_cast<double>(c[0]) - 0.5, static_cast<double>(c[1]) - 0.5, static_cast<double>(k)));
    return contour;
}

}  // namespace

Result<std::vector<LabelName>> read_label_names(const std::filesystem::path& path) {
    ABSCOPE_TRY(const CsvTable table, read_csv(path));
    ABSCOPE_TRY(const std::size_t name_column, table.column("name"));
    ABSCOPE_TRY(const auto values, table.numbers("label"));
    std::vector<LabelName> names;
    std::set<int> seen;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const double value = values[row];
        if (!(value >= 1.0 && value <= 65535.0) || value != std::floor(value))
            return table.error(table.rows[row].line, fmt::format("the label is {:g}", value),
                               "labels are whole numbers from 1 to 65535", "Correct the table.");
        if (!seen.insert(static_cast<int>(value)).second)
            return table.error(table.rows[row].line, fmt::format("label {:g} is there twice", value), "",
                               "Keep one name for it.");
        names.push_back({static_cast<int>(value), table.rows[row].cells[name_column]});
    }
    return names;
}

Result<patient::StructureSet> structures_of(const Volume& labels, const std::vector<LabelName>& names) {
    ABSCOPE_TRY(const auto present, labels_in(labels));
    if (present.empty())
        return bad_input(fmt::format("'{}' is 0 everywhere", labels.source), "it holds no structure", "Name the label map.");
    patient::StructureSet set;
    set.label = labels.source;
    std::map<int, std::size_t> place;
    for (const int label : present) {
        place[label] = set.structures.size();
        patient::Structure structure;
        structure.number = label;
        structure.name = name_of(label, names, labels.labels);
        structure.slab_mm = labels.grid.spacing[2];
        set.structures.push_back(std::move(structure));
    }
    const patient::Grid& grid = labels.grid;
    std::vector<std::map<int, std::vector<Loop>>> planes(grid.size[2]);
    parallel_for(planes.size(), [&](std::size_t k) {
        for (auto& [label, edges] : edges_of({labels.values.data() + grid.index(0, 0, k), grid.size[0], grid.size[1]}))
            planes[k][label] = loops_of(std::move(edges));
    });
    for (std::size_t k = 0; k < planes.size(); ++k)
        for (const auto& [label, loops] : planes[k])
            for (const Loop& loop : loops) set.structures[place[label]].contours.push_back(contour_of(loop, grid, k));
    return set;
}

Volume label_map_of(const patient::StructureSet& set, const patient::Grid& grid, double single_plane_spacing_mm) {
    Volume volume;
    volume.grid = grid;
    volume.whole_numbers = true;
    volume.values.assign(grid.voxel_count(), 0.0f);
    for (std::size_t s = 0; s < set.structures.size(); ++s) {
        const auto solid = geometry::build_prism_stack(set.structures[s], single_plane_spacing_mm);
        if (solid.empty()) continue;
        const auto fill = geometry::fill_fraction(solid, grid);
        for (std::size_t v = 0; v < fill.size(); ++v)
            if (fill[v] >= 0.5f) volume.values[v] = static_cast<float>(s + 1);
        volume.labels.push_back({static_cast<int>(s) + 1, set.structures[s].name});
    }
    return volume;
}

}  // namespace abscope::io
