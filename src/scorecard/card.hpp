// A scorecard as data: arms (regimens with names), and rows that measure and compare them. Belongs to scorecard.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/document.hpp"
#include "immune/regimen.hpp"

namespace abscope::scorecard {

/// One simulated group: what is done to the standard body, and what is special about it.
struct Arm {
    std::string name;
    immune::Regimen regimen;
    std::string tumour;         ///< override of the parameter set; empty: none
    int special_lesion = -1;    ///< lesion whose parameters are replaced; -1: none
    std::vector<std::pair<std::string, double>> special;  ///< parameter and its value there
    double until_day = 25.0;    ///< [d]
};

/// What is computed from an arm's trajectory; docs/methods/twin.md defines each.
enum class Measure {
    interferon_area,
    volume0_day25,
    volume1_day25,
    volume0_day30,
    pdl1_peak_day,
    pdl1_remaining_day7,
    pdl1_fold,
    cd8_share_day14,
    dendritic_peak_day,
    chemokine_rise_day3,
    hypoxic_share_day7,
    effector_exposure,
    treg_density_day10,
    treg_day10,
    effectors_day10,
    lymphopenia,
    cohort_response_high_alc,
    cohort_response_low_alc,
    cohort_response_ratio,
    cohort_nlr_ratio,
};

enum class Pick { largest, smallest };

struct Row {
    std::string id, behaviour, observable, reference;
    Measure measure = Measure::interferon_area;
    std::vector<int> over, under;   ///< arms; value = pick(over)/pick(under), or pick(over)
    Pick pick = Pick::largest;
    double gy = 0.0;                ///< lymphopenia only: dose of a fraction [Gy]
    int fractions = 0;              ///< lymphopenia only
    std::optional<double> low, high;
    std::string kind;               ///< "fitted" or "predicted"
    bool contested = false;
    double started = 0.0;           ///< value before any fit
    double specified = 0.0;         ///< value that the source of the parameters states
    std::optional<double> held_out; ///< value when the row's group was left out of the fit
    std::string held_out_verdict;   ///< "predicted", "missed", or empty
    std::string fold;
};

struct Spread {
    std::string parameter;
    double log_sd = 0.0;            ///< of ln [-]
    std::optional<double> median;   ///< replaces the value
};

/// Virtual patients and how their response is judged.
struct Cohort {
    int patients = 0;
    int treated = -1, control = -1; ///< arms
    double response_ratio = 0.5;    ///< response: volume below this share of the control's [-]
    double response_width = 0.12;   ///< of ln ratio [-]
    double alc_split = 1.3;         ///< [1e3/uL]
    double alc_width = 0.03;        ///< of ln [-]
    std::vector<Spread> spread;
};

struct Card {
    std::string model;
    std::vector<double> cells;      ///< of each lesion at the start [1e6]
    double start_day = -10.0;       ///< [d]
    std::vector<Arm> arms;
    std::vector<Row> rows;
    Cohort cohort;
};

/// Reads a card; every arm that a row names must exist.
Result<Card> read_card(const Document& document);

}  // namespace abscope::scorecard
