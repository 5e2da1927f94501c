// The file: two lines of text that say what it is, then numbers as hexadecimal floating point, one list a line.
#include "fit/checkpoint.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "io/output.hpp"

namespace abscope::fit {

namespace {

constexpr std::string_view title = "abscope markov checkpoint 1";

void append(std::string& text, const std::vector<double>& numbers) {
    for (const double x : numbers) text += fmt::format("{:a} ", x);
    text += "\n";
}

void append(std::string& text, const Points& points) {
    text += fmt::format("{}\n", points.size());
    for (const auto& point : points) append(text, point);
}

// Reads line by line; `good` turns false at the first thing that does not fit.
struct Reader {
    std::ifstream file;
    bool good = true;

    std::string line() {
        std::string text;
        good = static_cast<bool>(std::getline(file, text)) && good;
        return text;
    }
    std::size_t count() {
        const std::string text = line();
        char* end = nullptr;
        const auto value = std::strtoull(text.c_str(), &end, 10);
        good = good && end != text.c_str() && value < 100000000;
        return good ? value : 0;
    }
    std::vector<double> numbers() {
        std::vector<double> out;
        const std::string text = line();
        const char* at = text.c_str();
        for (char* end = nullptr;; at = end) {
            const double value = std::strtod(at, &end);
            if (end == at) return out;
            out.push_back(value);
        }
    }
    Points points() {
        Points out;
        for (std::size_t left = count(); left > 0 && good; --left) out.push_back(numbers());
        return out;
    }
};

}  // namespace

Result<void> write_checkpoint(const std::filesystem::path& path, const std::string& key, const MarkovState& state) {
    std::string text = fmt::format("{}\n{}\n{}\n", title, key, state.generation);
    append(text, state.archive);
    append(text, state.chains);
    append(text, state.energies);
    text += fmt::format("{}\n", state.draws.size());
    for (const auto& chain : state.draws) append(text, chain);
    append(text, Points(state.draw_energies));
    append(text, std::vector<double>(state.accepted.begin(), state.accepted.end()));
    return io::write_file(path, text);
}

Result<std::optional<MarkovState>> read_checkpoint(const std::filesystem::path& path, const std::string& key) {
    if (!std::filesystem::exists(path)) return std::optional<MarkovState>();
    Reader reader{std::ifstream(path)};
    if (reader.line() != title) return bad_input(path.string() + " is no checkpoint", "its first line says something else");
    if (reader.line() != key) {
        return bad_input(path.string() + " belongs to another run", "its options or its problem differ", "name another file");
    }
    MarkovState state;
    state.generation = static_cast<int>(reader.count());
    state.archive = reader.points();
    state.chains = reader.points();
    state.energies = reader.numbers();
    for (std::size_t left = reader.count(); left > 0 && reader.good; --left) state.draws.push_back(reader.points());
    state.draw_energies = reader.points();
    for (const double a : reader.numbers()) state.accepted.push_back(static_cast<std::int64_t>(a));
    const std::size_t chains = state.chains.size();
    if (!reader.good || chains == 0 || state.energies.size() != chains || state.accepted.size() != chains) {
        return bad_input(path.string() + " is damaged", "it ends early", "delete it and start again");
    }
    return std::optional(std::move(state));
}

}  // namespace abscope::fit
