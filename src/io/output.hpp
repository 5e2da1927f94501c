// Output that is either complete or absent: files and run directories are written under a temporary sibling name,
// flushed to disk and renamed at the end. On an error or Ctrl-C the temporary name is removed and nothing else is touched.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace abscope::io {

/// The file whose presence says that a directory is a run of ours and may be replaced.
inline constexpr std::string_view manifest_name = "manifest.json";
/// The value of "schema" in it.
inline constexpr std::string_view manifest_schema = "abscope.manifest/1";

/// Writes a file under a temporary name beside `path` and renames it; an existing file is replaced in one step.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes);

/// A run directory in the making. Files go to staging(); commit() puts all of them in place at once; without
/// commit() the destructor removes them.
class RunDirectory {
public:
    /// Prepares a staging directory beside `target`. Refuses a target that is a file, or a directory that is neither
    /// empty nor a run of ours (it would be replaced as a whole).
    static Result<RunDirectory> begin(const std::filesystem::path& target);

    RunDirectory(RunDirectory&& other) noexcept;
    RunDirectory& operator=(RunDirectory&&) = delete;
    ~RunDirectory();

    /// Where files stand until commit(); for writers that make their own files.
    const std::filesystem::path& staging() const { return staging_; }
    /// Where they will stand.
    const std::filesystem::path& target() const { return target_; }
    /// Writes one file, `name` relative to the directory; folders in between are made.
    Result<void> write(const std::filesystem::path& name, std::string_view bytes);
    /// Replaces the target by the staging directory in one step. Fails if the user has asked to stop.
    Result<void> commit();

private:
    RunDirectory(std::filesystem::path target, std::filesystem::path staging);

    std::filesystem::path target_, staging_;
    std::vector<std::filesystem::path>
        made_parents_;  ///< folders above the target that were made for it, outermost first
};

}  // namespace abscope::io
