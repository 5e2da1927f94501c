// The one place that knows CLI11: verbs, options, help with examples, and what is said about a mistaken line.
#include "app/cli/command_line.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "core/document.hpp"
#include "core/version.hpp"

namespace abscope::app {

namespace {

/// The parser with the structs it fills.
struct Parser {
    CLI::App app{
        "Abscope: digital twin and planning engine for radiotherapy with immunotherapy.\nResearch software. "
        "Not for clinical use.",
        "abscope"};
    GlobalOptions global;
    DemoOptions demo;
    StudyOptions study;
    InspectOptions inspect;
    DvhOptions dvh;
    ConvertOptions convert;
    DeidOptions deid;
    BloodOptions blood;
    TwinOptions twin;
    WindowsOptions windows;
    ScheduleOptions schedule;
    EvidenceOptions evidence;
    SbmlOptions sbml;
    ScorecardOptions scorecard;
    FitOptions fit;
    DoctorOptions doctor;
    CompletionOptions completion;

    Parser();
    CLI::App* verb(const char* name, const char* summary, const char* out_help, const std::string& examples,
                   CLI::App* parent = nullptr);
    void add_study_verbs();
    void add_dicom_verbs();
    void add_convert();
    void add_deid();
    void add_blood();
    void add_twin();
    void add_windows();
    void add_schedule();
    void add_evidence();
    void add_sbml();
    void add_scorecard();
    void add_twin_fit();
    void add_other_verbs();
    VerbOptions chosen() const;
};

const std::map<std::string, ProgressStyle> progress_styles{
    {"auto", ProgressStyle::automatic}, {"json", ProgressStyle::json}, {"none", ProgressStyle::none}};

CLI::App* Parser::verb(const char* name, const char* summary, const char* out_help,
                       const std::string& examples, CLI::App* parent) {
    auto* sub = (parent == nullptr ? &app : parent)->add_subcommand(name, summary);
    sub->add_flag("--json", global.json, "one JSON document on standard output, nothing else")
        ->group("Common options");
    sub->add_option("--out", global.out, out_help)->type_name("PATH")->group("Common options");
    sub->add_option("--threads", global.threads,
                    "number of threads; 0: all cores. Results do not depend on it")
        ->check(CLI::Range(0, 4096))
        ->type_name("N")
        ->group("Common options");
    sub->add_option("--seed", global.seed, "seed of the random numbers (default 1)")
        ->type_name("N")
        ->group("Common options");
    sub->add_flag("--quiet", global.quiet, "no progress, notes or warnings on standard error")
        ->group("Common options");
    sub->add_option("--progress", global.progress,
                    "auto: a bar on a terminal; json: lines for programs; none")
        ->transform(CLI::CheckedTransformer(progress_styles, CLI::ignore_case).description(""))
        ->type_name("STYLE")
        ->group("Common options");
    sub->footer("Examples:\n" + examples);
    return sub;
}

void Parser::add_study_verbs() {
    verb("demo", "the embedded case, end to end", "run directory (default out/demo)",
         "  abscope demo\n  abscope demo --out runs/demo --quiet");
    auto* sub = verb("study", "a case file in, a run directory with the report out",
                     "run directory (default out/<name of the case file>)",
                     "  abscope study case.toml\n  abscope study case.toml --out runs/first --progress=json");
    sub->add_option("CASE", study.case_file, "case file (docs/formats/case-file.md)")->required();
}

void Parser::add_dicom_verbs() {
    constexpr const char* file_help = "write the result to this file instead (.json, .csv, else text)";
    auto* look = verb("inspect", "what is in a DICOM folder, and everything odd about it", file_help,
                      "  abscope inspect plan/\n  abscope inspect plan/ --json | jq '.structures[] | {name, "
                      "role, volume_cc}'");
    look->add_option("PATH", inspect.path, "folder with DICOM files, or one file")->required();

    auto* sub = verb(
        "dvh", "dose-volume histograms and metrics", file_help,
        "  abscope dvh plan/\n  abscope dvh plan/ --metric D95%,D2cc,V20Gy,mean --structure Heart\n"
        "  abscope dvh plan/ --quantity eqd2 --alpha-beta \"3 Gy\"\n  abscope dvh plan/ --out curves.csv\n"
        "  abscope dvh plan/ --dose dose.nii.gz\n  abscope dvh segmentation.seg.nrrd --dose dose.nrrd");
    sub->add_option("PATH", dvh.path, "folder with DICOM files, a case file, or a label map")->required();
    sub->add_option("--metric", dvh.metrics, "metrics, by comma: D95%, D2cc, V20Gy, V20Gy[cc], mean, min, max, median")
        ->delimiter(',')
        ->type_name("LIST");
    sub->add_option("--quantity", dvh.quantity, "physical, bed or eqd2")
        ->check(CLI::IsMember({"physical", "bed", "eqd2"}))
        ->type_name("NAME");
    sub->add_option("--alpha-beta", dvh.alpha_beta, "alpha/beta for BED and EQD2, for example \"3 Gy\"")
        ->type_name("DOSE");
    sub->add_option("--fractions", dvh.fractions, "number of fractions, where no plan says it (BED and EQD2)")
        ->check(CLI::Range(1, 100))
        ->type_name("N");
    sub->add_option("--structure", dvh.structures, "only this structure; may be repeated")
        ->type_name("NAME")
        ->allow_extra_args(false);
    sub->add_option("--plan", dvh.plan, "label of the plan, where there are several")->type_name("LABEL");
    sub->add_option("--structure-set", dvh.structure_set,
                    "label of the structure set, where there are several")
        ->type_name("LABEL");
    sub->add_option("--ends", dvh.ends,
                    "where structures end: half-spacing beyond their last contour, at the contour, or auto: as the "
                    "planning system's own volumes show, else half-spacing")
        ->check(CLI::IsMember({"auto", "half-spacing", "contour"}))
        ->type_name("RULE");
    sub->add_option("--sum-plans", dvh.sum_of_plans, "labels of plans whose doses are added, by comma")
        ->delimiter(',')
        ->type_name("LIST");
    sub->add_option("--dose", dvh.dose_file, "dose of the course from another program, in Gy (.nii.gz, .nrrd, .mha)")
        ->type_name("FILE");
    sub->add_option("--labels", dvh.labels, "structures from a label map (.nii.gz, .nrrd, .mha)")->type_name("FILE");
    sub->add_option("--label-names", dvh.label_names, "names of the labels: CSV with columns label,name")
        ->type_name("FILE");
}

void Parser::add_convert() {
    auto* sub = verb("convert", "DICOM to volumes (NIfTI, NRRD, MetaImage) and back",
                     "write the list of what was written to this file (.json, else text)",
                     "  abscope convert plan/ dose.nii.gz\n  abscope convert plan/ structures.seg.nrrd --what labels\n"
                     "  abscope convert segmentation.nii.gz rtstruct/ --what labels --label-names names.csv\n"
                     "  abscope convert plan/ eqd2/ --quantity eqd2 --alpha-beta \"3 Gy\"");
    sub->add_option("IN", convert.in, "folder with DICOM files, or a volume (.nii.gz, .nrrd, .mha)")->required();
    sub->add_option("OUT", convert.target, "volume file by its name, else a new folder for DICOM")->required();
    sub->add_option("--what", convert.part, "dose, image or labels: the part that goes into a volume, or what a volume stands for")
        ->check(CLI::IsMember({"dose", "image", "labels"}))
        ->type_name("PART");
    sub->add_option("--quantity", convert.quantity, "physical, bed or eqd2")
        ->check(CLI::IsMember({"physical", "bed", "eqd2"}))
        ->type_name("NAME");
    sub->add_option("--alpha-beta", convert.alpha_beta, "alpha/beta for BED and EQD2, for example \"3 Gy\"")->type_name("DOSE");
    sub->add_option("--fractions", convert.fractions, "number of fractions, where no plan says it")
        ->check(CLI::Range(1, 100))
        ->type_name("N");
    sub->add_option("--plan", convert.plan, "label of the plan, where there are several")->type_name("LABEL");
    sub->add_option("--structure-set", convert.structure_set, "label of the structure set, where there are several")
        ->type_name("LABEL");
    sub->add_option("--sum-plans", convert.sum_of_plans, "labels of plans whose doses are added, by comma")
        ->delimiter(',')
        ->type_name("LIST");
    sub->add_option("--dose", convert.dose_file, "dose from this volume instead")->type_name("FILE");
    sub->add_option("--labels", convert.labels, "structures from this label map instead")->type_name("FILE");
    sub->add_option("--label-names", convert.label_names, "names of the labels: CSV with columns label,name")->type_name("FILE");
    sub->add_flag("--no-plan", convert.without_plan, "leave the plan out of DICOM");
}

void Parser::add_deid() {
    auto* sub = verb("deid", "a DICOM folder without what tells who it is (PS3.15)",
                     "write the list of what was written to this file (.json, else text)",
                     "  abscope deid export/ shared/ --key-file key      (made with: head -c 32 /dev/urandom > key)");
    sub->add_option("IN", deid.in, "folder with DICOM files, or one file")->required();
    sub->add_option("OUT", deid.target, "new folder")->required();
    sub->add_option("--key-file", deid.key_file,
                    "secret of at least 16 bytes; the same key gives the same pseudonyms and date shifts")
        ->type_name("FILE");
}

void Parser::add_blood() {
    auto* sub =
        verb("blood", "dose to circulating blood and lymphoid organs, lymphocytes over time",
             "write the result to this file instead (.json, .csv, else text)",
             "  abscope blood case.toml\n  abscope blood dvhs/ --fractions 30 --beam-on \"90 s\" --sex male\n"
             "  abscope blood photons/ --compare protons/ --fractions 30 --beam-on \"90 s\"");
    sub->add_option("PATH", blood.path, "case file, or folder of <role>.csv (dose_gy,volume_fraction)")
        ->required();
    sub->add_option("--fractions", blood.fractions, "number of fractions of the course (folder)")
        ->check(CLI::Range(1, 100))
        ->type_name("N");
    sub->add_option("--beam-on", blood.beam_on, "beam-on time of one fraction, for example \"60 s\"")
        ->type_name("TIME");
    sub->add_option("--sex", blood.sex, "male or female")
        ->check(CLI::IsMember({"male", "female"}))
        ->type_name("SEX");
    sub->add_option("--tbv", blood.tbv, "total blood volume, for example \"5.3 L\"")->type_name("VOLUME");
    sub->add_option("--co", blood.co, "cardiac output in litres a minute, for example \"6.5 L/min\"")
        ->type_name("FLOW");
    sub->add_option("--network", blood.network, "circulation of your own (.toml), see docs/formats/circulation.md")
        ->type_name("FILE");
    sub->add_option("--compare", blood.compare, "second plan of the same patient: both, and the difference with its uncertainty")
        ->type_name("PATH");
    sub->add_option("--compare-fractions", blood.compare_fractions, "fractions of the second plan (folder); else as the first")
        ->check(CLI::Range(1, 100))
        ->type_name("N");
    sub->add_option("--compare-beam-on", blood.compare_beam_on, "beam-on time of the second plan; else as the first")
        ->type_name("TIME");
}

void Parser::add_twin() {
    auto* sub = verb("twin", "lesions, immune signals and lymphocytes over time: the immune twin",
                     "write the result to this file instead (.json, .csv, else text)",
                     "  abscope twin case.toml --cohort 200\n  abscope twin concurrent.toml sequential.toml\n"
                     "  abscope twin case.toml --until \"365 d\" --out twin.csv");
    sub->add_option("CASE", twin.first, "case file");
    sub->add_option("OTHER", twin.second, "a second case file: two regimens for the same virtual patients");
    sub->add_option("--cohort", twin.cohort, "virtual patients behind the bands (default: the typical patient; 200 for two cases)")
        ->check(CLI::Range(1, 100000))
        ->type_name("N");
    sub->add_option("--until", twin.until, "how long they are followed, for example \"365 d\"")->type_name("TIME");
    sub->require_subcommand(0, 1);
    sub->callback([this, sub] {
        if (sub->get_subcommands().empty() && twin.first.empty()) throw CLI::RequiredError("CASE");
    });
}

void Parser::add_windows() {
    auto* sub = verb("windows", "where a schedule falls in the dose-immune windows, and why",
                     "write the result to this file instead (.json, .csv, else text)",
                     "  abscope windows 8x3\n  abscope windows --dose-per-fraction \"8 Gy\" --fractions 3 "
                     "--interval \"2 d\" --ici concurrent\n"
                     "  abscope windows --out map.csv\n  abscope windows 8x3 --map twin --ici concurrent");
    sub->add_option("SCHEDULE", windows.schedule,
                    "dose first: 8x3 is 8 Gy in each of 3 fractions; without a schedule: the map");
    sub->add_option("--dose-per-fraction", windows.dose_per_fraction, "for example \"8 Gy\"")
        ->type_name("DOSE");
    sub->add_option("--fractions", windows.fractions, "number of fractions")
        ->check(CLI::Range(1, 100))
        ->type_name("N");
    sub->add_option("--interval", windows.interval,
                    "between fractions, for example \"2 d\" (default: five a week)")
        ->type_name("TIME");
    sub->add_option("--ici", windows.ici, "concurrent, sequential or none")
        ->check(CLI::IsMember({"concurrent", "sequential", "none"}))
        ->type_name("NAME");
    sub->add_option("--map", windows.map,
                    "rules: the hypothesis as stated; twin: what the model computes, with bands")
        ->check(CLI::IsMember({"rules", "twin"}))
        ->type_name("NAME");
    sub->add_option("--species", windows.species, "parameters of the twin's map: mouse (calibrated), ensemble (of mouse sets), extended (of the extended mouse set) or human")
        ->check(CLI::IsMember({"mouse", "ensemble", "extended", "human"}))
        ->type_name("NAME");
    sub->add_option("--patients", windows.patients, "virtual patients of the twin's map (default 16)")
        ->check(CLI::Range(1, 1000))
        ->type_name("N");
}

void Parser::add_schedule() {
    auto* sub = verb("schedule", "search over dose, fractions, interval and drug timing, against the case's own schedule",
                     "write the result to this file instead (.json, else text)",
                     "  abscope schedule case.toml\n  abscope schedule case.toml --report decision.html\n"
                     "  abscope schedule case.toml --adaptive --json");
    sub->add_option("CASE", schedule.case_file, "case file (docs/formats/case-file.md)")->required();
    sub->add_option("--budget", schedule.budget, "candidates that the search simulates (default 900)")->check(CLI::Range(20, 100000))->type_name("N");
    sub->add_option("--patients", schedule.patients, "virtual patients of every number shown (default 128)")->check(CLI::Range(16, 10000))->type_name("N");
    auto* adaptive = sub->add_flag("--adaptive", schedule.adaptive, "also pulses chosen from what is observed (PULSAR)");
    sub->add_option("--pulse-cost", schedule.pulse_cost, "what one Gy of a pulse costs, in points of control; above 0 pulses may be left out or doubled (default 0)")
        ->check(CLI::Range(0.0, 100.0))->needs(adaptive)->type_name("POINTS");
    sub->add_option("--pulse-spread", schedule.pulse_spread, "factor on how far the virtual patients of --adaptive differ (default 1)")->check(CLI::Range(0.01, 10.0))->needs(adaptive)->type_name("FACTOR");
    sub->add_option("--pulse-wait", schedule.pulse_wait, "days from a pulse to what is observed and decided (default 7)")
        ->check(CLI::Range(1, 84))->needs(adaptive)->type_name("DAYS");
    sub->add_option("--report", schedule.report, "decision report for a tumour board: this HTML file")->type_name("FILE");
}

void Parser::add_evidence() {
    auto* sub = verb("evidence", "trials and claims behind a number, and where they conflict",
                     "write the result to this file instead (.json, else text)",
                     "  abscope evidence query durvalumab\n  abscope evidence show DOLPHIN\n"
                     "  abscope evidence conflicts\n  abscope evidence coverage --json");
    sub->add_option("ACTION", evidence.action,
                    "query TEXT, show ID, conflicts, or coverage (what became of every claim)")
        ->required()
        ->check(CLI::IsMember({"query", "show", "conflicts", "coverage"}));
    sub->add_option("TEXT", evidence.query, "words to look for, or the id of an entry");
}

void Parser::add_sbml() {
    auto* sub = verb("sbml", "run a model from an SBML file, or write the immune twin as one",
                     "write the result to this file instead (export: .xml; run: .csv, .json, else text; petab: a folder)",
                     "  abscope sbml run model.xml --until 45 --out model.csv\n  abscope sbml check model.xml\n"
                     "  abscope sbml export --fraction 8@0,1,2 --drug anti_pd1:30@3,6,9 --until 35 --out twin.xml\n"
                     "  abscope sbml export case.toml --out patient.xml\n  abscope sbml petab data.csv --estimate kE,rg --out problem/");
    sub->add_option("ACTION", sbml.action, "run FILE, check FILE (is it within the supported subset?), export, or petab DATA")
        ->required()->check(CLI::IsMember({"run", "check", "export", "petab"}));
    sub->add_option("FILE", sbml.file, "an SBML file; export: a case, or none for a mouse; petab: data in the NONMEM layout");
    sub->add_option("--estimate", sbml.estimated, "petab: parameters to estimate, as kE,rg")->delimiter(',')->type_name("NAMES");
    sub->add_option("--fraction", sbml.fractions, "export: dose to the first lesion [Gy] and days, as 8@0,1,2")->type_name("GY@DAYS");
    sub->add_option("--drug", sbml.drugs, "export: agent, rise of its concentration and days, as anti_pd1:30@3,6,9")
        ->type_name("AGENT:AMOUNT@DAYS");
    sub->add_option("--until", sbml.until, "end, in the model's time (export: days)")->type_name("TIME");
    sub->add_option("--every", sbml.every, "run: distance of the times that are kept")->type_name("TIME");
    sub->add_option("--method", sbml.method, "run: auto, explicit or implicit (for stiff models)")
        ->check(CLI::IsMember({"auto", "explicit", "implicit"}));
    sub->add_option("--tolerance", sbml.tolerance, "run: relative error allowed a step (default 1e-7)")->type_name("R");
}

void Parser::add_scorecard() {
    auto* sub = verb("scorecard", "every published behaviour the twin must show: ours, the verdict, the known gaps",
                     "write the result to this file instead (.json, .md: the page of the documentation, else text)",
                     "  abscope scorecard\n  abscope scorecard --members -1\n"
                     "  abscope scorecard --json | jq '.rows[] | select(.verdict == \"known_gap\")'");
    sub->add_option("--card", scorecard.card, "mouse, mouse-extended, human, or a card file (.toml)")->type_name("NAME");
    sub->add_option("--members", scorecard.members, "members of the ensemble; 0: all, -1: only the calibrated point")
        ->check(CLI::Range(-1, 100000))
        ->type_name("N");
}

void Parser::add_twin_fit() {
    auto* sub = verb("fit", "calibrate the twin: to a scorecard, or to your own data",
                     "write the result to this file instead (.csv, .json, else text)",
                     "  abscope twin fit mice.csv --free rg,alpha,kE\n"
                     "  abscope twin fit mice.csv --method mcmc --free rg,alpha --out posterior.csv\n"
                     "  abscope twin fit --method emulator --members 240 --out ensemble.csv\n"
                     "  abscope twin fit --leave-out --out held_out.csv\n"
                     "  abscope twin fit --profile F50,kDC\n  abscope twin fit --sensitivity morris",
                     app.get_subcommand("twin"));
    sub->add_option("DATA", fit.data, "measurements and doses, NONMEM layout (docs/formats/nonmem.md); none: the card");
    sub->add_option("--card", fit.card, "mouse, mouse-extended, human, or a card file (.toml)")->type_name("NAME");
    sub->add_option("--method", fit.method, "descent, cma: best set; emulator: chains on an emulated card; mcmc: Markov chains; abc: sequential populations")
        ->check(CLI::IsMember({"descent", "cma", "emulator", "mcmc", "abc"}))
        ->type_name("NAME");
    sub->add_option("--free", fit.free, "parameters to move, by comma (card: the fitted ones)")->delimiter(',')->type_name("LIST");
    sub->add_option("--start", fit.start, "calibrated, or unfitted: before any fit")
        ->check(CLI::IsMember({"calibrated", "unfitted"}))
        ->type_name("NAME");
    sub->add_option("--evaluations", fit.evaluations, "how often the model may be run; 0: the method's default")
        ->check(CLI::Range(0L, 100000000L))
        ->type_name("N");
    sub->add_option("--members", fit.members, "sets to keep (emulator, mcmc, abc)")->check(CLI::Range(2, 100000))->type_name("N");
    sub->add_option("--chains", fit.chains, "Markov chains")->check(CLI::Range(2, 1000))->type_name("N");
    sub->add_option("--temperature", fit.temperature, "divides the rows' distance (card: emulator, mcmc)")
        ->check(CLI::Range(1e-6, 1e6))
        ->type_name("X");
    sub->add_option("--checkpoint", fit.checkpoint, "file to go on from after a stop (mcmc)")->type_name("FILE");
    sub->add_flag("--leave-out", fit.leave_out, "fit without each group of rows in turn, and judge the rows left out");
    sub->add_option("--petab", fit.petab, "DATA: write the problem into this folder, for other programs")->type_name("DIR");
    sub->add_option("--profile", fit.profile, "profile likelihood of these parameters")->delimiter(',')->type_name("LIST");
    sub->add_option("--sensitivity", fit.sensitivity, "morris or sobol, of the rows of the card")
        ->check(CLI::IsMember({"morris", "sobol"}))
        ->type_name("NAME");
}

void Parser::add_other_verbs() {
    verb("doctor", "versions, optional parts, threads, SIMD level",
         "write the result to this file instead (.json, else text)",
         "  abscope doctor\n  abscope doctor --json");
    auto* sub = verb("completion", "completion script for a shell", "write the script to this file instead",
                     "  abscope completion bash > ~/.local/share/bash-completion/completions/abscope\n"
                     "  abscope completion fish > ~/.config/fish/completions/abscope.fish");
    sub->add_option("SHELL", completion.shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
}

Parser::Parser() {
    app.set_version_flag("--version", "abscope " + std::string(core::version));
    app.require_subcommand(1);
    app.option_defaults()->always_capture_default(false);
    app.footer(
        "Exit status: 0 done, 1 a check did not hold, 2 usage, 3 input, 4 output, 5 our own fault, 130 "
        "interrupted.\n"
        "`abscope VERB --help` has examples.");
    add_study_verbs();
    add_dicom_verbs();
    add_convert();
    add_deid();
    add_blood();
    add_twin();
    add_windows();
    add_schedule();
    add_evidence();
    add_sbml();
    add_scorecard();
    add_twin_fit();
    add_other_verbs();
}

VerbOptions Parser::chosen() const {
    const auto name = app.get_subcommands().front()->get_name();
    if (name == "demo") return demo;
    if (name == "study") return study;
    if (name == "inspect") return inspect;
    if (name == "dvh") return dvh;
    if (name == "convert") return convert;
    if (name == "deid") return deid;
    if (name == "blood") return blood;
    if (name == "twin") return app.get_subcommand("twin")->got_subcommand("fit") ? VerbOptions(fit) : VerbOptions(twin);
    if (name == "windows") return windows;
    if (name == "schedule") return schedule;
    if (name == "evidence") return evidence;
    if (name == "sbml") return sbml;
    if (name == "scorecard") return scorecard;
    if (name == "completion") return completion;
    return doctor;
}

/// The verb that was being parsed, or the program.
const CLI::App* current(const CLI::App& app) {
    const CLI::App* at = &app;
    for (auto used = at->get_subcommands(); !used.empty(); used = at->get_subcommands()) at = used.front();
    return at;
}

/// "did you mean …" for an unknown verb or option, or nothing.
std::string nearest_to(const CLI::App& app, const std::string& word) {
    std::vector<std::string> names;
    if (word.starts_with("-")) {
        for (const auto* option : app.get_options())
            for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    } else {
        for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
            names.push_back(sub->get_name());
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    const auto found = nearest_word(word.substr(0, word.find('=')), views);
    return found ? " did you mean '" + *found + "'?" : "";
}

Answer mistake(const CLI::App& app, const CLI::ParseError& fault) {
    const auto* at = current(app);
    std::string text = fault.what();
    const auto extras = at->remaining(true);
    if (dynamic_cast<const CLI::ExtrasError*>(&fault) != nullptr && !extras.empty())
        text = "unknown " + std::string(extras.front().starts_with("-") ? "option" : "argument") + " '" +
               extras.front() + "'" + nearest_to(*at, extras.front());
    if (at == &app && dynamic_cast<const CLI::RequiredError*>(&fault) != nullptr) {
        const auto unused = app.remaining();
        text = unused.empty() ? "no verb"
                              : "unknown verb '" + unused.front() + "'" + nearest_to(app, unused.front());
    }
    while (!text.empty() && text.back() == '\n') text.pop_back();
    const auto name = at == &app ? std::string("abscope") : "abscope " + at->get_name();
    return {"", "abscope: " + text + "\nSee " + name + " --help\n", 2};
}

}  // namespace

std::variant<Invocation, Answer> parse_command_line(int argc, const char* const* argv) {
    Parser parser;
    try {
        parser.app.parse(argc, argv);
        return Invocation{parser.global, parser.chosen()};
    } catch (const CLI::CallForHelp&) {
        return Answer{parser.app.help(), "", 0};
    } catch (const CLI::CallForVersion&) {
        return Answer{"abscope " + std::string(core::version) + "\n", "", 0};
    } catch (const CLI::ParseError& fault) {
        return mistake(parser.app, fault);
    }
}

std::vector<VerbDescription> describe_verbs() {
    static const std::map<std::string, std::vector<std::string>> values{
        {"--quantity", {"physical", "bed", "eqd2"}},
        {"--map", {"rules", "twin"}},
        {"--species", {"mouse", "ensemble", "extended", "human"}},
        {"--what", {"dose", "image", "labels"}},
        {"--sex", {"male", "female"}},
        {"--ici", {"concurrent", "sequential", "none"}},
        {"--method", {"descent", "cma", "emulator", "mcmc", "abc"}},
        {"--start", {"calibrated", "unfitted"}},
        {"--sensitivity", {"morris", "sobol"}},
        {"--progress", {"auto", "json", "none"}}};
    Parser parser;
    std::vector<VerbDescription> verbs;
    for (const auto* sub : parser.app.get_subcommands([](const CLI::App*) { return true; })) {
        VerbDescription verb{sub->get_name(), sub->get_description(), {}};
        auto options = sub->get_options();
        for (const auto* below : sub->get_subcommands([](const CLI::App*) { return true; })) {
            const auto more = below->get_options();
            options.insert(options.end(), more.begin(), more.end());
        }
        for (const auto* option : options) {
            if (option->get_lnames().empty()) continue;
            const auto name = "--" + option->get_lnames().front();
            const auto known = values.find(name);
            verb.options.push_back({name, option->get_description(),
                                    known == values.end() ? std::vector<std::string>{} : known->second,
                                    option->get_expected_max() > 0});
        }
        verbs.push_back(std::move(verb));
    }
    return verbs;
}

}  // namespace abscope::app
