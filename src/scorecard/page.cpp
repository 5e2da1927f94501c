// Markdown of the scorecard.
#include "scorecard/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace abscope::scorecard {

namespace {

std::string share_text(double share) { return fmt::format("{:.0f} %", 100.0 * share); }

const HeldOutRow* held_out_of(const Assembly& assembly, const std::string& id) {
    const auto at = std::find_if(assembly.held_out.begin(), assembly.held_out.end(), [&](const auto& row) { return row.id == id; });
    return at == assembly.held_out.end() ? nullptr : &*at;
}

// A cell of a Markdown table cannot contain a bar.
std::string cell(std::string text) {
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\|");
    return text;
}

std::string held_out_cell(const Assembly& assembly, const Row& row) {
    if (row.kind == "predicted") return "never fitted";
    const auto* held = held_out_of(assembly, row.id);
    if (!held) return row.fold.empty() ? "in every fit" : "–";
    return fmt::format("{} {} ({})", short_number(held->median), held->median_holds ? "predicted" : "missed", share_text(held->share));
}

std::string row_line(const Assembly& assembly, const Scored& scored, std::size_t i) {
    const Row& row = assembly.card.rows[i];
    const auto& point = scored.point.rows[i];
    std::string line = fmt::format("| {} | {} | {} | {} | {} |", row.id, cell(row.behaviour), band_text(row.low, row.high),
                                   short_number(point.ours), verdict_name(point.verdict));
    if (scored.ensemble) {
        const auto& spread = scored.ensemble->rows[i];
        line += fmt::format(" {} ({} to {}) | {} |", short_number(spread.median), short_number(spread.q05), short_number(spread.q95),
                            share_text(spread.share));
    }
    if (assembly.card.population && assembly.held_out.empty()) {
        return line + fmt::format(" {} | {} |\n", row.contested ? row.kind + ", contested" : row.kind, cell(row.reference));
    }
    return line + fmt::format(" {} | {} | {} |\n", held_out_cell(assembly, row), row.contested ? row.kind + ", contested" : row.kind,
                              cell(row.reference));
}

std::string rows_table(const Assembly& assembly, const Scored& scored) {
    const bool clinical = assembly.card.population.has_value();
    const bool held = !clinical || !assembly.held_out.empty();
    std::string text = "| id | behaviour | band | ours | verdict |";
    if (scored.ensemble) text += clinical ? " cohorts: median (5 to 95 %) | cohorts that hold |" : " ensemble median (5 to 95 %) | members that hold |";
    if (held) text += " held out: median, verdict (share) |";
    text += " kind | reference |\n|---|---|---|---|---|";
    if (scored.ensemble) text += "---|---|";
    text += held ? "---|---|---|\n" : "---|---|\n";
    for (std::size_t i = 0; i < assembly.card.rows.size(); ++i) text += row_line(assembly, scored, i);
    return text;
}

std::string clinical_summary(const Assembly& assembly, const Scored& scored) {
    int fitted = 0, hold = 0;
    for (std::size_t i = 0; i < assembly.card.rows.size(); ++i) {
        if (assembly.card.rows[i].kind != "fitted") continue;
        ++fitted;
        hold += scored.point.rows[i].verdict == Verdict::pass;
    }
    return fmt::format("- Of the {} rows that were targets of the fit, {} hold.\n", fitted, hold);
}

std::string summary(const Assembly& assembly, const Scored& scored) {
    std::string text = fmt::format("- The calibrated point: **{} rows pass, {} fail, {} are known gaps**, of {}.\n", scored.point.passed,
                                   scored.point.failed, scored.point.known_gaps, scored.point.rows.size());
    if (assembly.card.population) text += clinical_summary(assembly, scored);
    else if (scored.ensemble) {
        const auto& e = *scored.ensemble;
        text += fmt::format("- The ensemble of {} members: the median member holds **{} of {}** fitted rows; the median value lies in "
                            "its band in {} of {}.\n",
                            e.passed.size(), e.median_passed, e.fitted_rows, e.rows_held_by_median, e.fitted_rows);
    }
    if (!assembly.held_out.empty()) {
        const auto n = count(assembly.held_out);
        text += fmt::format("- Left out of the fit in groups, **{} of {} rows ({:.0f} %) are predicted** by the median of the fold's "
                            "chain ({} by its best set, {} before any fit).\n",
                            n.median, n.rows, 100.0 * n.median / n.rows, n.fitted, n.unfitted);
    }
    int never = 0, hold = 0;
    for (std::size_t i = 0; i < assembly.card.rows.size(); ++i) {
        if (assembly.card.rows[i].kind != "predicted") continue;
        ++never;
        hold += scored.point.rows[i].verdict == Verdict::pass;
    }
    return text + fmt::format("- Of the {} rows that no fit has seen, {} hold at the calibrated point.\n", never, hold);
}

std::string contests_section(const Scored& scored) {
    if (!scored.ensemble || scored.ensemble->contests.empty()) return {};
    std::string text = "\n## Contested questions\n\nWhere the literature disagrees the answer is a distribution over the ensemble: both "
                       "sides, and how many members stand on each.\n\n"
                       "| question | value: 5, 25, 50, 75, 95 % | side | members |\n|---|---|---|---|\n";
    for (const auto& contest : scored.ensemble->contests) {
        const auto& v = contest.value;
        const auto values = fmt::format("{}, {}, {}, {}, {}", short_number(v.q05), short_number(v.q25), short_number(v.median),
                                        short_number(v.q75), short_number(v.q95));
        bool first = true;
        for (const auto& side : contest.sides) {
            text += fmt::format("| {} | {} | {} ({}) | {} |\n", first ? cell(contest.question) : "", first ? values : "",
                                cell(side.claim), cell(side.reference), share_text(side.share));
            first = false;
        }
    }
    return text;
}

std::string gaps_section(const Assembly& assembly, const Scored& scored) {
    std::string text = "\n## Known gaps\n\n| id | behaviour | band | ours | why |\n|---|---|---|---|---|\n";
    for (std::size_t i = 0; i < assembly.card.rows.size(); ++i) {
        const Row& row = assembly.card.rows[i];
        if (row.known_gap.empty()) continue;
        const bool open = scored.point.rows[i].verdict == Verdict::known_gap;
        text += fmt::format("| {} | {} | {} | {} | {} |\n", row.id, cell(row.behaviour), band_text(row.low, row.high),
                            short_number(scored.point.rows[i].ours) + (open ? "" : " (closed)"), cell(row.known_gap));
    }
    return text;
}

std::string provenance_section(const char* title, const std::vector<std::string>& header) {
    if (header.empty()) return {};
    std::string text = fmt::format("\n## {}\n\n```\n", title);
    for (const auto& line : header) text += line + "\n";
    return text + "```\n";
}

}  // namespace

std::string short_number(double value) { return std::isfinite(value) ? fmt::format("{:.3g}", value) : "–"; }

std::string compact_table(const Assembly& assembly, const Scored& scored) {
    std::string text = "| row | behaviour | reference | band | ours | verdict | kind |\n|---|---|---|---|---|---|---|\n";
    for (std::size_t i = 0; i < assembly.card.rows.size(); ++i) {
        const Row& row = assembly.card.rows[i];
        text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", row.id, cell(row.behaviour), cell(row.reference),
                            band_text(row.low, row.high), short_number(scored.point.rows[i].ours),
                            verdict_name(scored.point.rows[i].verdict), row.kind);
    }
    return text;
}

std::optional<std::string> with_table(const std::string& page, const Assembly& assembly, const Scored& scored) {
    const std::string begin = fmt::format("<!-- abscope scorecard --card {} -->\n", assembly.card.name);
    const std::string end = "<!-- end of the scorecard -->";
    const auto from = page.find(begin);
    const auto until = from == std::string::npos ? from : page.find(end, from);
    if (until == std::string::npos) return std::nullopt;
    return page.substr(0, from + begin.size()) + compact_table(assembly, scored) + page.substr(until);
}

namespace {

constexpr std::string_view mouse_words =
    "*ours* is the calibrated point. *members that hold* is the share of the ensemble whose value lies in the band. *held out*\n"
    "is what came out when the row's group was left out of the fit: the median over the chain of that fit, whether it lies in\n"
    "the band, and the share of the chain that does. A *fitted* row was a target of the calibration: that it passes is not\n"
    "evidence; its held-out value is. A *predicted* row was written before the ensemble and no fit has seen it. A *known gap*\n"
    "is a row that fails, with its number and the reason.\n\n";

constexpr std::string_view human_words =
    "*ours* is the value over {} virtual patients, the same in every arm. *cohorts* are {} cohorts of that size drawn from them with\n"
    "replacement (bootstrap): they say how sure the number is for so many patients, not how sure the model is. A *fitted* row was\n"
    "a target of the calibration: that it passes is not evidence. A *predicted* row has been seen by no fit. A *known gap* is a row\n"
    "that fails, with its number and the reason. The settings (volumes, dose to nodes, dates) are ours and count as free choices.\n\n";

std::string heading(const Assembly& assembly, const Scored& scored) {
    const bool clinical = assembly.card.population.has_value();
    const auto& cards = built_in_cards();
    const auto files = std::find_if(cards.begin(), cards.end(), [&](const CardFiles& f) { return f.name == assembly.card.name; });
    const bool built_in = files != cards.end();
    auto text = fmt::format("# Scorecard of the immune twin: {0}\n\n"
                            "Made by `abscope scorecard --card {0} --out docs/methods/{1}`; a test fails when this page is stale. What the\n"
                            "measures are stands in the card (`data/{2}`), how {3}\n[calibration](calibration.md).\n\n",
                            assembly.card.name, built_in ? files->page : "scorecard.md", built_in ? files->card : "scorecard_t2.toml",
                            clinical ? "the set was fitted in" : "the ensemble and the held-out values are made in");
    if (!clinical) return text + std::string(mouse_words);
    return text + fmt::format(human_words, assembly.card.population->patients, scored.ensemble ? scored.ensemble->passed.size() : 0);
}

}  // namespace

std::string page_text(const Assembly& assembly, const Scored& scored) {
    std::string text = heading(assembly, scored);
    text += summary(assembly, scored) + "\n## Rows\n\n" + rows_table(assembly, scored);
    text += contests_section(scored) + gaps_section(assembly, scored);
    text += provenance_section("How the ensemble was made", assembly.ensemble_header);
    text += provenance_section("How the held-out values were made", assembly.held_out_header);
    return text;
}

}  // namespace abscope::scorecard
