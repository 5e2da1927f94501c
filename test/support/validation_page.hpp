// The generated page of published behaviours, validation/blood/RESULTS.md: each test case owns one section of it and goes red
// when the section is stale. ABSCOPE_UPDATE=1 writes the section instead.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "support/files.hpp"

namespace abscope::test {

inline std::string file_text(const std::filesystem::path& path) {
    std::ifstream file(path);
    REQUIRE_MESSAGE(file.good(), path.string());
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

inline std::filesystem::path validation_folder() { return source_dir() / "validation" / "blood"; }

/// One line of the page.
struct PageRow {
    std::string claim, published;
    double ours = 0.0;
    std::string bar, verdict, kind, note;
};

inline std::string page_line(const PageRow& row) {
    return fmt::format("| {} | {} | {:.3g} | {} | {} | {} | {} |", row.claim, row.published, row.ours,
                       row.bar, row.verdict, row.kind, row.note);
}

inline std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    for (const char c : line) {
        if (c == '|')
            cells.emplace_back();
        else
            cells.back().push_back(c);
    }
    return cells;
}

// Same words, and a number of ours that agrees to 2 % or 0.004: what another vector unit may change is smaller.
inline bool same_line(const std::string& page, const std::string& fresh) {
    const auto a = cells_of(page);
    const auto b = cells_of(fresh);
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (i == 3) {
            const double x = std::strtod(a[i].c_str(), nullptr);
            const double y = std::strtod(b[i].c_str(), nullptr);
            if (!(std::abs(x - y) <= std::max(0.02 * std::abs(y), std::min(0.004, std::abs(y)))))
                return false;
        } else if (a[i] != b[i]) {
            return false;
        }
    }
    return true;
}

/// Checks (or, with ABSCOPE_UPDATE, writes) the section of one case.
inline void check_section(const std::string& name, const std::string& title,
                          const std::vector<PageRow>& rows) {
    const auto path = validation_folder() / "RESULTS.md";
    std::string page = file_text(path);
    const std::string begin = "<!-- begin " + name + " -->\n", end = "<!-- end " + name + " -->\n";
    std::vector<std::string> fresh{"## " + title, "",
                                   "| claim | published | ours | bar | verdict | kind | note |",
                                   "|---|---|---|---|---|---|---|"};
    for (const PageRow& row : rows) fresh.push_back(page_line(row));
    fresh.push_back("");
    const auto from = page.find(begin), to = page.find(end);
    if (std::getenv("ABSCOPE_UPDATE")) {
        std::string section = begin;
        for (const auto& line : fresh) section += line + "\n";
        if (from == std::string::npos)
            page += section + end;
        else
            page.replace(from, to - from, section);
        std::ofstream(path) << page;
        return;
    }
    REQUIRE_MESSAGE(
        (from != std::string::npos && to != std::string::npos),
        "RESULTS.md has no section " << name << ": run the validation tests with ABSCOPE_UPDATE=1");
    std::istringstream text(page.substr(from + begin.size(), to - from - begin.size()));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    CHECK_MESSAGE(lines.size() == fresh.size(), "RESULTS.md is stale: section " << name);
    for (std::size_t i = 0; i < std::min(lines.size(), fresh.size()); ++i)
        CHECK_MESSAGE(same_line(lines[i], fresh[i]),
                      "RESULTS.md is stale:\n  page  " << lines[i] << "\n  fresh " << fresh[i]);
}

}  // namespace abscope::test
