// Writing of the manifest.
#include "study/manifest.hpp"

#include <algorithm>
#include <ctime>
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

Result<io::JsonValue> digest(const fs::path& path, const std::string& shown) {
    if (stop_requested()) return interrupted();
    ABSCOPE_TRY(auto text, io::sha256_of_file(path));
    std::error_code code;
    const auto bytes = fs::file_size(path, code);
    return io::JsonValue::object({{"path", shown}, {"bytes", code ? std::uintmax_t{0} : bytes}, {"sha256", std::move(text)}});
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

Result<std::string> manifest_text(const RunRecord& record, const fs::path& staging) {
    auto inputs = io::JsonValue::array();
    for (const auto& path : record.inputs) {
        const auto inside = path.lexically_relative(staging).string();
        ABSCOPE_TRY(auto entry, digest(path, inside.empty() || inside.starts_with("..") ? path.string() : inside));
        inputs.push(std::move(entry));
    }
    std::vector<fs::path> written;
    for (const auto& entry : fs::recursive_directory_iterator(staging))
        if (entry.is_regular_file()) written.push_back(entry.path());
    std::sort(written.begin(), written.end());
    auto outputs = io::JsonValue::array();
    for (const auto& path : written) {
        ABSCOPE_TRY(auto entry, digest(path, path.lexically_relative(staging).string()));
        outputs.push(std::move(entry));
    }
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
                                           {"inputs", std::move(inputs)},
                                           {"outputs", std::move(outputs)}});
    return document.text() + "\n";
}

}  // namespace abscope::study
