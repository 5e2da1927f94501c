// What a command line asks for: one plain struct a verb, filled by command_line.cpp, read by the verbs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace abscope::app {

enum class ProgressStyle { automatic, json, none };

/// Accepted by every verb.
struct GlobalOptions {
    bool json = false;
    bool quiet = false;
    std::size_t threads = 0;  ///< 0: all cores
    std::uint64_t seed = 1;
    std::string out;  ///< run directory (demo, study) or file (the others); empty: the verb's default
    ProgressStyle progress = ProgressStyle::automatic;
};

struct DemoOptions {};

struct StudyOptions {
    std::string case_file;
};

struct InspectOptions {
    std::string path;
};

struct DvhOptions {
    std::string path;
    std::vector<std::string> metrics;
    std::string quantity = "physical";
    std::string alpha_beta;
    std::optional<int> fractions;
    std::vector<std::string> structures;
    std::string plan, structure_set;
    std::string ends = "auto";
    std::vector<std::string> sum_of_plans;
    std::string dose_file, labels, label_names;
};

struct ConvertOptions {
    std::string in, target;
    std::string part = "auto";
    std::string quantity = "physical";
    std::string alpha_beta;
    std::optional<int> fractions;
    std::string plan, structure_set;
    std::vector<std::string> sum_of_plans;
    std::string dose_file, labels, label_names;
    bool without_plan = false;
};

struct DeidOptions {
    std::string in, target;
    std::string key_file;
};

struct BloodOptions {
    std::string path;
    std::optional<int> fractions;
    std::string beam_on, sex, tbv, co;
    std::string network;  ///< circulation of the user's own
    std::string compare;  ///< second plan
    std::optional<int> compare_fractions;
    std::string compare_beam_on;
};

struct TwinOptions {
    std::string first, second;  ///< case files; the second may be empty
    int cohort = 0;
    std::string until;
};

struct WindowsOptions {
    std::string schedule;  ///< "8x3"
    std::string dose_per_fraction;
    std::optional<int> fractions;
    std::string interval;
    std::string ici = "none";
    std::string map = "rules";
    std::string species = "mouse";
    int patients = 16;
};

struct ScheduleOptions {
    std::string case_file;
    int budget = 900;
    int patients = 128;
    bool adaptive = false;
    double pulse_cost = 0.0;    ///< of one Gy [points of control]
    double pulse_spread = 1.0;  ///< factor on the spread of virtual patients [-]
    int pulse_wait = 7;         ///< from a pulse to what is observed [d]
    std::string report;  ///< file of the decision report (HTML); empty: none
};

struct EvidenceOptions {
    std::string action;
    std::string query;
};

struct SbmlOptions {
    std::string action;
    std::string file;
    std::vector<std::string> fractions, drugs;  ///< "8@0,1,2", "anti_pd1:30@3,6,9"
    std::vector<std::string> estimated;         ///< names of parameters
    std::optional<double> until;                ///< none: 45, or as long as the case is followed [unit of time of the model; export: d]
    double every = 1.0;                         ///< [unit of time of the model]
    std::string method = "auto";
    double tolerance = 1e-7;                    ///< [-]
};

struct ScorecardOptions {
    std::string card = "mouse";  ///< name of a built-in card, or a .toml file
    int members = 0;             ///< of the ensemble; 0: all, -1: none
};

struct FitOptions {
    std::string data;            ///< NONMEM-layout CSV; empty: the card
    std::string card = "mouse";
    std::string method = "cma";  ///< descent, cma, emulator, mcmc, abc
    std::vector<std::string> free;
    std::string start = "calibrated";  ///< or "unfitted"
    std::int64_t evaluations = 0;      ///< 0: the method's default
    int members = 240;
    int chains = 8;
    double temperature = 0.5;
    std::string checkpoint;
    bool leave_out = false;
    std::vector<std::string> profile;  ///< parameters
    std::string sensitivity;           ///< morris, sobol; empty: none
    std::string petab;                 ///< folder that gets the data's problem instead of a fit; empty: none
};

struct DoctorOptions {};

struct CompletionOptions {
    std::string shell;
};

using VerbOptions = std::variant<DemoOptions, StudyOptions, InspectOptions, DvhOptions, ConvertOptions, DeidOptions,
                                 BloodOptions, TwinOptions, WindowsOptions, ScheduleOptions, EvidenceOptions, SbmlOptions,
                                 ScorecardOptions, FitOptions, DoctorOptions,
                                 CompletionOptions>;

}  // namespace abscope::app
