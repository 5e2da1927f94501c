// Writing of the manifest.
#include "study/manifest.hpp"

#include <algorithm>
#include <ctime>
#include <optional>
#include <system_error>

#include "core/parallel.hpp"
#include "core/progress.hpp"
#include "core/version.hpp"
#include "io/json_value.hpp"
#include "io/output.hpp"
#include "io/sha256.hpp"

namespace abscope::study {

namespace fs = std::filesystem;

namespace {

/// List of {path, bytes, sha256}; files under `staging` are named relative to it.
io::JsonValue digests_json(const std::vector<FileDigest>& digests, const fs::path& staging) {
    auto out = io::JsonValue::array();
    for (const auto& file : digests) {
        const auto inside = file.path.lexically_relative(staging).string();
        const bool outside = inside.empty() || inside.starts_with("..");
        out.push(io::JsonValue::object({{"path", outside ? file.path.string() : inside},
                                        {"bytes", file.bytes},
                                        {"sha256", file.sha256}}));
    }
    return out;
}

}  // namespace

std::string utc_text(std::chrono::system_clock::time_point time) {
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

Result<std::vector<FileDigest>> digest_files(const std::vector<fs::path>& paths) {
    std::vector<FileDigest> digests(paths.size());
    std::vector<std::optional<Error>> faults(paths.size());
    parallel_for(paths.size(), [&](std::size_t i) {
        if (stop_requested()) return;
        auto digest = io::sha256_of_file(paths[i]);
        if (!digest.ok()) {
            faults[i] = digest.error();
            return;
        }
        std::error_code code;
        const auto bytes = fs::file_size(paths[i], code);
        digests[i] = {paths[i], code ? 0 : static_cast<std::uint64_t>(bytes), std::move(*digest)};
    });
    if (stop_requested()) return interrupted();
    for (auto& fault : faults)
        if (fault) return std::move(*fault);
    return digests;
}

Result<std::string> manifest_text(const RunRecord& record, const fs::path& staging) {
    std::vector<fs::path> written;
    for (const auto& entry : fs::recursive_directory_iterator(staging))
        if (entry.is_regular_file()) written.push_back(entry.path());
    std::sort(written.begin(), written.end());
    ABSCOPE_TRY(const auto outputs, digest_files(written));
    const auto now = std::chrono::system_clock::now();
    const std::chrono::duration<double> seconds = now - record.begun;
    auto document = io::JsonValue::object({{"schema", io::manifest_schema},
                                           {"program", "abscope"},
                                           {"version", core::version},
                                           {"command", record.command},
                                           {"begun", utc_text(record.begun)},
                                           {"seconds", seconds.count()},
                                           {"threads", thread_count()},
                                           {"seed", record.seed},
                                           {"inputs", digests_json(record.inputs, staging)},
                                           {"outputs", digests_json(outputs, staging)}});
    return document.text() + "\n";
}

}  // namespace abscope::study
