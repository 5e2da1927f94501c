// A card with everything that belongs to it: parameters, the ensemble, what was held out. Belongs to scorecard.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "immune/models/t2/parameters.hpp"
#include "scorecard/ensemble.hpp"
#include "scorecard/held_out.hpp"

namespace abscope::scorecard {

/// The files of one built-in card, by their embedded names; a file that is not built in counts as absent.
struct CardFiles {
    std::string_view name;         ///< "mouse", "human"
    std::string_view card, parameters, ensemble, held_out;
    std::string_view page;         ///< in docs/methods
};
/// The built-in cards.
const std::vector<CardFiles>& built_in_cards();

/// What a scorecard is computed and shown from.
struct Assembly {
    Card card;
    immune::t2::ParameterSet set;
    std::optional<Ensemble> ensemble;
    std::vector<std::string> ensemble_header;  ///< comment lines of its file: how it was made
    std::vector<HeldOutRow> held_out;
    std::vector<std::string> held_out_header;
};

/// A built-in card by its name, or a card file of the user's with the parameters of the built-in one of its model.
Result<Assembly> load_assembly(const std::string& name_or_file);

/// The card scored: the calibrated point, and the ensemble where there is one; of a clinical card resampled cohorts.
struct Scored {
    Score point;
    std::optional<EnsembleScore> ensemble;
};
/// Uses the first `members` of the ensemble, or that many resampled cohorts; 0: all (200 cohorts), negative: none.
Result<Scored> score_assembly(const Assembly& assembly, int members = 0);

}  // namespace abscope::scorecard
