// The dose–immune window hypothesis as a table of named, sourced numbers: boundaries, weights, checkpoint drugs, modulators,
// conflicts. Values stand in data/windows_rules.toml; their reading in docs/methods/windows.md. Review: [@chen2026].
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/document.hpp"

namespace abscope::windows {

/// In the order of the hypothesis; names are fixed (class_name).
enum class WindowClass { low_dose, gray, hypofractionated, hypofractionated_optimal, trex1_attenuated, conventional, unclassified };

/// "I", "gray", "II", "II-optimal", "TREX1-attenuated", "III", "unclassified".
std::string_view class_name(WindowClass window);
/// Every class, in declaration order.
const std::vector<WindowClass>& all_classes();

/// Where checkpoint inhibition stands relative to one radiotherapy block.
enum class IciTiming { none, concurrent, sequential };
std::string_view timing_name(IciTiming timing);

/// One number of the hypothesis with its source.
struct Boundary {
    std::string name;
    double value = 0.0;               ///< [`unit`]
    std::string unit;                 ///< "Gy", "d", "1"
    std::string statement;            ///< what it says, in our words
    std::vector<std::string> sources; ///< ids of data/evidence entries; empty: our own choice
    std::string choice;               ///< where the number is ours: why it is what it is
};

/// What shifts a window in the hypothesis. The hypothesis gives none a size: each has zero effect on class and score. Where `in_twin`,
/// the twin's map has an input for it whose default changes nothing (modulators.hpp).
struct Modulator {
    std::string id, group, text;
    std::vector<std::string> sources;
    bool in_twin = false;  ///< false: an input flag only
    std::string size;      ///< what the twin's input is, or why there is none
};

/// Evidence that does not fit a class.
struct Conflict {
    std::string id;
    std::vector<WindowClass> classes;  ///< classes it is shown with
    std::string text;                  ///< both sides, in our words
    std::vector<std::string> sources;
};

/// A checkpoint inhibitor the concurrency rule knows.
struct CheckpointDrug {
    std::string name, target;  ///< "durvalumab", "PD-L1"
};

struct WindowRules {
    double shoulder = 0.0;             ///< relative width over which membership falls to 0 outside a window [-]
    std::vector<Boundary> boundaries;
    std::vector<Boundary> weights;     ///< one a class that has one; conventional_concurrent and conventional_other for III
    std::vector<Modulator> modulators;
    std::vector<Conflict> conflicts;
    std::vector<CheckpointDrug> drugs;

    /// The boundary of that name; asking for one that does not exist is a bug (read_rules checks that all are there).
    const Boundary& boundary(std::string_view name) const;
    const Boundary& weight(std::string_view name) const;
    bool is_checkpoint_inhibitor(std::string_view drug) const;
};

/// Reads and checks a rules document: every boundary once, in order, each with a source or a stated choice.
Result<WindowRules> read_rules(const Document& document);
/// The rules that travel with the program.
const WindowRules& embedded_rules();

}  // namespace abscope::windows
