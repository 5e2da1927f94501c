// Reading and checking of DVH tables.
#include "study/dvh_tables.hpp"

#include <algorithm>
#include <cmath>
#include <system_error>

#include <fmt/format.h>

#include "core/document.hpp"
#include "io/csv.hpp"

namespace abscope::study {

namespace fs = std::filesystem;

namespace {

constexpr double largest_dose_gy = 500.0;

/// Role of a file by its name: "heart", "heart_DVH", and the few names that HEDOS uses.
std::optional<patient::OrganRole> role_of_file(std::string stem) {
    for (const std::string_view suffix : {"_DVH", "_dvh", "-dvh"})
        if (stem.ends_with(suffix)) stem.resize(stem.size() - suffix.size());
    if (const auto role = patient::role_from_name(stem)) return role;
    if (stem == "lung") return patient::OrganRole::lungs;
    if (stem == "tumor" || stem == "tumour") return patient::OrganRole::target;
    return std::nullopt;
}

Result<patient::OrganRole> role_of(const fs::path& path) {
    const auto stem = path.stem().string();
    if (const auto role = role_of_file(stem)) return *role;
    std::vector<std::string_view> names;
    for (const auto role : patient::all_roles()) names.push_back(patient::role_name(role));
    const auto nearest = nearest_word(stem, names);
    return bad_input(
        "'" + path.string() + "' is not named by a role", "'" + stem + "' is not one",
        nearest ? "did you mean '" + *nearest + ".csv'?" : "name it like heart.csv, lungs.csv, spleen.csv");
}

Result<void> check_curve(const io::CsvTable& csv, const patient::OrganDvhTable& table) {
    for (std::size_t i = 0; i < table.dose_gy.size(); ++i) {
        const int line = csv.rows[i].line;
        const double dose = table.dose_gy[i], volume = table.volume_fraction[i];
        if (!std::isfinite(dose) || !std::isfinite(volume))
            return csv.error(line, "an empty cell", "every row needs a dose and a volume");
        if (dose < 0.0 || dose > largest_dose_gy)
            return csv.error(line, fmt::format("a dose of {} Gy is not plausible", dose),
                             "the range is 0 to 500 Gy", "check the unit: the column is in Gy");
        if (volume < 0.0 || volume > 1.0 + 1e-9)
            return csv.error(line, fmt::format("a volume fraction of {}", volume),
                             "it is a share between 0 and 1", "divide percent by 100");
        if (i > 0 && dose <= table.dose_gy[i - 1])
            return csv.error(line, "the dose does not rise", "a cumulative DVH goes from low to high dose");
        if (i > 0 && volume > table.volume_fraction[i - 1] + 1e-9)
            return csv.error(line, "the volume rises", "a cumulative DVH never rises",
                             "give the cumulative, not the differential histogram");
    }
    if (table.dose_gy.empty()) return csv.error(0, "no rows", "the curve is empty");
    if (table.volume_fraction.front() < 0.999)
        return csv.error(
            csv.rows[0].line, fmt::format("the curve begins at {}", table.volume_fraction.front()),
            "all of the volume receives at least 0 Gy", "begin with dose 0 and volume fraction 1");
    return {};
}

Result<patient::OrganDvhTable> read_table(const fs::path& path, patient::Warnings& warnings) {
    patient::OrganDvhTable table;
    table.name = path.stem().string();
    ABSCOPE_TRY(table.role, role_of(path));
    ABSCOPE_TRY(const auto csv, io::read_csv(path));
    const auto has = [&](const char* name) {
        return std::find(csv.header.begin(), csv.header.end(), name) != csv.header.end();
    };
    const bool hedos = has("dose_bins") && has("coverage");
    if (!hedos && !has("dose_gy"))
        return csv.error(1, "no column 'dose_gy'",
                         "the header is neither dose_gy,volume_fraction nor HEDOS's dose_bins,coverage",
                         "name the columns dose_gy,volume_fraction");
    ABSCOPE_TRY(table.dose_gy, csv.numbers(hedos ? "dose_bins" : "dose_gy"));
    ABSCOPE_TRY(table.volume_fraction, csv.numbers(hedos ? "coverage" : "volume_fraction"));
    if (hedos) {
        for (auto& volume : table.volume_fraction) volume /= 100.0;
        warnings.push_back(
            {"dvh-hedos",
             "'" + path.filename().string() +
                 "' has HEDOS's header: dose_bins taken as Gy of the course, coverage as percent"});
    }
    ABSCOPE_CHECK_OK(check_curve(csv, table));
    return table;
}

}  // namespace

Result<DvhFolder> read_dvh_folder(const fs::path& folder) {
    DvhFolder out;
    std::error_code code;
    for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
        if (it->path().extension() == ".csv") out.files.push_back(it->path());
    if (code)
        return bad_input("'" + folder.string() + "' cannot be read", code.message(),
                         "check the path and its permissions");
    if (out.files.empty())
        return bad_input("'" + folder.string() + "' holds no .csv file", "one DVH table an organ is wanted",
                         "see docs/formats/case-file.md");
    std::sort(out.files.begin(), out.files.end());
    for (const auto& path : out.files) {
        ABSCOPE_TRY(auto table, read_table(path, out.warnings));
        const auto same = [&](const auto& other) { return other.role == table.role; };
        if (const auto other = std::find_if(out.tables.begin(), out.tables.end(), same);
            other != out.tables.end())
            return bad_input("'" + path.string() + "' is a second table for " +
                                 std::string(patient::role_name(table.role)),
                             "the first is '" + other->name + "'", "keep one of them");
        out.tables.push_back(std::move(table));
    }
    return out;
}

}  // namespace abscope::study
