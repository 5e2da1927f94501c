// What a study found, as plain values: the one input of the report. `study` fills it; nothing in it is computed here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "blood/blood_dose.hpp"
#include "patient/case.hpp"
#include "patient/exposure.hpp"
#include "patient/organ_role.hpp"
#include "patient/warning.hpp"
#include "toxicity/brain_necrosis.hpp"
#include "toxicity/course_risk.hpp"
#include "toxicity/onset.hpp"
#include "twin/twin_result.hpp"

namespace abscope::report {

/// One number read from a DVH, as `dvh --json` has it; NaN: it cannot be said (the text of `why` tells the reason).
struct DvhMetric {
    std::string name;    ///< "D95%", "V20Gy", "mean"
    double value = 0.0;  ///< [unit]
    std::string unit;    ///< "Gy", "%", "cm3"
    std::string why;     ///< why the value is NaN; empty otherwise
    double uncertainty = 0.0;  ///< half width, from the spacing of the contours; 0: not stated [unit]
};

/// Dose–volume histogram of one structure in one quantity. Physical, BED and EQD2 of a structure are three entries.
struct DvhEntry {
    std::string name;
    patient::OrganRole role = patient::OrganRole::none;
    double volume_cc = 0.0;              ///< [cm3]
    double volume_uncertainty_cc = 0.0;  ///< of the solid behind the contours, half width [cm3]; 0: not stated
    double dose_coverage = 1.0;          ///< share of the structure inside the dose grid [-]
    std::string quantity = "physical";   ///< "physical", "bed", "eqd2"
    double alpha_beta_gy = 0.0;          ///< of bed and eqd2 [Gy]
    double mean_gy = 0.0;                ///< [Gy]
    double mean_uncertainty_gy = 0.0;    ///< half width; 0: not stated [Gy]
    double min_gy = 0.0;                 ///< [Gy]
    double max_gy = 0.0;                 ///< [Gy]
    std::vector<DvhMetric> metrics;
    std::vector<double> dose_gy;          ///< of the cumulative curve, rising from 0 [Gy]
    std::vector<double> volume_fraction;  ///< falling from 1 [-]
};

/// Share of one place in the mean dose of the blood, one fraction: its blood volume times its mean dose.
struct BloodContribution {
    std::string compartment;
    std::string structure;       ///< what its dose was taken from: a contour's name, "body remainder"
    double volume_share = 0.0;   ///< of the total blood volume [-]
    double mean_gy = 0.0;        ///< mean dose there, one fraction [Gy]
    double blood_gy = 0.0;       ///< volume_share · mean_gy: its part of the mean blood dose [Gy]
};

/// One reason behind a class, in words.
struct WindowDriver {
    std::string name;     ///< "dose per fraction"
    std::string value;    ///< "8 Gy"
    std::string effect;   ///< what it does to the class or the score
    std::string source;   ///< reference key or name
};

/// Two published claims that cannot both hold here.
struct WindowConflict {
    std::string claim, source;
    std::string other_claim, other_source;
    std::string consequence;  ///< what each side would recommend
};

struct WindowMembership {
    std::string window_class;
    double value = 0.0;  ///< 0 … 1 [-]
};

/// Where one schedule falls in the dose–immune windows (the hypothesis as stated, rule layer).
struct WindowEntry {
    std::string schedule;                  ///< "8 Gy × 3 to GTVp"
    double dose_per_fraction_gy = 0.0;     ///< [Gy]
    int fractions = 0;
    double overall_time_day = 0.0;         ///< [d], weekends included
    std::string immunotherapy = "none";    ///< "concurrent", "sequential", "none"
    std::string window_class = "unclassified";  ///< I, gray, II, II-optimal, TREX1-attenuated, III, unclassified
    std::optional<double> score;           ///< −1 … 1 [-]; none: unclassified
    bool extrapolated = false;
    std::vector<WindowMembership> memberships;
    std::vector<WindowDriver> drivers;
    std::vector<WindowConflict> conflicts;
};

/// What one modulator alone does to the twin's yield of the case's schedule; the score of the hypothesis has no term for it.
struct AblationRow {
    std::string modulator, setting;
    double yield = 0.0, yield_default = 0.0;  ///< medians over virtual patients, mouse set [1e6 cells]
    double p_higher = 0.0;                    ///< share of patients in whom it raises the yield [-]
    int expected_sign = 0;                    ///< of the hypothesis; 0: none is claimed
    std::vector<std::string> sources;         ///< ids of evidence
    std::string size;                         ///< what the input is, or that it is a flag only
};

/// Class of every schedule on a grid; window_class[i + dose_per_fraction_gy.size() * j] belongs to dose i, fractions j.
struct WindowMap {
    std::vector<double> dose_per_fraction_gy;  ///< [Gy], rising
    std::vector<int> fractions;                ///< rising
    std::vector<std::string> window_class;
    std::string assumption;                    ///< "five fractions a week"
};

/// One parameter behind a number of the report.
struct ReportedParameter {
    std::string group;         ///< "lymphocytes", "circulation", "windows", "dose"
    std::string name;
    double value = 0.0;
    std::string unit;
    std::string distribution;  ///< "fixed", "lognormal, SD of ln 0.3", in words
    std::string source;        ///< reference key, or "assumed: why"
    std::string grade;         ///< of the evidence: A measured in patients … D assumed
};

/// Something that had to be assumed because neither case nor plan says it.
struct Assumption {
    std::string what;    ///< "Beam-on time 90 s"
    std::string why;     ///< why it was needed and chosen
    std::string change;  ///< what to write in the case file to say otherwise; may be empty
};

/// A reference that a source key stands for.
struct Reference {
    std::string key;   ///< "nakamura1990"
    std::string text;  ///< "Nakamura et al., 1990, …"
};

struct InputDigest {
    std::string name;    ///< file name without its folder
    std::string sha256;  ///< 64 hexadecimal digits
    std::uint64_t bytes = 0;
};

struct Provenance {
    std::string version;              ///< of the program
    std::uint64_t seed = 0;
    std::string command;              ///< what reproduces the run; no path of one machine
    std::vector<InputDigest> inputs;
};

/// A laboratory value or biomarker, and what was done with it.
struct BiomarkerRow {
    std::string name;
    double value = 0.0;                ///< [unit]
    std::string unit, category, assay; ///< category: in place of the number, "MSI-H"; both may be empty
    double day = 0.0;                  ///< of the course [d]
    std::optional<double> cut_off;     ///< [unit]
    std::string cut_off_evidence;      ///< id of the entry; empty: the assay's own
    std::optional<bool> above;         ///< at or above the cut-off
    bool used = false;                 ///< it set an input of a model
    std::string use;                   ///< which, or that no model uses it
};

/// An evidence entry that something in the report rests on; its id is a link target.
struct EvidenceRow {
    std::string id, level, text, flag;
};

/// What the irradiated organs may suffer, and what is context.
struct ToxicityResult {
    std::string drugs;                                ///< class of the case's checkpoint inhibitors; empty: none
    std::vector<toxicity::OrganRisk> organs;          ///< every organ with a model, under each of its models
    std::optional<toxicity::BrainNecrosis> necrosis;  ///< where a brain is contoured
    std::vector<toxicity::BowelLowDose> bowel;        ///< context, never an objective
    std::vector<toxicity::Onset> onsets;              ///< of the case's drugs
    std::vector<toxicity::OnsetGap> onset_gaps;       ///< organs without a source
    std::optional<double> thyroid_mean_eqd2_gy;       ///< where a thyroid is contoured and a checkpoint inhibitor given [Gy]
};

/// Everything a report can show. What is absent is said to be absent in the report, never left out silently.
struct StudyResult {
    patient::Case subject;
    std::vector<DvhEntry> dvhs;
    std::optional<double> prescription_gy;  ///< course dose that 100 % stands for [Gy]
    int dose_fractions = 0;                 ///< fractions of the dose grid; 0: unknown
    std::optional<patient::Exposure> exposure;
    std::optional<blood::BloodResult> blood;  ///< its own parameters are printed too: do not repeat them below
    std::vector<BloodContribution> contributions;  ///< of the first block's fraction
    std::optional<twin::TwinResult> twin;  ///< none: the reason stands in twin_absent
    std::string twin_absent;               ///< why the twin was not computed
    std::optional<ToxicityResult> toxicity;
    std::vector<WindowEntry> windows;
    std::vector<AblationRow> ablation;  ///< of the first block's schedule
    std::optional<WindowMap> window_map;
    std::vector<Assumption> assumptions;
    std::vector<ReportedParameter> parameters;
    std::vector<Reference> references;
    std::vector<EvidenceRow> evidence;
    std::vector<BiomarkerRow> biomarkers;
    patient::Warnings warnings;  ///< of all stages together; those of subject, exposure and blood are not added again
    Provenance provenance;
    bool analytic_phantom = false;  ///< the anatomy and dose are analytic, not a patient's: said on every page
};

}  // namespace abscope::report
