// NIfTI-1 in one file (.nii, .nii.gz) [@cox2004]. Its axes point to the right, the front and the head (RAS); ours to the left, the back and
// the head (LPS).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "io/gzip.hpp"
#include "io/volume_formats.hpp"

namespace abscope::io {

namespace {

using patient::Vector3;

constexpr std::size_t header_bytes = 348, first_value = 352;
constexpr double same_place_mm = 0.01;

/// The fields of a header by their offsets.
struct Fields {
    std::string_view bytes;
    ByteOrder order = ByteOrder::little;
    int i16(std::size_t at) const { return value_at<std::int16_t>(bytes, at, order); }
    int i32(std::size_t at) const { return value_at<std::int32_t>(bytes, at, order); }
    double f32(std::size_t at) const { return static_cast<double>(value_at<float>(bytes, at, order)); }
};

constexpr std::size_t at_dim = 40, at_datatype = 70, at_pixdim = 76, at_vox_offset = 108, at_slope = 112, at_intercept = 116,
                      at_units = 123, at_qform_code = 252, at_sform_code = 254, at_quaternion = 256, at_qoffset = 268,
                      at_srow = 280, at_magic = 344;

std::optional<Scalar> scalar_of(int code) {
    switch (code) {
        case 2: return Scalar::uint8;
        case 4: return Scalar::int16;
        case 8: return Scalar::int32;
        case 16: return Scalar::float32;
        case 64: return Scalar::float64;
        case 256: return Scalar::int8;
        case 512: return Scalar::uint16;
        case 768: return Scalar::uint32;
        case 1024: return Scalar::int64;
        case 1280: return Scalar::uint64;
        default: return std::nullopt;
    }
}

/// Header in the byte order it is written in; refuses what is no single-file NIfTI-1.
Result<Fields> fields_of(std::string_view bytes) {
    const std::string again = "Save it as single-file NIfTI-1 (.nii or .nii.gz).";
    if (bytes.size() < first_value)
        return bad_input(fmt::format("the file has {} bytes", bytes.size()), "a NIfTI-1 header alone has 352", again);
    for (const ByteOrder order : {ByteOrder::little, ByteOrder::big}) {
        const Fields fields{bytes, order};
        if (fields.i32(0) == 540) return bad_input("the file is NIfTI-2", "NIfTI-1 is read", again);
        if (fields.i32(0) != static_cast<int>(header_bytes)) continue;
        if (bytes.substr(at_magic, 3) == "ni1")
            return bad_input("the values stand in a second file (.img)", "header and values apart are not read", again);
        if (bytes.substr(at_magic, 3) == "n+1") return fields;
    }
    return bad_input("the file is no NIfTI-1", "its first number or its magic word is another", again);
}

Result<std::array<long long, 3>> sizes_of(const Fields& f) {
    const int dimensions = f.i16(at_dim);
    if (dimensions < 2 || dimensions > 7)
        return bad_input(fmt::format("the header says {} dimensions", dimensions), "2 to 7 are possible", "Export it again.");
    std::array<long long, 3> sizes{1, 1, 1};
    for (int d = 1; d <= dimensions; ++d) {
        const int size = f.i16(at_dim + 2 * static_cast<std::size_t>(d));
        if (d <= 3) sizes[static_cast<std::size_t>(d - 1)] = size;
        else if (size > 1)
            return bad_input(fmt::format("the volume has {} values along dimension {}", size, d),
                             "time series and vectors are not read", "Save one volume of it.");
    }
    return sizes;
}

struct Placement {
    std::array<Vector3, 3> steps;
    Vector3 origin;
};

double unit_mm(const Fields& f) {
    const int code = static_cast<unsigned char>(f.bytes[at_units]) & 7;
    return code == 1 ? 1000.0 : code == 3 ? 1e-3 : 1.0;
}

Vector3 to_lps(Vector3 ras) { return {-ras.x + 0.0, -ras.y + 0.0, ras.z}; }

Placement from_sform(const Fields& f) {
    const auto column = [&](std::size_t c) {
        return unit_mm(f) * Vector3{f.f32(at_srow + 4 * c), f.f32(at_srow + 16 + 4 * c), f.f32(at_srow + 32 + 4 * c)};
    };
    return {{to_lps(column(0)), to_lps(column(1)), to_lps(column(2))}, to_lps(column(3))};
}

/// The rotation of a quaternion whose first component follows from the others; the third axis is reversed where qfac is -1.
Placement from_qform(const Fields& f) {
    const double b = f.f32(at_quaternion), c = f.f32(at_quaternion + 4), d = f.f32(at_quaternion + 8);
    const double a = std::sqrt(std::max(0.0, 1.0 - b * b - c * c - d * d));
    const auto pixdim = [&](std::size_t n) { return unit_mm(f) * f.f32(at_pixdim + 4 * n); };
    const double qfac = f.f32(at_pixdim) < 0.0 ? -1.0 : 1.0;
    const Vector3 i{a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)};
    const Vector3 j{2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)};
    const Vector3 k{2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c};
    const Vector3 offset = unit_mm(f) * Vector3{f.f32(at_qoffset), f.f32(at_qoffset + 4), f.f32(at_qoffset + 8)};
    return {{pixdim(1) * to_lps(i), pixdim(2) * to_lps(j), qfac * pixdim(3) * to_lps(k)}, to_lps(offset)};
}

/// How far the two placements put a corner of the volume apart [mm].
double distance_mm(const Placement& a, const Placement& b, const std::array<long long, 3>& sizes) {
    Vector3 pa = a.origin, pb = b.origin;
    double most = norm(pa - pb);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        pa = pa + static_cast<double>(sizes[axis] - 1) * a.steps[axis];
        pb = pb + static_cast<double>(sizes[axis] - 1) * b.steps[axis];
        most = std::max(most, norm(pa - pb));
    }
    return most;
}

Result<Placement> placement_of(const Fields& f, const std::array<long long, 3>& sizes, patient::Warnings& warnings) {
    const bool sform = f.i16(at_sform_code) > 0, qform = f.i16(at_qform_code) > 0;
    if (!sform && !qform)
        return bad_input("the file does not say where its voxels lie", "sform and qform are both of code 0",
                         "Save it again with its position and orientation.");
    if (!sform) return from_qform(f);
    const Placement placed = from_sform(f);
    if (qform && distance_mm(placed, from_qform(f), sizes) > same_place_mm)
        warnings.push_back({"volume-two-places",
                            fmt::format("the two placements of the file (sform, qform) are up to {:.2f} mm apart; the sform is taken.",
                                        distance_mm(placed, from_qform(f), sizes))});
    return placed;
}

void put_i16(std::string& out, std::size_t at, int value) {
    const auto v = static_cast<std::uint16_t>(static_cast<std::int16_t>(value));
    out[at] = static_cast<char>(v & 0xFF);
    out[at + 1] = static_cast<char>(v >> 8);
}

void put_f32(std::string& out, std::size_t at, double value) {
    const auto v = static_cast<float>(value);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &v, 4);
    for (std::size_t b = 0; b < 4; ++b) out[at + b] = static_cast<char>(bits >> (8 * b) & 0xFF);
}

/// b, c, d of the unit quaternion of a rotation with these columns.
std::array<double, 3> quaternion_of(const std::array<Vector3, 3>& m) {
    const double trace = m[0].x + m[1].y + m[2].z;
    if (trace > 0.0) {
        const double s = 2.0 * std::sqrt(trace + 1.0);
        return {(m[1].z - m[2].y) / s, (m[2].x - m[0].z) / s, (m[0].y - m[1].x) / s};
    }
    double a = 0.0;
    std::array<double, 3> q{};
    if (m[0].x >= m[1].y && m[0].x >= m[2].z) {
        const double s = 2.0 * std::sqrt(1.0 + m[0].x - m[1].y - m[2].z);
        a = (m[1].z - m[2].y) / s;
        q = {s / 4.0, (m[1].x + m[0].y) / s, (m[2].x + m[0].z) / s};
    } else if (m[1].y >= m[2].z) {
        const double s = 2.0 * std::sqrt(1.0 + m[1].y - m[0].x - m[2].z);
        a = (m[2].x - m[0].z) / s;
        q = {(m[1].x + m[0].y) / s, s / 4.0, (m[2].y + m[1].z) / s};
    } else {
        const double s = 2.0 * std::sqrt(1.0 + m[2].z - m[0].x - m[1].y);
        a = (m[0].y - m[1].x) / s;
        q = {(m[2].x + m[0].z) / s, (m[2].y + m[1].z) / s, s / 4.0};
    }
    if (a < 0.0)
        for (double& c : q) c = -c;
    return q;
}

void put_placement(std::string& out, const patient::Grid& grid) {
    const std::array<Vector3, 3> ras{to_lps(grid.axes[0]), to_lps(grid.axes[1]), to_lps(grid.axes[2])};
    const Vector3 origin = to_lps(grid.origin);
    put_i16(out, at_qform_code, 1);
    put_i16(out, at_sform_code, 1);
    const auto q = quaternion_of(ras);
    for (std::size_t c = 0; c < 3; ++c) put_f32(out, at_quaternion + 4 * c, q[c]);
    for (std::size_t row = 0; row < 3; ++row) {
        const auto of = [row](Vector3 v) { return row == 0 ? v.x : row == 1 ? v.y : v.z; };
        put_f32(out, at_qoffset + 4 * row, of(origin));
        for (std::size_t c = 0; c < 3; ++c) put_f32(out, at_srow + 16 * row + 4 * c, grid.spacing[c] * of(ras[c]));
        put_f32(out, at_srow + 16 * row + 12, of(origin));
    }
}

}  // namespace

Result<Volume> parse_nifti(std::string_view bytes, const VolumeLimits& limits) {
    const bool compressed = is_gzip(bytes);
    std::string head;
    if (compressed) {
        ABSCOPE_TRY(head, decompress(bytes, first_value));
    }
    ABSCOPE_TRY(const Fields f, fields_of(compressed ? std::string_view(head) : bytes));
    ABSCOPE_TRY(const auto sizes, sizes_of(f));
    ABSCOPE_TRY(const std::size_t count, checked_count(sizes, limits));
    const auto type = scalar_of(f.i16(at_datatype));
    if (!type)
        return bad_input(fmt::format("the values are of NIfTI type {}", f.i16(at_datatype)),
                         "whole and floating-point numbers of up to 64 bits are read", "Convert it.");
    const double offset = f.f32(at_vox_offset);
    if (!(offset >= static_cast<double>(first_value) && offset <= 1e8))
        return bad_input(fmt::format("the values begin at byte {:g}", offset), "the header alone has 352", "Export it again.");
    Volume volume;
    ABSCOPE_TRY(const Placement placed, placement_of(f, sizes, volume.warnings));
    ABSCOPE_TRY(volume.grid, grid_of_steps(sizes, placed.steps, placed.origin));
    double slope = f.f32(at_slope), intercept = f.f32(at_intercept);
    if (slope == 0.0 || !std::isfinite(slope) || !std::isfinite(intercept)) slope = 1.0, intercept = 0.0;
    const auto start = static_cast<std::size_t>(offset);
    ABSCOPE_TRY(const std::string data, unpacked(bytes, compressed, start + count * bytes_of(*type)));
    ABSCOPE_TRY(volume.values, decode(std::string_view(data).substr(start), *type, f.order, count, slope, intercept));
    volume.whole_numbers = is_integer(*type) && slope == 1.0 && intercept == 0.0;
    return volume;
}

std::string nifti_bytes(const Volume& volume, bool compressed) {
    const Encoded encoded = encode(volume.values);
    std::string out(first_value, '\0');
    out[0] = static_cast<char>(header_bytes & 0xFF);
    out[1] = static_cast<char>(header_bytes >> 8);
    put_i16(out, at_dim, 3);
    for (std::size_t a = 0; a < 7; ++a) put_i16(out, at_dim + 2 + 2 * a, a < 3 ? static_cast<int>(volume.grid.size[a]) : 1);
    put_i16(out, at_datatype, encoded.type == Scalar::int16 ? 4 : 16);
    put_i16(out, at_datatype + 2, static_cast<int>(8 * bytes_of(encoded.type)));
    put_f32(out, at_pixdim, 1.0);
    for (std::size_t a = 0; a < 3; ++a) put_f32(out, at_pixdim + 4 + 4 * a, volume.grid.spacing[a]);
    put_f32(out, at_vox_offset, static_cast<double>(first_value));
    put_f32(out, at_slope, 1.0);
    out[at_units] = 2;  // mm
    put_placement(out, volume.grid);
    out.replace(at_magic, 4, std::string("n+1\0", 4));
    out += encoded.bytes;
    return compressed ? gzip(out) : out;
}

}  // namespace abscope::io
