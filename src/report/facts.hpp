// What several sections say about a study in the same words: schedule, lesions, dates.
#pragma once

#include <string>
#include <vector>

#include "report/study_result.hpp"

namespace abscope::report {

/// "14 Gy in 7 fractions of 2 Gy to Tumor Bed".
std::string schedule_text(const patient::RadiotherapyBlock& block);
/// All blocks, joined.
std::string schedules_text(const StudyResult& study);
/// Dates of all fractions, rising [d].
std::vector<double> fraction_days(const StudyResult& study);
/// Dose that 100 % stands for [Gy]: the prescription, else the largest dose; 0 where there is no dose.
double reference_dose_gy(const StudyResult& study);
/// "of the prescribed 14 Gy" or "of the largest dose, 14.7 Gy".
std::string reference_dose_text(const StudyResult& study);

/// What is known of one lesion: the course's dose to it and to its draining node.
struct LesionFacts {
    std::string name, structure, site, node;
    double volume_cc = 0.0;     ///< NaN: unknown [cm3]
    bool irradiated = false;
    double mean_gy = 0.0;       ///< course [Gy]; NaN: unknown
    double node_mean_gy = 0.0;  ///< course [Gy]; NaN: no node
};
std::vector<LesionFacts> lesion_facts(const StudyResult& study);

/// Warnings of all stages, each once.
patient::Warnings all_warnings(const StudyResult& study);
/// Parameters of all stages: the blood engine's own and the study's.
std::vector<ReportedParameter> all_parameters(const StudyResult& study);

/// The entries of one quantity ("physical", "eqd2").
std::vector<const DvhEntry*> dvhs_of(const StudyResult& study, const std::string& quantity);
/// A compartment's name without underscores, with the field's words.
std::string place_name(const std::string& compartment);

}  // namespace abscope::report
