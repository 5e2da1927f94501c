// Table, pseudonyms, dates, words.
#include "io/dicom/deid_rules.hpp"

#include <fmt/format.h>

#include <chrono>
#include <charconv>
#include <cstdint>

#include "core/contract.hpp"
#include "core/embedded.hpp"
#include "io/csv.hpp"
#include "io/dicom/encode.hpp"
#include "io/hmac.hpp"

namespace abscope::io::dicom {
namespace {

constexpr int most_weeks = 1040;  // twenty years

CsvTable embedded_table(const char* name) { return parse_csv(core::embedded_file(name), name).value(); }

std::map<std::uint32_t, DeidRule> read_rules() {
    const CsvTable table = embedded_table("deid_profile.csv");
    std::map<std::uint32_t, DeidRule> rules;
    for (const CsvRow& row : table.rows) {
        std::uint32_t tag = 0;
        std::from_chars(row.cells[0].data(), row.cells[0].data() + row.cells[0].size(), tag, 16);
        rules[tag] = {row.cells[2], row.cells[3] == "yes", row.cells[4] == "yes", row.cells[5] == "yes"};
    }
    return rules;
}

std::set<std::string> read_words() {
    std::set<std::string> words;
    const CsvTable table = embedded_table("deid_words.csv");
    for (const CsvRow& row : table.rows) words.insert(row.cells[0]);
    return words;
}

enum class CharKind { letter, digit, other };

CharKind kind_of(char c) {
    const auto u = static_cast<unsigned char>(c);
    if (u >= 0x80 || (u >= 'A' && u <= 'Z') || (u >= 'a' && u <= 'z')) return CharKind::letter;
    return u >= '0' && u <= '9' ? CharKind::digit : CharKind::other;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// A stretch of the text: a word as it is written, or what is between words.
struct Stretch {
    std::string_view text;
    CharKind kind;
};

/// Words end where the kind of character changes, and before a capital that follows a small letter ("TumorBed").
std::vector<Stretch> stretches_of(std::string_view text) {
    std::vector<Stretch> out;
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= text.size(); ++i) {
        const bool cut = i == text.size() || kind_of(text[i]) != kind_of(text[i - 1]) ||
                         (is_upper(text[i]) && kind_of(text[i - 1]) == CharKind::letter && !is_upper(text[i - 1]));
        if (!cut) continue;
        out.push_back({text.substr(begin, i - begin), kind_of(text[begin])});
        begin = i;
    }
    return out;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return out;
}

}  // namespace

const std::map<std::uint32_t, DeidRule>& deid_rules() {
    static const std::map<std::uint32_t, DeidRule> rules = read_rules();
    return rules;
}

Disguise::Disguise(std::string key, const std::string& patient) : key_(std::move(key)) {
    pseudonym_ = "P" + hmac_sha256(key_, "patient\n" + patient).substr(0, 15);
    for (char& c : pseudonym_) c = static_cast<char>(c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c);
    std::uint32_t number = 0;
    const std::string digits = hmac_sha256(key_, "dates\n" + patient).substr(0, 8);
    std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    weeks_ = 1 + static_cast<int>(number % most_weeks);
}

std::optional<std::string> Disguise::shifted(std::string_view date) const {
    if (date.size() < 8) return std::nullopt;
    std::array<int, 3> parts{};
    const std::array<std::pair<std::size_t, std::size_t>, 3> places{{{0, 4}, {4, 2}, {6, 2}}};
    for (std::size_t p = 0; p < 3; ++p) {
        const char* begin = date.data() + places[p].first;
        const auto [end, error] = std::from_chars(begin, begin + places[p].second, parts[p]);
        if (error != std::errc{} || end != begin + places[p].second) return std::nullopt;
    }
    for (const char c : date.substr(8))
        if (kind_of(c) != CharKind::digit && c != '.' && c != '+' && c != '-') return std::nullopt;
    using namespace std::chrono;
    const year_month_day day{year{parts[0]}, month{static_cast<unsigned>(parts[1])}, std::chrono::day{static_cast<unsigned>(parts[2])}};
    if (!day.ok() || parts[0] < 1900) return std::nullopt;
    const year_month_day moved{sys_days(day) - weeks(weeks_)};
    return fmt::format("{:04}{:02}{:02}{}", static_cast<int>(moved.year()), static_cast<unsigned>(moved.month()),
                       static_cast<unsigned>(moved.day()), date.substr(8));
}

std::string Disguise::uid(std::string_view original) const {
    return derived_uid(hmac_sha256(key_, "uid\n" + std::string(original)));
}

std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> words;
    for (const Stretch& s : stretches_of(text))
        if (s.kind != CharKind::other) words.push_back(lower(s.text));
    return words;
}

std::string cleaned(std::string_view text, const std::set<std::string>& identifying) {
    static const std::set<std::string> allowed = read_words();
    constexpr std::size_t longest_number = 3;
    std::string out;
    for (const Stretch& s : stretches_of(text)) {
        const std::string word = lower(s.text);
        const bool stays = s.kind == CharKind::other    ? true
                           : s.kind == CharKind::digit  ? word.size() <= longest_number
                           : word.size() == 1           ? static_cast<unsigned char>(word[0]) < 0x80
                                                        : allowed.contains(word);
        if (!stays || (s.kind != CharKind::other && identifying.contains(word))) continue;
        if (s.kind == CharKind::other && !out.empty() && kind_of(out.back()) == CharKind::other) continue;  // after a word that went
        out += s.text;
    }
    const auto is_edge = [](char c) { return kind_of(c) == CharKind::other && c != ')' && c != '%'; };
    while (!out.empty() && is_edge(out.back())) out.pop_back();
    while (!out.empty() && is_edge(out.front()) && out.front() != '(') out.erase(out.begin());
    const bool says_something = std::any_of(out.begin(), out.end(), [](char c) { return kind_of(c) == CharKind::letter; });
    return says_something ? out : "";
}

}  // namespace abscope::io::dicom
