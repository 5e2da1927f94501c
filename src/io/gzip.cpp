// zlib behind two functions.
#include "io/gzip.hpp"

#include <zlib.h>

#include <algorithm>

#include "core/contract.hpp"

namespace abscope::io {

namespace {

constexpr std::size_t piece = 1u << 20;
constexpr int either_header = 15 + 32, gzip_header = 15 + 16, zlib_header = 15, no_header = -15;

std::string compress(std::string_view bytes, int window) {
    z_stream stream{};
    int status = deflateInit2(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
    ABSCOPE_EXPECT(status == Z_OK);
    std::string out;
    std::size_t taken = 0;
    do {
        const std::size_t count = std::min<std::size_t>(bytes.size() - taken, 1u << 30);
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + taken));
        stream.avail_in = static_cast<uInt>(count);
        taken += count;
        do {
            const std::size_t filled = out.size();
            out.resize(filled + piece);
            stream.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
            stream.avail_out = static_cast<uInt>(piece);
            status = deflate(&stream, taken == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
            out.resize(out.size() - stream.avail_out);
        } while (stream.avail_out == 0);
    } while (taken < bytes.size());
    deflateEnd(&stream);
    ABSCOPE_EXPECT(status == Z_STREAM_END);
    return out;
}

}  // namespace

bool is_gzip(std::string_view bytes) {
    return bytes.size() > 2 && static_cast<unsigned char>(bytes[0]) == 0x1F && static_cast<unsigned char>(bytes[1]) == 0x8B;
}

std::size_t most_decompressed(std::size_t compressed_bytes) {
    constexpr std::size_t densest = 1032;  // deflate: 258 bytes of a match in two bits
    return compressed_bytes > (std::size_t{1} << 50) / densest ? std::size_t{1} << 50 : compressed_bytes * densest;
}

namespace {

Result<std::string> inflate_stream(std::string_view bytes, std::size_t most, int header) {
    z_stream stream{};
    if (inflateInit2(&stream, header) != Z_OK) return bad_input("the file cannot be decompressed", "zlib did not start");
    std::string out;
    std::size_t taken = 0;
    int status = Z_OK;
    while (status == Z_OK && out.size() < most) {
        if (stream.avail_in == 0 && taken < bytes.size()) {
            const std::size_t count = std::min<std::size_t>(bytes.size() - taken, 1u << 30);
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + taken));
            stream.avail_in = static_cast<uInt>(count);
            taken += count;
        }
        const std::size_t filled = out.size(), room = std::min(piece, most - filled);
        out.resize(filled + room);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
        stream.avail_out = static_cast<uInt>(room);
        status = inflate(&stream, Z_NO_FLUSH);
        out.resize(filled + room - stream.avail_out);
        if (header == either_header && status == Z_STREAM_END && is_gzip({reinterpret_cast<const char*>(stream.next_in), stream.avail_in}))
            status = inflateReset(&stream);  // gzip files may be several streams, one after the other
    }
    inflateEnd(&stream);
    if (out.size() == most || status == Z_STREAM_END) return out;
    return bad_input("the compressed data is cut off or damaged", stream.msg != nullptr ? stream.msg : "it ends too early",
                     "Copy or export the file again.");
}

}  // namespace

Result<std::string> decompress(std::string_view bytes, std::size_t most) { return inflate_stream(bytes, most, either_header); }
Result<std::string> inflate_raw(std::string_view bytes, std::size_t most) { return inflate_stream(bytes, most, no_header); }

std::string gzip(std::string_view bytes) { return compress(bytes, gzip_header); }
std::string deflate_zlib(std::string_view bytes) { return compress(bytes, zlib_header); }

}  // namespace abscope::io
