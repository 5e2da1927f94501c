// Temporary names, fsync, and the renames that make output appear at once.
#include "io/output.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/document.hpp"
#include "core/progress.hpp"
#include "io/json.hpp"

namespace abscope::io {

namespace fs = std::filesystem;

namespace {

Error cannot_write(const fs::path& path, int reason) {
    std::string suggestion;
    if (reason == ENOSPC || reason == EDQUOT)
        suggestion = "free some space or choose another place with --out";
    if (reason == EACCES || reason == EPERM || reason == EROFS)
        suggestion = "choose a place you may write to with --out";
    return bad_output("'" + path.string() + "' cannot be written", std::strerror(reason), suggestion);
}

/// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
    ~Descriptor() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return descriptor_; }
    int close() {
        const int status = ::close(descriptor_);
        descriptor_ = -1;
        return status;
    }

private:
    int descriptor_;
};

/// Writes and flushes a new file; errors speak of `shown`, the name the user knows.
Result<void> write_through(const fs::path& path, std::string_view bytes, const fs::path& shown) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (file.get() < 0) return cannot_write(shown, errno);
    while (!bytes.empty()) {
        const auto written = ::write(file.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return cannot_write(shown, errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file.get()) != 0 && errno != EINVAL && errno != EROFS) return cannot_write(shown, errno);
    if (file.close() != 0) return cannot_write(shown, errno);
    return {};
}

void flush_directory(const fs::path& path) {
    const Descriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() >= 0) ::fsync(directory.get());
}

fs::path parent_of(const fs::path& path) {
    const auto parent = path.parent_path();
    return parent.empty() ? fs::path(".") : parent;
}

/// ".NAME.abscope-PID.tmp" beside the target.
fs::path temporary_sibling(const fs::path& target) {
    return parent_of(target) /
           ("." + target.filename().string() + ".abscope-" + std::to_string(::getpid()) + ".tmp");
}

/// Removes what a run that was killed outright has left for the same target.
void remove_orphans(const fs::path& target) {
    const std::string prefix = "." + target.filename().string() + ".abscope-", suffix = ".tmp";
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(parent_of(target), ignored)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(prefix) || !name.ends_with(suffix) ||
            name.size() <= prefix.size() + suffix.size())
            continue;
        const auto digits = name.substr(prefix.size(), name.size() - prefix.size() - suffix.size());
        if (digits.find_first_not_of("0123456789") != std::string::npos || digits.size() > 9) continue;
        const auto process = static_cast<pid_t>(std::stol(digits));
        const bool dead = process != ::getpid() && ::kill(process, 0) != 0 && errno == ESRCH;
        if (dead) fs::remove_all(entry.path(), ignored);
    }
}

bool is_run_of_ours(const fs::path& directory) {
    const auto manifest = read_json(directory / manifest_name);
    if (!manifest.ok()) return false;
    const auto schema = manifest->text("schema");
    return schema.ok() && *schema == manifest_schema;
}

Result<void> refuse_foreign(const fs::path& target) {
    std::error_code code;
    const auto status = fs::symlink_status(target, code);
    if (status.type() == fs::file_type::not_found) return {};
    if (code) return cannot_write(target, code.value());
    if (status.type() != fs::file_type::directory)
        return bad_output("'" + target.string() + "' exists and is not a directory", "a run is a directory",
                          "choose another name with --out");
    const bool empty = fs::is_empty(target, code);
    if (code) return cannot_write(target, code.value());
    if (!empty && !is_run_of_ours(target))
        return bad_output("'" + target.string() + "' exists and is not a run of abscope",
                          "it holds files but no " + std::string(manifest_name) +
                              " of ours; a run replaces its directory as a whole",
                          "choose a new or empty directory with --out");
    return {};
}

}  // namespace

Result<void> write_file(const fs::path& path, std::string_view bytes) {
    std::error_code code;
    const auto status = fs::status(path, code);
    if (fs::is_directory(status)) return cannot_write(path, EISDIR);
    // A device or pipe cannot be renamed over: it is written to as it is.
    if (fs::exists(status) && !fs::is_regular_file(status)) return write_through(path, bytes, path);
    const auto temporary = temporary_sibling(path);
    auto written = write_through(temporary, bytes, path);
    if (written.ok() && ::rename(temporary.c_str(), path.c_str()) != 0) written = cannot_write(path, errno);
    if (!written.ok()) {
        ::unlink(temporary.c_str());
        return written;
    }
    flush_directory(parent_of(path));
    return {};
}

RunDirectory::RunDirectory(fs::path target, fs::path staging)
    : target_(std::move(target)), staging_(std::move(staging)) {}

RunDirectory::RunDirectory(RunDirectory&& other) noexcept
    : target_(std::move(other.target_)),
      staging_(std::exchange(other.staging_, fs::path())),
      made_parents_(std::exchange(other.made_parents_, {})) {}

RunDirectory::~RunDirectory() {
    std::error_code ignored;
    if (staging_.empty()) return;
    fs::remove_all(staging_, ignored);
    for (auto it = made_parents_.rbegin(); it != made_parents_.rend(); ++it)
        fs::remove(*it, ignored);  // only where empty
}

Result<RunDirectory> RunDirectory::begin(const fs::path& wanted) {
    auto target = wanted.lexically_normal();
    if (!target.has_filename()) target = target.parent_path();  // "out/" means "out"
    if (target.empty() || target == "." || target == ".." || target.filename() == "..")
        return bad_output("'" + wanted.string() + "' cannot be a run directory",
                          "it would be replaced as a whole", "name a new directory with --out");
    ABSCOPE_CHECK_OK(refuse_foreign(target));
    std::error_code code;
    RunDirectory run(target, temporary_sibling(target));
    for (auto parent = parent_of(target); !parent.empty() && !fs::exists(parent, code);
         parent = parent.parent_path())
        run.made_parents_.insert(run.made_parents_.begin(), parent);
    fs::create_directories(parent_of(target), code);
    if (code) return cannot_write(parent_of(target), code.value());
    remove_orphans(target);
    if (!fs::create_directory(run.staging_, code)) return cannot_write(target, code ? code.value() : EEXIST);
    return run;
}

Result<void> RunDirectory::write(const fs::path& name, std::string_view bytes) {
    if (stop_requested()) return interrupted();
    std::error_code code;
    fs::create_directories((staging_ / name).parent_path(), code);
    if (code) return cannot_write(target_ / name, code.value());
    return write_through(staging_ / name, bytes, target_ / name);
}

Result<void> RunDirectory::commit() {
    if (stop_requested()) return interrupted();
    ABSCOPE_CHECK_OK(refuse_foreign(target_));
    flush_directory(staging_);
    std::error_code code;
    const bool replaces = fs::exists(target_, code);
    // Exchange is one step: at no time is there no run under the target's name.
    const unsigned flags = replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE;
    if (::renameat2(AT_FDCWD, staging_.c_str(), AT_FDCWD, target_.c_str(), flags) != 0) {
        if (errno != EINVAL && errno != ENOSYS) return cannot_write(target_, errno);
        if (replaces) fs::remove_all(target_, code);  // a file system without exchange
        if (::rename(staging_.c_str(), target_.c_str()) != 0) return cannot_write(target_, errno);
        staging_.clear();
    }
    if (!replaces) staging_.clear();
    flush_directory(parent_of(target_));
    if (!staging_.empty()) fs::remove_all(std::exchange(staging_, fs::path()), code);
    return {};
}

}  // namespace abscope::io
