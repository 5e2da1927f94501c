// From rows to subjects, with the line of every mistake.
#include "fit/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "immune/models/t2/states.hpp"

namespace abscope::fit {

namespace {

constexpr int most_lesions = 20;

Error mistake(const io::NonmemTable& table, int line, std::string problem, std::string why = {}, std::string suggestion = {}) {
    return bad_input(fmt::format("{}:{}: {}", table.file, line, problem), std::move(why), std::move(suggestion));
}

// The number at the end of "RT1", "VOLUME0"; 0 for none, −1 for what is no index.
int index_after(std::string_view text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return -1;
    text.remove_prefix(prefix.size());
    if (text.empty()) return 0;
    int index = -1;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), index);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() && index < most_lesions ? index : -1;
}

std::vector<double> only(int index, double value) {
    std::vector<double> list(static_cast<std::size_t>(index) + 1, 0.0);
    list.back() = value;
    return list;
}

struct Reader {
    const io::NonmemTable& table;
    Dataset out;

    Result<void> run() {
        out.file = table.file;
        for (const auto& row : table.rows) {
            if (out.subjects.empty() || out.subjects.back().id != row.id) {
                out.subjects.push_back({row.id, {}, {}, {}, row.time_day, row.time_day});
            }
            Subject& subject = out.subjects.back();
            subject.end_day = row.time_day;
            ABSCOPE_CHECK_OK(row.is_dose ? give(row, subject) : observe(row, subject));
        }
        if (out.subjects.empty()) return bad_input(table.file + " has no record", "there is nothing to fit");
        for (auto& subject : out.subjects) ABSCOPE_CHECK_OK(finish(subject));
        if (out.observations() == 0) {
            return bad_input(table.file + " has no observation to fit", "the first volume of a lesion is where its course begins",
                             "add rows with EVID 0, MDV 0 and a DV");
        }
        return {};
    }

    Result<void> observe(const io::NonmemRow& row, Subject& subject) {
        if (std::isnan(row.observed)) return {};
        if (row.observed < 0.0) {
            return mistake(table, row.line, fmt::format("DV is {}", row.observed), "no measured quantity is negative");
        }
        const int lesion = index_after(row.compartment, "VOLUME");
        const bool whole_body = row.compartment == "ALC" || row.compartment == "NEU" || row.compartment == "CTDNA";
        const auto state = immune::t2::find_state(immune::t2::one_node_each(most_lesions), row.compartment);
        if (lesion < 0 && !whole_body && state < 0) {
            return mistake(table, row.line, fmt::format("nothing is measured in CMT '{}'", row.compartment),
                           "VOLUME0, VOLUME1, ALC, NEU, CTDNA or a state such as P[0]");
        }
        const auto bracket = row.compartment.find('[');
        const int of_state = bracket == std::string::npos ? -1 : std::atoi(row.compartment.c_str() + bracket + 1);
        out.lesions = std::max({out.lesions, lesion + 1, of_state + 1});
        const std::string name = lesion >= 0 ? fmt::format("VOLUME{}", lesion) : row.compartment;
        subject.observations.push_back({row.time_day, name, row.observed, row.line});
        return {};
    }

    Result<void> give(const io::NonmemRow& row, Subject& subject) {
        const std::string& where = row.compartment;
        const int node = index_after(where, "RT_NODE"), lesion = node < 0 ? index_after(where, "RT") : -1;
        if (lesion >= 0 || node >= 0) {
            if (row.amount > 1000.0) {
                return mistake(table, row.line, fmt::format("a fraction of {} Gy", row.amount), "at most 1000 Gy", "check the unit");
            }
            immune::Fraction fraction;
            if (lesion >= 0) fraction.lesion_gy = only(lesion, row.amount);
            if (node >= 0) fraction.node_gy = only(node, row.amount);
            out.lesions = std::max({out.lesions, lesion + 1, node + 1});
            subject.regimen.push_back({row.time_day, fraction});
            return {};
        }
        const auto agent = immune::find_agent(where);
        if (!agent || static_cast<int>(*agent) >= immune::core_agent_count) {
            return mistake(table, row.line, fmt::format("no dose goes to CMT '{}'", where), "RT, RT1, RT_NODE0 or an agent such as anti_pd1");
        }
        subject.regimen.push_back({row.time_day, immune::Administration{*agent, row.amount}});
        return {};
    }

    // The first volume of a lesion, if it stands at the first record, is where the course begins; else the card's default.
    Result<void> finish(Subject& subject) const {
        subject.initial_mm3.assign(static_cast<std::size_t>(out.lesions), 0.0);
        for (int lesion = 0; lesion < out.lesions; ++lesion) {
            const auto name = fmt::format("VOLUME{}", lesion);
            const auto first = std::find_if(subject.observations.begin(), subject.observations.end(), [&](const Observation& o) { return o.what == name; });
            if (first == subject.observations.end()) continue;
            if (first->time_day > subject.start_day) {
                return mistake(table, first->line, fmt::format("subject {}: {} is first measured on day {}", subject.id, name, first->time_day),
                                   fmt::format("its first record is of day {}", subject.start_day), "begin with the volumes");
            }
            if (!(first->value > 0.0)) return mistake(table, first->line, "a lesion that begins at 0 mm3", "growth needs a cell to begin with");
            subject.initial_mm3[static_cast<std::size_t>(lesion)] = first->value;
            subject.observations.erase(first);
        }
        return {};
    }
};

}  // namespace

std::size_t Dataset::observations() const {
    std::size_t count = 0;
    for (const auto& subject : subjects) count += subject.observations.size();
    return count;
}

Result<Dataset> read_dataset(const io::NonmemTable& table) {
    Reader reader{table, {}};
    ABSCOPE_CHECK_OK(reader.run());
    return std::move(reader.out);
}

}  // namespace abscope::fit
