// A card made from another one: the same arms and rows, another name, other targets, other known gaps. Belongs to scorecard.
#pragma once

#include "core/document.hpp"
#include "scorecard/card.hpp"

namespace abscope::scorecard {

/// The name of the built-in card that a document changes, or nothing where it is a card of its own.
std::optional<std::string> base_of(const Document& document);

/// `base` with the document's name, calibration and changes: kind, fold and known gap of rows, each row at most once. What the base
/// says of its own parameters (known gaps, values before the fit and as specified) is dropped. A row that the base lacks is an error.
Result<Card> read_variant(const Document& document, Card base);

}  // namespace abscope::scorecard
