// Changes to the rows of a card.
#include "scorecard/variant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace abscope::scorecard {

namespace {

void forget_parameters(Row& row) {
    row.known_gap.clear();
    row.started.reset();
    row.specified.reset();
    row.held_out.reset();
    row.held_out_verdict.clear();
}

Result<void> change(const Node& node, Row& row) {
    ABSCOPE_TRY(row.kind, node.text_or("kind", row.kind));
    if (row.kind != "fitted" && row.kind != "predicted") {
        return node.error(fmt::format("kind of row {} is '{}'", row.id, row.kind), "it is 'fitted' or 'predicted'");
    }
    ABSCOPE_TRY(row.fold, node.text_or("fold", row.fold));
    ABSCOPE_TRY(row.known_gap, node.text_or("known_gap", ""));
    return {};
}

}  // namespace

std::optional<std::string> base_of(const Document& document) {
    const Node* base = document.find("base");
    if (!base) return std::nullopt;
    const auto name = base->as_text();
    return name.ok() ? std::optional(*name) : std::nullopt;
}

Result<Card> read_variant(const Document& document, Card base) {
    ABSCOPE_CHECK_OK(document.only_known_keys({"name", "base", "calibration", "changes"}));
    ABSCOPE_TRY(base.name, document.text("name"));
    ABSCOPE_CHECK_OK(read_calibration(document, base.calibration));
    for (auto& row : base.rows) forget_parameters(row);
    const Node* changes = document.find("changes");
    if (!changes) return base;
    std::set<std::string> changed;
    for (const auto& item : changes->items()) {
        ABSCOPE_CHECK_OK(item.only_known_keys({"row", "kind", "fold", "known_gap"}));
        ABSCOPE_TRY(const auto id, item.text("row"));
        const auto at = std::find_if(base.rows.begin(), base.rows.end(), [&](const Row& row) { return row.id == id; });
        if (at == base.rows.end()) return item.error(fmt::format("no row '{}'", id), "a change names a row of the base");
        if (!changed.insert(id).second) return item.error(fmt::format("row '{}' is changed twice", id));
        ABSCOPE_CHECK_OK(change(item, *at));
    }
    return base;
}

}  // namespace abscope::scorecard
