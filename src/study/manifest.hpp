// manifest.json of a run: everything about the run that is not a result (time, paths, threads, digests).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace abscope::study {

/// What a file held.
struct FileDigest {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    std::string sha256;
};

/// Digests of files, in their order.
Result<std::vector<FileDigest>> digest_files(const std::vector<std::filesystem::path>& paths);

/// How a run was made.
struct RunRecord {
    std::string command;  ///< as typed
    std::chrono::system_clock::time_point begun;
    std::uint64_t seed = 0;
    std::vector<FileDigest> inputs;
};

/// The document abscope.manifest/1 with the SHA-256 of every input and of every file that stands under `staging`.
Result<std::string> manifest_text(const RunRecord& record, const std::filesystem::path& staging);

/// "2026-01-31T12:00:00Z"
std::string utc_text(std::chrono::system_clock::time_point time);

}  // namespace abscope::study
