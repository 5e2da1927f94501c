// Clinical cards: arms that are given to virtual patients, and the questions that their rows ask. Belongs to scorecard.
#pragma once

#include "scorecard/card.hpp"

namespace abscope::scorecard {

/// Reads `population`, `settings` (lesions that arms share) and `arms` (lesions, radiotherapy, drugs) into the card. Unknown
/// drugs, lesions and settings are refused with their place.
Result<void> read_clinic(const Document& document, Card& card);

/// Reads what a clinical measure needs: one arm above, at most one below, `from_day`, `at_day`, `lesion`, `split`.
Result<void> read_question(const Card& card, const Node& node, Row& row);

}  // namespace abscope::scorecard
