// NRRD with its values in the same file (.nrrd), also the segmentations of 3D Slicer (.seg.nrrd) [@teem_nrrd].
#include <fmt/format.h>

#include <map>

#include "io/gzip.hpp"
#include "io/header_numbers.hpp"
#include "io/volume_formats.hpp"

namespace abscope::io {

namespace {

using patient::Vector3;

constexpr std::size_t longest_header = 1u << 20;
constexpr const char* again = "Save it as one .nrrd file of three dimensions with its space directions.";

/// "field: value" and "key:=value" lines; names in lower case.
struct Header {
    std::map<std::string, std::string> fields, pairs;
    std::size_t end = 0;  ///< where the values begin
    std::string field(const std::string& name) const {
        const auto at = fields.find(name);
        return at == fields.end() ? "" : at->second;
    }
};

std::string trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return std::string(text);
}

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

Result<Header> header_of(std::string_view bytes) {
    if (!bytes.starts_with("NRRD000")) return bad_input("the file is no NRRD", "it does not begin with NRRD000", again);
    Header header;
    std::size_t at = 0;
    while (at < bytes.size() && at < longest_header) {
        const std::size_t stop = bytes.find('\n', at);
        if (stop == std::string_view::npos) break;
        const std::string line = trimmed(bytes.substr(at, stop - at));
        at = stop + 1;
        if (line.empty()) {
            header.end = at;
            return header;
        }
        if (line.front() == '#' || line.starts_with("NRRD000")) continue;
        const std::size_t pair = line.find(":="), colon = line.find(": ");
        if (pair != std::string::npos && pair <= colon)
            header.pairs[line.substr(0, pair)] = line.substr(pair + 2);
        else if (colon != std::string::npos)
            header.fields[lower(trimmed(line.substr(0, colon)))] = trimmed(line.substr(colon + 2));
    }
    return bad_input("the header does not end", "an empty line must follow it", again);
}

std::optional<Scalar> scalar_of(const std::string& type) {
    static const std::map<std::string, Scalar> names{
        {"signed char", Scalar::int8},      {"int8", Scalar::int8},         {"int8_t", Scalar::int8},
        {"uchar", Scalar::uint8},           {"unsigned char", Scalar::uint8}, {"uint8", Scalar::uint8},
        {"uint8_t", Scalar::uint8},         {"short", Scalar::int16},       {"short int", Scalar::int16},
        {"signed short", Scalar::int16},    {"int16", Scalar::int16},       {"int16_t", Scalar::int16},
        {"ushort", Scalar::uint16},         {"unsigned short", Scalar::uint16}, {"uint16", Scalar::uint16},
        {"uint16_t", Scalar::uint16},       {"int", Scalar::int32},         {"signed int", Scalar::int32},
        {"int32", Scalar::int32},           {"int32_t", Scalar::int32},     {"uint", Scalar::uint32},
        {"unsigned int", Scalar::uint32},   {"uint32", Scalar::uint32},     {"uint32_t", Scalar::uint32},
        {"longlong", Scalar::int64},        {"long long", Scalar::int64},   {"int64", Scalar::int64},
        {"int64_t", Scalar::int64},         {"ulonglong", Scalar::uint64},  {"unsigned long long", Scalar::uint64},
        {"uint64", Scalar::uint64},         {"uint64_t", Scalar::uint64},   {"float", Scalar::float32},
        {"double", Scalar::float64}};
    const auto at = names.find(lower(type));
    if (at == names.end()) return std::nullopt;
    return at->second;
}

std::optional<std::vector<double>> numbers_in(std::string text) {
    for (char& c : text)
        if (c == '(' || c == ')' || c == ',') c = ' ';
    return header_numbers(text);
}

Result<std::array<long long, 3>> sizes_of(const Header& header) {
    const auto sizes = numbers_in(header.field("sizes"));
    if (header.field("dimension") != "3" || !sizes || sizes->size() != 3)
        return bad_input(fmt::format("the volume has dimension '{}' and sizes '{}'", header.field("dimension"), header.field("sizes")),
                         "three dimensions are read; layers of overlapping segments are a fourth", again);
    std::array<long long, 3> out{};
    for (std::size_t a = 0; a < 3; ++a) {
        if (!((*sizes)[a] >= 0.0 && (*sizes)[a] < 1e9))
            return bad_input(fmt::format("the sizes are '{}'", header.field("sizes")), "no volume is that size", again);
        out[a] = static_cast<long long>((*sizes)[a]);
    }
    return out;
}

/// +1 or -1 for x and y of the file's space against LPS.
Result<std::array<double, 3>> signs_of(const Header& header) {
    const std::string space = lower(header.field("space"));
    if (space == "left-posterior-superior" || space == "lps") return std::array{1.0, 1.0, 1.0};
    if (space == "right-anterior-superior" || space == "ras") return std::array{-1.0, -1.0, 1.0};
    if (space == "left-anterior-superior" || space == "las") return std::array{1.0, -1.0, 1.0};
    return bad_input(space.empty() ? "the file names no space" : fmt::format("the space is '{}'", space),
                     "which way is left, back and head is known for LPS, RAS and LAS only", again);
}

Result<patient::Grid> grid_of(const Header& header, const std::array<long long, 3>& sizes) {
    ABSCOPE_TRY(const auto sign, signs_of(header));
    const auto d = numbers_in(header.field("space directions")), o = numbers_in(header.field("space origin"));
    if (!d || d->size() != 9 || !o || o->size() != 3)
        return bad_input("space directions or space origin are missing or not three vectors and a point",
                         "where the voxels lie is not known", again);
    const auto vector = [&](const std::vector<double>& v, std::size_t at) {
        return Vector3{sign[0] * v[at] + 0.0, sign[1] * v[at + 1] + 0.0, sign[2] * v[at + 2]};
    };
    return grid_of_steps(sizes, {vector(*d, 0), vector(*d, 3), vector(*d, 6)}, vector(*o, 0));
}

/// Segment0_Name, Segment0_LabelValue, …
std::vector<LabelName> segments_of(const Header& header) {
    std::vector<LabelName> out;
    for (int n = 0;; ++n) {
        const auto name = header.pairs.find(fmt::format("Segment{}_Name", n));
        if (name == header.pairs.end()) return out;
        const auto value = header.pairs.find(fmt::format("Segment{}_LabelValue", n));
        const auto number = value == header.pairs.end() ? std::nullopt : numbers_in(value->second);
        const double label = number && number->size() == 1 && std::abs(number->front()) < 1e6 ? number->front() : n + 1.0;
        out.push_back({static_cast<int>(label), name->second});
    }
}

std::string vector_text(Vector3 v) { return fmt::format("({},{},{})", v.x, v.y, v.z); }

}  // namespace

Result<Volume> parse_nrrd(std::string_view bytes, const VolumeLimits& limits) {
    ABSCOPE_TRY(const Header header, header_of(bytes));
    for (const char* field : {"data file", "datafile"})
        if (!header.field(field).empty())
            return bad_input("the values stand in another file", "header and values apart are not read", again);
    for (const char* field : {"line skip", "lineskip", "byte skip", "byteskip"})
        if (!header.field(field).empty() && header.field(field) != "0")
            return bad_input(fmt::format("the field '{}' is used", field), "it is not read", again);
    const auto type = scalar_of(header.field("type"));
    if (!type) return bad_input(fmt::format("the values are of type '{}'", header.field("type")), "it is not known", again);
    ABSCOPE_TRY(const auto sizes, sizes_of(header));
    ABSCOPE_TRY(const std::size_t count, checked_count(sizes, limits));
    const std::string encoding = lower(header.field("encoding"));
    const bool compressed = encoding == "gzip" || encoding == "gz";
    if (!compressed && encoding != "raw")
        return bad_input(fmt::format("the encoding is '{}'", encoding), "raw and gzip are read", again);
    const std::string endian = lower(header.field("endian"));
    if (bytes_of(*type) > 1 && endian != "little" && endian != "big")
        return bad_input("the byte order is not said", "values of several bytes need the field 'endian'", again);
    Volume volume;
    ABSCOPE_TRY(volume.grid, grid_of(header, sizes));
    ABSCOPE_TRY(const std::string data, unpacked(bytes.substr(header.end), compressed, count * bytes_of(*type)));
    ABSCOPE_TRY(volume.values,
                decode(data, *type, endian == "big" ? ByteOrder::big : ByteOrder::little, count, 1.0, 0.0));
    volume.whole_numbers = is_integer(*type);
    volume.labels = segments_of(header);
    return volume;
}

std::string nrrd_bytes(const Volume& volume) {
    const Encoded encoded = encode(volume.values);
    const patient::Grid& g = volume.grid;
    std::string out = fmt::format("NRRD0004\ntype: {}\ndimension: 3\nspace: left-posterior-superior\nsizes: {} {} {}\n",
                                  encoded.type == Scalar::int16 ? "short" : "float", g.size[0], g.size[1], g.size[2]);
    out += fmt::format("space directions: {} {} {}\nkinds: domain domain domain\nendian: little\nencoding: gzip\nspace origin: {}\n",
                       vector_text(g.spacing[0] * g.axes[0]), vector_text(g.spacing[1] * g.axes[1]),
                       vector_text(g.spacing[2] * g.axes[2]), vector_text(g.origin));
    for (std::size_t n = 0; n < volume.labels.size(); ++n)
        out += fmt::format("Segment{0}_ID:=Segment_{1}\nSegment{0}_LabelValue:={2}\nSegment{0}_Layer:=0\nSegment{0}_Name:={3}\n", n,
                           n + 1, volume.labels[n].value, volume.labels[n].name);
    return out + "\n" + gzip(encoded.bytes);
}

}  // namespace abscope::io
