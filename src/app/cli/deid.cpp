// abscope deid: a DICOM folder without what tells who it is.
#include <fstream>

#include <fmt/format.h>

#include "app/cli/verbs.hpp"
#include "io/dicom/deid.hpp"
#include "io/json_value.hpp"
#include "io/text_file.hpp"

namespace abscope::app {

namespace {

constexpr std::size_t key_bytes = 32, longest_key = 4096;

/// The key of the file; without one, a random key that is thrown away.
Result<std::string> key_of(const DeidOptions& options) {
    if (!options.key_file.empty()) return io::read_binary_file(options.key_file, longest_key);
    std::string key(key_bytes, '\0');
    std::ifstream random("/dev/urandom", std::ios::binary);
    if (!random.read(key.data(), static_cast<std::streamsize>(key.size())))
        return bad_input("no random key could be made", "/dev/urandom cannot be read", "give one with --key-file");
    return key;
}

std::string as_text(const io::DeidOutcome& outcome, const std::string& target) {
    std::string text = fmt::format("{}: {} objects of {} patient(s)\n", target, outcome.files, outcome.pseudonyms.size());
    for (const auto& pseudonym : outcome.pseudonyms) text += "  " + pseudonym + "\n";
    if (!outcome.left_out.empty()) text += fmt::format("not copied: {}\n", outcome.left_out.size());
    for (const auto& remark : outcome.left_out) text += fmt::format("  {}: {}\n", remark.file, remark.reason);
    return text + "Look at the result before you pass it on: pixels are copied as they are.\n";
}

std::string as_json(const io::DeidOutcome& outcome) {
    auto document = io::JsonValue::object({{"schema", "abscope.deid/1"}, {"files", outcome.files}});
    document.add("pseudonyms", io::JsonValue::array(outcome.pseudonyms));
    auto left = io::JsonValue::array();
    for (const auto& remark : outcome.left_out)
        left.push(io::JsonValue::object({{"file", remark.file}, {"reason", remark.reason}}));
    document.add("left_out", std::move(left));
    return document.text() + "\n";
}

}  // namespace

Result<void> run_deid(const DeidOptions& options, const GlobalOptions& global, const Terminal& terminal) {
    io::DeidOptions request;
    ABSCOPE_TRY(request.key, key_of(options));
    request.progress = terminal.progress();
    ABSCOPE_TRY(const auto outcome, io::deidentify(options.in, options.target, request));
    terminal.end_progress();
    if (options.key_file.empty())
        terminal.note("a random key was used and thrown away: these pseudonyms cannot be made again (--key-file keeps them)");
    return deliver({as_text(outcome, options.target), as_json(outcome), ""}, global, terminal);
}

}  // namespace abscope::app
