// DICOM: any bytes as one file, read, and an anatomy chosen from it.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "io/dicom/dicom_folder.hpp"
#include "io/dicom/write_dicom.hpp"
#include "support/dicom_sample.hpp"
#include "target.hpp"

namespace fs = std::filesystem;

namespace {

/// A file of this process in memory, where there is such a folder.
fs::path scratch_file() {
    const fs::path folder = fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path();
    return folder / ("abscope_fuzz_" + std::to_string(::getpid()) + ".dcm");
}

struct Removed {
    fs::path path = scratch_file();
    ~Removed() {
        std::error_code code;
        fs::remove(path, code);
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Removed scratch;
    std::ofstream(scratch.path, std::ios::binary).write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    abscope::io::DicomReadOptions options;
    options.limits.volume_voxels = 20'000'000;
    const auto folder = abscope::io::read_dicom_folder(scratch.path, options);
    if (folder.ok()) (void)abscope::io::choose_anatomy(*folder);
    return 0;
}

namespace abscope::fuzz {

std::vector<std::string> seeds() {
    const test::Scratch scratch("fuzz_seeds");
    std::vector<std::string> out;
    for (const auto bits : {io::DoseBits::bits_16, io::DoseBits::bits_32}) {
        io::DicomWriteOptions options;
        options.dose_bits = bits;
        const auto folder = scratch.path / std::to_string(static_cast<int>(bits));
        if (!io::write_dicom(test::sample_anatomy(), folder, options).ok()) continue;
        for (const char* name : {"CT.0001.dcm", "RTSTRUCT.dcm", "RTPLAN.1.dcm", "RTDOSE.dcm"}) {
            std::ifstream in(folder / name, std::ios::binary);
            out.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
        }
    }
    return out;
}

/// Sequences within sequences, more than any object needs.
std::string deep() {
    using namespace std::literals;
    std::string out;
    for (int n = 0; n < 2000; ++n) out += "\x08\x00\x40\x11SQ\x00\x00\xFF\xFF\xFF\xFF\xFE\xFF\x00\xE0\xFF\xFF\xFF\xFF"s;
    return out;
}

std::vector<std::string> words() {
    using namespace std::literals;
    return {deep(), "\xFE\xFF\x00\xE0\xFF\xFF\xFF\xFF"s, "\xFE\xFF\xDD\xE0\x00\x00\x00\x00"s, "\xE0\x7F\x10\x00OB\x00\x00\xFF\xFF\xFF\xFF"s,
            "\x28\x00\x10\x00US\x02\x00\xFF\xFF"s, "\x28\x00\x08\x00IS\x04\x00" "9999"s, "SQ\x00\x00\xFF\xFF\xFF\xFF"s, "UN\x00\x00"s,
            "1.2.840.10008.1.2.1\x00"s, "1.2.840.10008.1.2.1.99"s, "1.2.840.10008.1.2.2\x00"s, "1.2.840.10008.1.2.5\x00"s,
            "1.2.840.10008.1.2.4.70"s, "1.2.840.10008.1.2.4.80"s, "1e308\\-1e308\\"s, "nan"s, "0\\0\\0\\0\\0\\0"s, "\\\\\\\\"s,
            "1.2.840.10008.5.1.4.1.1.2.1"s, "1.2.840.10008.5.1.4.1.1.66.1"s, "1.2.840.10008.5.1.4.1.1.481.8"s};
}

}  // namespace abscope::fuzz
