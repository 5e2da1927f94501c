// An iterative walk over the elements of a DICOM file (PS3.5, chapter 7), in any of its encodings.
#include "io/dicom/guard.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "io/gzip.hpp"

namespace abscope::io::dicom {
namespace {

constexpr std::uint32_t undefined = 0xFFFFFFFFu;
constexpr std::size_t preamble_bytes = 132;

/// Numbers at a place of the bytes; 0 beyond their end.
struct Numbers {
    std::string_view bytes;
    bool big = false;
    std::uint32_t byte(std::size_t at) const { return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0u; }
    std::uint32_t u16(std::size_t at) const {
        return big ? byte(at) << 8 | byte(at + 1) : byte(at + 1) << 8 | byte(at);
    }
    std::uint32_t u32(std::size_t at) const {
        return big ? u16(at) << 16 | u16(at + 2) : u16(at + 2) << 16 | u16(at);
    }
};

bool is_vr(std::string_view two) {
    return two.size() == 2 && two[0] >= 'A' && two[0] <= 'Z' && two[1] >= 'A' && two[1] <= 'Z';
}

bool has_long_length(std::string_view vr) {
    for (const char* known : {"OB", "OW", "OF", "OD", "OL", "OV", "SQ", "UC", "UR", "UT", "UN", "SV", "UV"})
        if (vr == known) return true;
    return false;
}

/// One element as it stands: where its value begins, how long it is, and whether it holds items.
struct Element {
    std::size_t value = 0;
    std::uint32_t length = 0;
    bool nested = false;
    bool is_bytes = false;  ///< OB or OW
};

Element element_at(const Numbers& in, std::size_t at) {
    const std::string_view vr = at + 6 <= in.bytes.size() ? in.bytes.substr(at + 4, 2) : std::string_view();
    Element e;
    if (!is_vr(vr)) e = {at + 8, in.u32(at + 4), false, false};
    else if (has_long_length(vr)) e = {at + 12, in.u32(at + 8), vr == "SQ", false};
    else e = {at + 8, in.u16(at + 6), false, false};
    const bool begins_with_item = in.u16(e.value) == 0xFFFE && in.u16(e.value + 2) == 0xE000;
    // An implicit element, and one of unknown kind, is a sequence where it looks like one.
    const bool may_be_sequence = !is_vr(vr) || vr == "UN";
    e.is_bytes = vr == "OB" || vr == "OW";
    e.nested = e.nested || e.length == undefined || (may_be_sequence && begins_with_item);
    return e;
}

Error too_deep(const DicomLimits& limits) {
    return bad_input(fmt::format("sequences are nested more than {} deep", limits.sequence_depth),
                     "no DICOM object needs that; the file is damaged or made to do harm", "Take it out of the folder.");
}

/// Walks over the elements; the stack holds where each open sequence or item ends (the largest number: at its delimiter).
Result<void> walk(const Numbers& in, std::size_t at, const DicomLimits& limits) {
    constexpr auto at_delimiter = static_cast<std::size_t>(-1);
    std::vector<std::size_t> open;
    std::size_t elements = 0;
    bool fragments = false;  // between compressed pixel data and its delimiter: items hold bytes, not elements
    while (at + 8 <= in.bytes.size()) {
        while (!open.empty() && at >= open.back()) open.pop_back();
        if (++elements > limits.elements)
            return bad_input(fmt::format("the file has more than {} elements", limits.elements), "that is the limit for one file",
                             "Take it out of the folder.");
        const std::uint32_t group = in.u16(at), number = in.u16(at + 2);
        if (fragments && group == 0xFFFE) {
            fragments = number == 0xE000;
            at += 8 + (fragments ? in.u32(at + 4) : 0u);
        } else if (group == 0xFFFE && number == 0xE000) {
            const std::uint32_t length = in.u32(at + 4);
            open.push_back(length == undefined ? at_delimiter : at + 8 + length);
            at += 8;
        } else if (group == 0xFFFE) {
            if (!open.empty()) open.pop_back();
            at += 8;
        } else {
            const Element e = element_at(in, at);
            fragments = group == 0x7FE0 && number == 0x0010 && e.is_bytes && e.length == undefined;
            if (e.nested && !fragments) open.push_back(e.length == undefined ? at_delimiter : e.value + e.length);
            at = e.nested ? e.value : e.value + e.length;
        }
        if (open.size() > 2 * limits.sequence_depth) return too_deep(limits);  // a sequence and its item are one level
    }
    return {};
}

/// Big-endian where the first group is small only that way round.
bool is_big_endian(std::string_view bytes, std::size_t at) {
    const Numbers little{bytes, false}, big{bytes, true};
    return little.u16(at) > 0x00FF && big.u16(at) <= 0x00FF;
}

/// The transfer syntax, and where the dataset begins after a file header.
struct Beginning {
    std::string syntax;
    std::size_t dataset = 0;
};

Beginning beginning_of(std::string_view bytes) {
    Beginning out;
    const Numbers in{bytes, false};
    std::size_t at = bytes.size() > preamble_bytes && bytes.substr(128, 4) == "DICM" ? preamble_bytes : 0;
    while (at + 8 <= bytes.size() && in.u16(at) == 0x0002) {
        const Element e = element_at(in, at);
        if (e.value + e.length > bytes.size() || e.length == undefined) break;
        if (in.u16(at + 2) == 0x0010) out.syntax = std::string(bytes.substr(e.value, e.length));
        at = e.value + e.length;
    }
    while (!out.syntax.empty() && (out.syntax.back() == '\0' || out.syntax.back() == ' ')) out.syntax.pop_back();
    out.dataset = at;
    return out;
}

/// The file in memory as the system maps it.
class MappedFile {
public:
    explicit MappedFile(const std::filesystem::path& path) : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        struct stat status{};
        if (file_ < 0 || ::fstat(file_, &status) != 0 || status.st_size <= 0) return;
        size_ = static_cast<std::size_t>(status.st_size);
        data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file_, 0);
    }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile() {
        if (data_ != MAP_FAILED) ::munmap(data_, size_);
        if (file_ >= 0) ::close(file_);
    }
    std::string_view bytes() const {
        return data_ == MAP_FAILED ? std::string_view() : std::string_view(static_cast<const char*>(data_), size_);
    }

private:
    int file_;
    std::size_t size_ = 0;
    void* data_ = MAP_FAILED;
};

}  // namespace

Result<void> guard_bytes(std::string_view bytes, const DicomLimits& limits) {
    const Beginning begin = beginning_of(bytes);
    if (begin.syntax != "1.2.840.10008.1.2.1.99")
        return walk({bytes, is_big_endian(bytes, begin.dataset)}, begin.dataset, limits);
    ABSCOPE_TRY(const std::string inflated, inflate_raw(bytes.substr(begin.dataset), limits.inflated_bytes + 1));
    if (inflated.size() > limits.inflated_bytes)
        return bad_input(fmt::format("the deflated dataset has more than {} bytes", limits.inflated_bytes),
                         fmt::format("the file has {}; that is the limit for one deflated file", bytes.size()),
                         "Export it without compression.");
    return walk({inflated, is_big_endian(inflated, 0)}, 0, limits);
}

Result<void> guard_file(const std::filesystem::path& path, const DicomLimits& limits) {
    const MappedFile file(path);
    return guard_bytes(file.bytes(), limits);
}

}  // namespace abscope::io::dicom
