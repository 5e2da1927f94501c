// The schedule search of a case file: from the file to reference, alternatives, and the adaptive mode. Belongs to study.
#pragma once

#include <filesystem>
#include <optional>

#include "core/progress.hpp"
#include "io/json_value.hpp"
#include "report/study_result.hpp"
#include "schedule/case_search.hpp"
#include "schedule/pulses.hpp"
#include "study/load_case.hpp"
#include "toxicity/course_risk.hpp"

namespace abscope::study {

struct ScheduleRequest {
    std::filesystem::path case_file;
    schedule::CaseSearchOptions search;
    bool adaptive = false;
    double pulse_cost_per_gy = 0.0;  ///< of the adaptive mode: what one Gy takes from the control [1/Gy]
    double pulse_spread = 1.0;       ///< factor on the spread of its virtual patients [-]
    double pulse_wait_day = 7.0;     ///< from a pulse to what is observed [d]
};

struct ScheduleStudy {
    LoadedCase loaded;
    schedule::SearchCase fixed;
    schedule::CaseSearchResult result;
    report::ToxicityResult toxicity;                         ///< of the case's own schedule
    std::vector<toxicity::LymphopeniaSide> lymphopenia;
    std::optional<schedule::PulseStudy> pulses;
    std::vector<std::string> notes;                          ///< what was assumed
    std::uint64_t seed = 1;
};

/// The case as a search sees it.
struct PreparedSearch {
    schedule::SearchCase fixed;
    std::vector<std::string> notes;
};
Result<PreparedSearch> prepare_search(const LoadedCase& loaded);
schedule::SearchTables search_tables();

Result<ScheduleStudy> run_schedule_study(const ScheduleRequest& request, const ProgressSink& progress = {});

io::JsonValue schedule_json(const ScheduleStudy& study);

}  // namespace abscope::study
