// From values to what DICOM elements may hold.
#include "io/dicom/encode.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmdata/dcwcache.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <vector>

#include "io/sha256.hpp"

namespace abscope::io::dicom {
namespace {

constexpr std::size_t longest_decimal_string = 16;  // PS3.5 table 6.2-1

/// 32 hexadecimal digits as a decimal number, by long division.
std::string hexadecimal_to_decimal(const std::string& digits) {
    std::vector<int> value;
    for (const char c : digits) value.push_back(c <= '9' ? c - '0' : c - 'a' + 10);
    std::string decimal;
    while (!value.empty()) {
        int remainder = 0;
        std::vector<int> quotient;
        for (const int digit : value) {
            const int current = remainder * 16 + digit;
            if (!quotient.empty() || current / 10 != 0) quotient.push_back(current / 10);
            remainder = current % 10;
        }
        decimal.insert(decimal.begin(), static_cast<char>('0' + remainder));
        value = std::move(quotient);
    }
    return decimal;
}

}  // namespace

std::string decimal_string(double value) {
    ABSCOPE_EXPECT(std::isfinite(value));
    if (value == 0.0) return "0";
    std::array<char, 64> buffer{};
    const auto shortest = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    std::string best(buffer.data(), shortest.ptr);
    for (int precision = 17; best.size() > longest_decimal_string && precision > 0; --precision) {
        const auto cut = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                       std::chars_format::general, precision);
        best.assign(buffer.data(), cut.ptr);
    }
    return best;
}

std::string decimal_strings(std::span<const double> values) {
    std::string out;
    for (const double value : values) {
        if (!out.empty()) out += '\\';
        out += decimal_string(value);
    }
    return out;
}

std::string short_text(std::string_view text, std::size_t length) {
    std::string out;
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool continues = (c >> 6) == 2;
        if (!continues && ++characters > length) break;
        out += c < 0x20 || c == 0x7F || c == '\\' ? '_' : text[i];
    }
    return out;
}

std::string derived_uid(std::string_view text) {
    std::string digits = sha256(text).substr(0, 32);
    digits[12] = '8';  // version: own scheme (RFC 9562, section 5.8)
    const int high = (digits[16] <= '9' ? digits[16] - '0' : digits[16] - 'a' + 10) & 0x3;
    digits[16] = "89ab"[high];  // variant
    return "2.25." + hexadecimal_to_decimal(digits);
}

Result<std::string> content_uid(DcmDataset& dataset, std::string_view purpose) {
    const Uint32 length = dataset.calcElementLength(EXS_LittleEndianImplicit, EET_ExplicitLength);
    std::string bytes(static_cast<std::size_t>(length) + 1024, '\0');
    DcmOutputBufferStream stream(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    DcmWriteCache cache;
    dataset.transferInit();
    const OFCondition status = dataset.write(stream, EXS_LittleEndianImplicit, EET_ExplicitLength, &cache);
    dataset.transferEnd();
    if (status.bad()) return bad_output("the DICOM object cannot be encoded", status.text());
    void* begin = nullptr;
    offile_off_t filled = 0;
    stream.flushBuffer(begin, filled);
    bytes.resize(static_cast<std::size_t>(filled));
    return derived_uid(std::string(purpose) + "\n" + bytes);
}

void put(DcmItem& item, const DcmTagKey& tag, const std::string& text) {
    const OFCondition status = item.putAndInsertOFStringArray(tag, OFString(text.data(), text.size()));
    ABSCOPE_EXPECT(status.good());
}

void put_decimal(DcmItem& item, const DcmTagKey& tag, double value) { put(item, tag, decimal_string(value)); }

void put_decimals(DcmItem& item, const DcmTagKey& tag, std::span<const double> values) {
    put(item, tag, decimal_strings(values));
}

void put_integer(DcmItem& item, const DcmTagKey& tag, long value) { put(item, tag, std::to_string(value)); }

void put_short(DcmItem& item, const DcmTagKey& tag, unsigned short value) {
    const OFCondition status = item.putAndInsertUint16(tag, value);
    ABSCOPE_EXPECT(status.good());
}

DcmItem& add_item(DcmItem& parent, const DcmTagKey& sequence) {
    DcmItem* item = nullptr;
    const OFCondition status = parent.findOrCreateSequenceItem(sequence, item, -2);
    ABSCOPE_EXPECT(status.good() && item != nullptr);
    return *item;
}

}  // namespace abscope::io::dicom
