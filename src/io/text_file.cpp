// Opening and reading of whole files.
#include "io/text_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>

namespace abscope::io {

namespace {

constexpr std::size_t largest_file = std::size_t{1} << 30;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

Error cannot_read(const std::filesystem::path& path, int reason) {
    std::string suggestion;
    if (reason == ENOENT) suggestion = "check the spelling of the path";
    if (reason == EACCES) suggestion = "check the permissions of the file and of its folder";
    return bad_input("'" + path.string() + "' cannot be read", std::strerror(reason), suggestion);
}

}  // namespace

Result<std::string> read_binary_file(const std::filesystem::path& path, std::size_t most) {
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (std::filesystem::is_directory(status))
        return bad_input("'" + path.string() + "' is a folder", "a file is wanted here");
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
    if (!file) return cannot_read(path, errno);
    std::string bytes;
    char block[1 << 16];
    while (const std::size_t got = std::fread(block, 1, sizeof block, file.get())) {
        bytes.append(block, got);
        if (bytes.size() > most)
            return bad_input("'" + path.string() + "' has more than " + std::to_string(most) + " bytes",
                             "that is the limit for one file of its kind");
    }
    if (std::ferror(file.get())) return cannot_read(path, errno);
    return bytes;
}

Result<std::string> read_text_file(const std::filesystem::path& path) {
    auto read = read_binary_file(path, largest_file);
    if (read.ok() && read->starts_with("\xEF\xBB\xBF")) read->erase(0, 3);
    return read;
}

}  // namespace abscope::io
