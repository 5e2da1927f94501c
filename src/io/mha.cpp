// MetaImage with its values in the same file (.mha). World coordinates are LPS, as ITK has them.
#include <fmt/format.h>

#include <map>

#include "io/gzip.hpp"
#include "io/header_numbers.hpp"
#include "io/volume_formats.hpp"

namespace abscope::io {

namespace {

using patient::Vector3;

constexpr std::size_t longest_header = 1u << 16;
constexpr const char* again = "Save it as one .mha file of three dimensions.";

struct Header {
    std::map<std::string, std::string> fields;
    std::size_t end = 0;  ///< where the values begin
    std::string field(const std::string& name, const std::string& fallback = "") const {
        const auto at = fields.find(name);
        return at == fields.end() ? fallback : at->second;
    }
    bool flag(const std::string& name) const {
        const std::string value = field(name, "False");
        return value == "True" || value == "true" || value == "1";
    }
};

std::string trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return std::string(text);
}

/// "Key = value" lines up to ElementDataFile, which is the last one.
Result<Header> header_of(std::string_view bytes) {
    Header header;
    std::size_t at = 0;
    while (at < bytes.size() && at < longest_header) {
        const std::size_t stop = bytes.find('\n', at);
        if (stop == std::string_view::npos) break;
        const std::string line = trimmed(bytes.substr(at, stop - at));
        at = stop + 1;
        const std::size_t equals = line.find('=');
        if (equals == std::string::npos) break;
        const std::string key = trimmed(line.substr(0, equals));
        header.fields[key] = trimmed(line.substr(equals + 1));
        if (key != "ElementDataFile") continue;
        if (header.fields[key] != "LOCAL")
            return bad_input("the values stand in another file", "header and values apart are not read", again);
        header.end = at;
        return header;
    }
    return bad_input("the file is no MetaImage", "its header has no line 'ElementDataFile = LOCAL'", again);
}

std::optional<Scalar> scalar_of(const std::string& type) {
    static const std::map<std::string, Scalar> names{
        {"MET_CHAR", Scalar::int8},     {"MET_UCHAR", Scalar::uint8},      {"MET_SHORT", Scalar::int16},
        {"MET_USHORT", Scalar::uint16}, {"MET_INT", Scalar::int32},        {"MET_UINT", Scalar::uint32},
        {"MET_LONG", Scalar::int64},    {"MET_ULONG", Scalar::uint64},     {"MET_LONG_LONG", Scalar::int64},
        {"MET_ULONG_LONG", Scalar::uint64}, {"MET_FLOAT", Scalar::float32}, {"MET_DOUBLE", Scalar::float64}};
    const auto at = names.find(type);
    if (at == names.end()) return std::nullopt;
    return at->second;
}

Result<std::array<long long, 3>> sizes_of(const Header& header) {
    const auto sizes = header_numbers(header.field("DimSize"));
    if (header.field("NDims") != "3" || !sizes || sizes->size() != 3 || header.field("ElementNumberOfChannels", "1") != "1")
        return bad_input(fmt::format("NDims is '{}', DimSize '{}'", header.field("NDims"), header.field("DimSize")),
                         "volumes of three dimensions and one channel are read", again);
    std::array<long long, 3> out{};
    for (std::size_t a = 0; a < 3; ++a) {
        if (!((*sizes)[a] >= 0.0 && (*sizes)[a] < 1e9))
            return bad_input(fmt::format("DimSize is '{}'", header.field("DimSize")), "no volume is that size", again);
        out[a] = static_cast<long long>((*sizes)[a]);
    }
    return out;
}

/// The rows of TransformMatrix are the directions of i, j and k.
Result<patient::Grid> grid_of(const Header& header, const std::array<long long, 3>& sizes) {
    const auto spacing = header_numbers(header.field("ElementSpacing", "1 1 1"));
    const auto origin = header_numbers(header.field("Offset", header.field("Position", header.field("Origin"))));
    const auto m = header_numbers(header.field("TransformMatrix", header.field("Rotation", header.field("Orientation"))));
    if (!spacing || spacing->size() != 3 || !origin || origin->size() != 3 || !m || m->size() != 9)
        return bad_input("ElementSpacing, Offset or TransformMatrix is missing or not 3, 3 and 9 numbers",
                         "where the voxels lie is not known", again);
    std::array<Vector3, 3> steps;
    for (std::size_t a = 0; a < 3; ++a)
        steps[a] = (*spacing)[a] * Vector3{(*m)[3 * a], (*m)[3 * a + 1], (*m)[3 * a + 2]};
    return grid_of_steps(sizes, steps, {(*origin)[0], (*origin)[1], (*origin)[2]});
}

}  // namespace

Result<Volume> parse_mha(std::string_view bytes, const VolumeLimits& limits) {
    ABSCOPE_TRY(const Header header, header_of(bytes));
    ABSCOPE_TRY(const auto sizes, sizes_of(header));
    ABSCOPE_TRY(const std::size_t count, checked_count(sizes, limits));
    const auto type = scalar_of(header.field("ElementType"));
    if (!type)
        return bad_input(fmt::format("ElementType is '{}'", header.field("ElementType")), "it is not known", again);
    if (!header.flag("BinaryData")) return bad_input("the values stand as text", "binary values are read", again);
    Volume volume;
    ABSCOPE_TRY(volume.grid, grid_of(header, sizes));
    ABSCOPE_TRY(const std::string data,
                unpacked(bytes.substr(header.end), header.flag("CompressedData"), count * bytes_of(*type)));
    const bool big = header.flag("BinaryDataByteOrderMSB") || header.flag("ElementByteOrderMSB");
    ABSCOPE_TRY(volume.values, decode(data, *type, big ? ByteOrder::big : ByteOrder::little, count, 1.0, 0.0));
    volume.whole_numbers = is_integer(*type);
    return volume;
}

std::string mha_bytes(const Volume& volume) {
    const Encoded encoded = encode(volume.values);
    const patient::Grid& g = volume.grid;
    const std::string packed = deflate_zlib(encoded.bytes);
    std::string out = "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\nCompressedData = True\n";
    out += fmt::format("CompressedDataSize = {}\nTransformMatrix =", packed.size());
    for (const Vector3& axis : g.axes) out += fmt::format(" {} {} {}", axis.x, axis.y, axis.z);
    out += fmt::format("\nOffset = {} {} {}\nCenterOfRotation = 0 0 0\nAnatomicalOrientation = RAI\n", g.origin.x, g.origin.y, g.origin.z);
    out += fmt::format("ElementSpacing = {} {} {}\nDimSize = {} {} {}\nElementType = {}\nElementDataFile = LOCAL\n", g.spacing[0],
                       g.spacing[1], g.spacing[2], g.size[0], g.size[1], g.size[2],
                       encoded.type == Scalar::int16 ? "MET_SHORT" : "MET_FLOAT");
    return out + packed;
}

}  // namespace abscope::io
