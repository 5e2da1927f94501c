// Opening the embedded tables of toxicity and evidence. Belongs to study.
#include "study/decision_tables.hpp"

#include <string>

#include "core/embedded.hpp"
#include "io/toml.hpp"

namespace abscope::study {

namespace {

/// A table of ours that cannot be read is a bug of ours.
template <class Read>
auto opened(const char* name, const Read& read) {
    const auto document = io::parse_toml(core::embedded_file(name), name);
    ABSCOPE_EXPECT(document.ok());
    auto table = read(*document);
    ABSCOPE_EXPECT(table.ok());
    return std::move(table).value();
}

}  // namespace

const std::vector<toxicity::OrganModel>& organ_models() {
    static const auto models = opened("toxicity_ntcp.toml", toxicity::read_organ_models);
    return models;
}

const toxicity::HoldRules& hold_rules() {
    static const auto rules = opened("toxicity_hold_rules.toml", toxicity::HoldRules::read);
    return rules;
}

const std::vector<toxicity::NodalSource>& nodal_sources() {
    static const auto sources = opened("toxicity_nodal.toml", toxicity::read_nodal_sources);
    return sources;
}

const std::vector<toxicity::BaseRate>& base_rates() {
    static const auto rates = opened("toxicity_base_rates.toml", toxicity::read_base_rates);
    return rates;
}

const toxicity::OnsetTable& onset_table() {
    static const auto table = opened("toxicity_onset.toml", toxicity::read_onsets);
    return table;
}

const std::vector<schedule::SequenceRule>& sequence_rules() {
    static const auto rules = opened("sequence_rules.toml", schedule::read_sequence_rules);
    return rules;
}

const schedule::Limits& schedule_limits() {
    static const auto limits = opened("oar_limits.toml", schedule::read_limits);
    return limits;
}

const std::vector<evidence::LedgerConflict>& conflict_ledger() {
    static const auto ledger =
        opened("evidence/conflicts.toml", [](const Document& document) { return evidence::read_conflicts(document, evidence_entries()); });
    return ledger;
}

const evidence::Evidence& evidence_entries() {
    static const auto entries = [] {
        evidence::Evidence all;
        for (const char* name : {"evidence/claims.toml", "evidence/trials.toml"}) {
            const auto document = io::parse_toml(core::embedded_file(name), name);
            ABSCOPE_EXPECT(document.ok());
            const auto added = all.add(*document);
            ABSCOPE_EXPECT(added.ok());
        }
        return all;
    }();
    return entries;
}

}  // namespace abscope::study
