// From the name of a card to its parts.
#include "scorecard/assembly.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/embedded.hpp"
#include "io/toml.hpp"
#include "scorecard/clinical_score.hpp"
#include "scorecard/variant.hpp"

namespace abscope::scorecard {

namespace {

Result<Document> embedded_toml(std::string_view name) { return io::parse_toml(core::embedded_file(name), std::string(name)); }

std::vector<std::string> comments_of(std::string_view text) {
    std::vector<std::string> lines;
    while (text.starts_with("#")) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto from = std::min<std::size_t>(2, end);
        lines.emplace_back(text.substr(from, end - from));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// A card, or a variant of a built-in one.
Result<Card> read_any_card(const Document& document) {
    const auto base = base_of(document);
    if (!base) return read_card(document);
    const auto& cards = built_in_cards();
    const auto at = std::find_if(cards.begin(), cards.end(), [&](const CardFiles& files) { return files.name == *base; });
    if (at == cards.end()) return document.error(fmt::format("no built-in card '{}'", *base), "a variant changes a built-in card");
    ABSCOPE_TRY(const auto file, embedded_toml(at->card));
    if (base_of(file)) return document.error(fmt::format("'{}' is a variant itself", *base), "a variant changes a card of its own rows");
    ABSCOPE_TRY(auto card, read_card(file));
    return read_variant(document, std::move(card));
}

Result<void> add_fits(const CardFiles& files, Assembly& out) {
    if (core::has_embedded_file(files.ensemble)) {
        const auto text = core::embedded_file(files.ensemble);
        ABSCOPE_TRY(const auto table, io::parse_csv(text, std::string(files.ensemble)));
        ABSCOPE_TRY(out.ensemble, read_ensemble(table, out.set));
        out.ensemble_header = comments_of(text);
    }
    if (core::has_embedded_file(files.held_out)) {
        const auto text = core::embedded_file(files.held_out);
        ABSCOPE_TRY(const auto table, io::parse_csv(text, std::string(files.held_out)));
        ABSCOPE_TRY(out.held_out, read_held_out(table, out.card));
        out.held_out_header = comments_of(text);
    }
    return {};
}

}  // namespace

const std::vector<CardFiles>& built_in_cards() {
    static const std::vector<CardFiles> cards{
        {"mouse", "scorecard_t2.toml", "immune/models/t2/parameters.toml", "ensemble_t2.csv", "held_out_t2.csv", "scorecard.md"},
        {"mouse-extended", "scorecard_extended.toml", "immune/models/t2/extended.toml", "ensemble_extended.csv", "held_out_extended.csv",
         "scorecard_extended.md"},
        {"human", "scorecard_human.toml", "immune/models/t2/human.toml", "ensemble_human.csv", "held_out_human.csv", "scorecard_human.md"}};
    return cards;
}

Result<Assembly> load_assembly(const std::string& name_or_file) {
    const auto& cards = built_in_cards();
    const auto at = std::find_if(cards.begin(), cards.end(), [&](const CardFiles& files) { return files.name == name_or_file; });
    const bool built_in = at != cards.end() && core::has_embedded_file(at->card);
    if (!built_in && !name_or_file.ends_with(".toml")) {
        std::vector<std::string_view> names;
        for (const auto& files : cards) names.push_back(files.name);
        return bad_input(fmt::format("no card '{}'", name_or_file), "a card is built in or a .toml file",
                         fmt::format("built in: {}", fmt::join(names, ", ")));
    }
    Assembly out;
    ABSCOPE_TRY(const auto document, built_in ? embedded_toml(at->card) : io::read_toml(name_or_file));
    ABSCOPE_TRY(out.card, read_any_card(document));
    const std::string_view like = built_in ? at->name : out.card.population ? "human" : "mouse";
    const auto files = std::find_if(cards.begin(), cards.end(), [&](const CardFiles& other) { return other.name == like; });
    ABSCOPE_TRY(const auto parameters, embedded_toml(files->parameters));
    ABSCOPE_TRY(out.set, immune::t2::read_parameters(parameters));
    if (built_in) ABSCOPE_CHECK_OK(add_fits(*at, out));
    return out;
}

Result<Scored> score_assembly(const Assembly& assembly, int members) {
    Scored out;
    if (assembly.card.population) {
        constexpr int resamples = 200;
        auto clinical = clinical_score(assembly.card, calibrated_values(assembly.set), members > 0 ? members : resamples);
        out.point = judge_all(assembly.card, clinical.values);
        if (members >= 0) out.ensemble = std::move(clinical.spread);
        return out;
    }
    out.point = score(assembly.card, calibrated_values(assembly.set));
    if (!assembly.ensemble || members < 0) return out;
    Ensemble some = *assembly.ensemble;
    if (members > 0 && static_cast<std::size_t>(members) < some.size()) some.members.resize(static_cast<std::size_t>(members));
    ABSCOPE_TRY(out.ensemble, score_ensemble(assembly.card, assembly.set, some));
    return out;
}

}  // namespace abscope::scorecard
