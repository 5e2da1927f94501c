// Opening and reading of whole files.
#include "io/text_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>

namespace abscope::io {

namespace {

constexpr std::uintmax_t largest_file = std::uintmax_t{1} << 30;

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

Result<std::string> read_text_file(const std::filesystem::path& path) {
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (std::filesystem::is_directory(status))
        return bad_input("'" + path.string() + "' is a folder", "a file is wanted here");
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
    if (!file) return cannot_read(path, errno);
    std::string text;
    char block[1 << 16];
    while (const std::size_t got = std::fread(block, 1, sizeof block, file.get())) {
        text.append(block, got);
        if (text.size() > largest_file)
            return bad_input("'" + path.string() + "' is larger than 1 GiB",
                             "no text file of ours is that large");
    }
    if (std::ferror(file.get())) return cannot_read(path, errno);
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    return text;
}

}  // namespace abscope::io
