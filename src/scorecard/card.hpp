// A scorecard as data: arms (regimens with names), and rows that measure and compare them. Belongs to scorecard.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/document.hpp"
#include "immune/regimen.hpp"
#include "twin/scenario.hpp"

namespace abscope::scorecard {

/// One simulated group: what is done to the standard body, or to every virtual patient, and what is special about it.
struct Arm {
    std::string name;
    immune::Regimen regimen;
    std::optional<twin::Scenario> scenario;  ///< of a clinical card: lesions and treatment; takes the place of `regimen`
    std::string tumour;         ///< override of the parameter set; empty: none
    int special_lesion = -1;    ///< lesion whose parameters are replaced; -1: every lesion
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
    volume1_day30,
    volume1_day50,
    cd8_day1,
    cd8_day10,
    chemokine_area_per_gy,
    parameter,
    lymphopenia,
    lymphopenia_later,
    cohort_response_high_alc,
    cohort_response_low_alc,
    cohort_response_ratio,
    cohort_nlr_ratio,
    cohort_response_high_later_alc,
    cohort_response_low_later_alc,
    median_months,       // from here on: of a clinical card's virtual patients
    progression_free,
    response,
    lesion_response,
    lesion_failure,
    lymphocyte_nadir,
    lymphopenia_share,
    response_ratio_alc,
    myeloid_share,
    doubling_day,
};

/// Whether a measure is one of a clinical card.
constexpr bool is_clinical(Measure measure) { return measure >= Measure::median_months; }

/// What a clinical measure needs to know beside its arm.
struct Question {
    double from_day = 0.0;  ///< the reference scan, e.g. the day of randomisation [d]
    double at_day = 0.0;    ///< when it is judged [d]; 0: the end of the arm
    int lesion = -1;        ///< -1: all that are followed
    double split = 0.0;     ///< lymphocytes that divide, or are too few [1e9/L]
};

enum class Pick { largest, smallest };
/// How the two sides of a row become one value.
enum class Combine { ratio, difference };

struct Row {
    std::string id, behaviour, observable, reference;
    Measure measure = Measure::interferon_area;
    std::vector<int> over, under;   ///< arms; value = pick(over)/pick(under), or pick(over)
    Pick pick = Pick::largest;
    Combine combine = Combine::ratio;
    std::string parameter, tumour;  ///< parameter only: which value of which set
    double gy = 0.0;                ///< lymphopenia only: dose of a fraction [Gy]
    int fractions = 0;              ///< lymphopenia only
    Question question;              ///< clinical measures only
    std::optional<double> low, high;
    std::string kind;               ///< "fitted" or "predicted"
    bool contested = false;
    std::string known_gap;          ///< why the row is not expected to hold; empty: it should
    std::optional<double> started;  ///< value before any fit
    std::optional<double> specified;///< value that the source of the parameters states
    std::optional<double> held_out; ///< value when the row's group was left out of the fit
    std::string held_out_verdict;   ///< "predicted", "missed", or empty
    std::string fold;
};

/// One answer to a contested question: what is claimed, by whom, and where the question's value would then lie.
struct Side {
    std::string claim, reference;
    std::optional<double> low, high;
};
/// A question on which the literature disagrees: the value of a row, and the sides.
struct Contest {
    std::string id, question;
    int row = -1;
    std::vector<Side> sides;
};

/// Which parameters a calibration moves besides the fitted ones, and which of those it holds: one of each group that the
/// rows cannot tell apart.
struct Calibration {
    std::vector<std::string> free, hold;
    int patients = 0;               ///< of a clinical card, the first ones alone during a fit; 0: all
    double tolerance = 0.0;         ///< of the integration during a fit; 0: as in a score [-]
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
    double later_day = 7.0;         ///< when the count after radiotherapy is taken [d]
    std::vector<Spread> spread;
};

/// The virtual patients of a clinical card: the same in every arm.
struct Population {
    int patients = 0;
    std::uint64_t seed = 1;
    double step_day = 2.0;          ///< of the trajectories that are judged [d]
    double tolerance = 1e-4;        ///< of the integration [-]
};

struct Card {
    std::string name;               ///< "mouse"
    std::string model;
    std::vector<double> cells;      ///< of each lesion at the start [1e6]
    double start_day = -10.0;       ///< [d]
    std::vector<Arm> arms;
    std::vector<Row> rows;
    std::vector<Contest> contests;
    Calibration calibration;
    Cohort cohort;
    std::optional<Population> population;  ///< a clinical card has one, and no cohort
};

/// The last day that a measure looks at [d].
double last_day_of(Measure measure);
/// The clinical card as a fit sees it: fewer patients and a wider tolerance where its calibration says so.
Card for_fitting(const Card& card);
/// The card with only the rows that `keep` accepts, the arms that these need, and no contests.
Card only_rows(const Card& card, const std::function<bool(const Row&)>& keep);

/// Replaces the calibration by the document's [calibration], where it has one.
Result<void> read_calibration(const Document& document, Calibration& out);
/// Reads a card; every arm that a row names must exist.
Result<Card> read_card(const Document& document);

}  // namespace abscope::scorecard
