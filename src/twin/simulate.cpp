// Scenario and patient to a course of model T2, and its integration in lanes.
#include "twin/simulate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "blood/circulation.hpp"
#include "core/parallel.hpp"
#include "immune/models/t2/adaptive_step.hpp"
#include "twin/lymphocyte_course.hpp"

namespace abscope::twin {

namespace {

using namespace immune::t2;

bool is_adjunct(immune::Agent agent) { return static_cast<int>(agent) >= immune::core_agent_count; }

Topology topology_of(const Scenario& scenario, const ImmuneModel& model) {
    Topology topology;
    for (const auto& lesion : scenario.lesions) topology.node_of.push_back(lesion.node);
    topology.nodes = static_cast<int>(scenario.nodes.size());
    for (const auto& given : scenario.drugs) topology.adjuncts |= is_adjunct(model.drugs.find(given.drug)->agent);
    for (const auto& other : scenario.other)
        if (const auto* surgery = std::get_if<immune::Surgery>(&other.act)) topology.adjuncts |= !surgery->nodes.empty();
    return topology;
}

// What earlier fractions of the same blocks gave to the parts of a lesion, grouped by block and scale.
struct DoseHistory {
    std::map<std::pair<std::size_t, double>, int> given;

    void add(const ScenarioFraction& fraction) { ++given[{fraction.block, fraction.scale}]; }
};

std::vector<double> scaled(std::vector<double> doses, double factor) {
    for (double& d : doses) d *= factor;
    return doses;
}

// Only fractions of the same block are known to hit the same parts; those of other blocks count with their mean dose.
immune::DoseOverLesion parts_with_history(const Scenario& scenario, const ScenarioFraction& fraction, std::size_t lesion,
                                          const DoseHistory& history) {
    immune::DoseOverLesion over = scenario.blocks[fraction.block].lesions[lesion];
    over.dose_gy = scaled(over.dose_gy, fraction.scale);
    for (const auto& [key, times] : history.given) {
        const auto& earlier = scenario.blocks[key.first].lesions[lesion];
        if (key.first == fraction.block) {
            over.earlier.push_back({times, scaled(earlier.dose_gy, key.second)});
        }
    }
    return over;
}

double mean_gy(const immune::DoseOverLesion& over) {
    double sum = 0.0;
    for (std::size_t b = 0; b < over.share.size(); ++b) sum += over.share[b] * over.dose_gy[b];
    return sum;
}

void add_fractions(const Scenario& scenario, std::span<const double> kill, immune::Regimen& regimen) {
    DoseHistory history;
    for (std::size_t n = 0; n < scenario.fractions.size(); ++n) {
        const auto& fraction = scenario.fractions[n];
        const auto& block = scenario.blocks[fraction.block];
        immune::Fraction out;
        for (std::size_t i = 0; i < block.lesions.size(); ++i) {
            out.parts.push_back(parts_with_history(scenario, fraction, i, history));
            out.lesion_gy.push_back(mean_gy(out.parts.back()));
        }
        out.node_gy = scaled(block.node_gy, fraction.scale);
        if (n < kill.size()) out.blood_kill = kill[n];
        regimen.push_back({fraction.t_day, std::move(out)});
        history.add(fraction);
    }
}

// Elimination and exchange of the axis that an antibody blocks.
void set_kinetics(Parameters& p, immune::Agent agent, const immune::ModelDosing& dosing) {
    switch (agent) {
        case immune::Agent::anti_pd1:
            p.kel1 = dosing.kel_per_day, p.k12_1 = dosing.k12_per_day, p.k21_1 = dosing.k21_per_day;
            break;
        case immune::Agent::anti_pdl1:
            p.kelL = dosing.kel_per_day, p.k12_L = dosing.k12_per_day, p.k21_L = dosing.k21_per_day;
            break;
        case immune::Agent::anti_ctla4:
            p.kel4 = dosing.kel_per_day, p.k12_4 = dosing.k12_per_day, p.k21_4 = dosing.k21_per_day;
            break;
        default: break;
    }
}

void add_drugs(const Scenario& scenario, const ImmuneModel& model, const immune::PkPatient& patient, Parameters& body,
               immune::Regimen& regimen) {
    std::map<const immune::Drug*, std::vector<immune::PkDose>> by_drug;
    std::vector<const immune::Drug*> order;
    for (const auto& given : scenario.drugs) {
        const immune::Drug* drug = model.drugs.find(given.drug);
        if (by_drug.find(drug) == by_drug.end()) order.push_back(drug);
        by_drug[drug].push_back({given.t_day, given.per_kilogram ? given.dose_mg * patient.weight_kg : given.dose_mg});
    }
    for (const immune::Drug* drug : order) {
        auto& doses = by_drug[drug];
        std::stable_sort(doses.begin(), doses.end(), [](const auto& a, const auto& b) { return a.t_day < b.t_day; });
        std::optional<immune::ModelDosing> dosing;
        if (drug->antibody) {
            dosing = immune::model_dosing(immune::individual(*drug->antibody, patient), doses, scenario.horizon_day);
            set_kinetics(body, drug->agent, *dosing);
        }
        for (std::size_t i = 0; i < doses.size(); ++i) {
            const double rise = dosing ? dosing->rise_ug_per_ml[i]
                                : drug->amount_per_dose > 0.0 ? drug->amount_per_dose
                                                              : doses[i].mg / drug->volume_l;
            regimen.push_back({doses[i].t_day, immune::Administration{drug->agent, rise}});
        }
    }
}

// The parameters and states that a channel is made of.
struct Probes {
    Sampling sampling;
    std::vector<SignalInfo> signals;
    std::vector<int> first_of_signal;  // place of a signal's first probe; volumes come first, four probes a lesion
    std::vector<int> probes_of_signal;
};

void add_signal(Probes& probes, SignalInfo info, std::initializer_list<int> states) {
    probes.first_of_signal.push_back(static_cast<int>(probes.sampling.probes.size()));
    probes.probes_of_signal.push_back(static_cast<int>(states.size()));
    probes.sampling.probes.insert(probes.sampling.probes.end(), states);
    probes.signals.push_back(std::move(info));
}

void add_lesion_signals(Probes& probes, int lesion, int at) {
    using L = LesionIndex;
    add_signal(probes, {"effectors", "1e8 cells", "effector CD8 T cells, new and resident", lesion}, {at + L::En, at + L::Er});
    add_signal(probes, {"exhausted", "1e8 cells", "exhausted CD8 T cells", lesion}, {at + L::Ex});
    add_signal(probes, {"regulatory", "1e8 cells", "regulatory T cells", lesion}, {at + L::R});
    add_signal(probes, {"myeloid", "1e8 cells", "suppressive myeloid cells", lesion}, {at + L::M});
    add_signal(probes, {"interferon", "1", "type-I interferon, 0 at rest", lesion}, {at + L::I});
    add_signal(probes, {"trex1", "1", "TREX1, 1 at rest", lesion}, {at + L::X_});
    add_signal(probes, {"pdl1", "1", "PD-L1, 1 at rest", lesion}, {at + L::P});
    add_signal(probes, {"antigen", "1", "antigen and danger signal", lesion}, {at + L::A});
}

Probes probes_of(const Scenario& scenario, const Topology& topology, const CohortOptions& options) {
    using L = LesionIndex;
    using S = SystemicIndex;
    Probes probes;
    probes.sampling.grid_from_day = 0.0;
    probes.sampling.grid_step_day = options.step_day;
    for (int i = 0; i < topology.lesions(); ++i)
        for (const int state : {L::Co, L::Ch, L::D1, L::D2}) probes.sampling.probes.push_back(topology.lesion_at(i) + state);
    probes.sampling.probes.push_back(topology.systemic_at() + S::ALC);
    if (options.keep == Keep::volumes) return probes;
    for (int i = 0; i < static_cast<int>(scenario.lesions.size()); ++i) add_lesion_signals(probes, i, topology.lesion_at(i));
    const int at = topology.systemic_at();
    add_signal(probes, {"circulating_effectors", "1e8 cells", "tumour-specific T cells in the blood", -1}, {at + S::B});
    add_signal(probes, {"ctdna", "1", "circulating tumour DNA", -1}, {at + S::CT});
    add_signal(probes, {"anti_pd1", "ug/mL", "anti-PD-1 in plasma", -1}, {at + S::c1});
    add_signal(probes, {"anti_pdl1", "ug/mL", "anti-PD-L1 in plasma", -1}, {at + S::cL});
    add_signal(probes, {"anti_ctla4", "ug/mL", "anti-CTLA-4 in plasma", -1}, {at + S::c4});
    // Made of the circulating effectors and the lymphocyte count, see tumour_specific_share.
    add_signal(probes, {"tumour_specific_share", "1", "share of the CD8 T cells in the blood that are specific for the tumour", -1}, {at + S::B});
    return probes;
}

std::vector<double> sum_of(const Trajectory& t, int first, int count) {
    std::vector<double> sum(t.grid_days.size(), 0.0);
    for (int p = first; p < first + count; ++p)
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += t.probes[static_cast<std::size_t>(p)][i];
    return sum;
}

// Clonality as a share of cells: B in the blood volume of the patient, over CD8 cells at their usual share of the lymphocytes.
void tumour_specific_share(const Scenario& scenario, const ImmuneModel& model, const std::vector<double>& alc_per_nl, std::vector<double>& effectors) {
    constexpr double cd8_share = 0.26;       // of the lymphocytes in the blood [@bisset2004]
    constexpr double cells_per_cc = 1e9;     // as model T2 counts tumour and T cells
    const double blood_l = blood::patient_scale(scenario.host).volume_l;
    for (std::size_t t = 0; t < effectors.size(); ++t) {
        const double cd8_cells = cd8_share * alc_per_nl[t] * 1e9 * blood_l;
        effectors[t] *= model.parameters.unit_cc * cells_per_cc / cd8_cells;
    }
}

PatientTrajectory trajectory_of(const Scenario& scenario, const ImmuneModel& model, const Probes& probes, const Trajectory& t,
                                std::vector<double> alc_per_nl) {
    PatientTrajectory out;
    out.finished = t.finished;
    const int lesions = static_cast<int>(scenario.lesions.size());
    for (int i = 0; i < lesions; ++i) {
        auto volume = sum_of(t, 4 * i, 4);
        for (double& v : volume) v *= model.parameters.unit_cc;
        out.volume_cc.push_back(std::move(volume));
    }
    out.alc_per_nl = alc_per_nl.empty() ? sum_of(t, 4 * lesions, 1) : std::move(alc_per_nl);
    for (std::size_t s = 0; s < probes.signals.size(); ++s)
        out.signal.push_back(sum_of(t, probes.first_of_signal[s], probes.probes_of_signal[s]));
    if (!out.signal.empty()) tumour_specific_share(scenario, model, out.alc_per_nl, out.signal.back());
    // Values before the first fraction of day 0 are those of the measured patient.
    for (int i = 0; i < lesions; ++i) out.volume_cc[static_cast<std::size_t>(i)].front() = scenario.lesions[static_cast<std::size_t>(i)].volume_cc;
    return out;
}

// One scenario with what its patients share.
class Simulation {
  public:
    Simulation(const Scenario& scenario, const ImmuneModel& model, const CohortOptions& options)
        : scenario_(scenario), model_(model), options_(options), probes_(probes_of(scenario, topology_of(scenario, model), options)) {
        const int points = static_cast<int>(std::floor(scenario.horizon_day / options.step_day + 1e-9)) + 1;
        for (int i = 0; i < points; ++i) t_day_.push_back(i * options.step_day);
        if (scenario.blood && !scenario.fractions.empty()) lymphocytes_.emplace(scenario);
    }

    const std::vector<double>& t_day() const { return t_day_; }
    const std::vector<SignalInfo>& signals() const { return probes_.signals; }

    Result<void> check(const VirtualPatient& patient) const { return check_course(prepare(patient).course); }

    Course course(const VirtualPatient& patient) const { return prepare(patient).course; }

    /// Integrates a batch; the numbers of each do not depend on the others.
    void run(std::span<const VirtualPatient> patients, std::span<PatientTrajectory> out) const {
        std::vector<Course> courses;
        std::vector<std::vector<double>> counts;
        for (const auto& patient : patients) {
            auto prepared = prepare(patient);
            courses.push_back(std::move(prepared.course));
            counts.push_back(std::move(prepared.alc_per_nl));
        }
        const auto trajectories = run_adaptive(courses, probes_.sampling, {options_.tolerance, 1e-3 * options_.tolerance});
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = trajectory_of(scenario_, model_, probes_, trajectories[i], std::move(counts[i]));
    }

  private:
    struct Prepared {
        Course course;
        std::vector<double> alc_per_nl;
    };

    Prepared prepare(const VirtualPatient& patient) const {
        if (!lymphocytes_) return {course_of(scenario_, model_, patient, {}, patient.body.kALC), {}};
        auto lymphocytes = lymphocytes_->course(patient.lymphocytes, t_day_);
        return {course_of(scenario_, model_, patient, lymphocytes.kill, lymphocytes.recovery_per_day), std::move(lymphocytes.per_nl)};
    }

    const Scenario& scenario_;
    const ImmuneModel& model_;
    const CohortOptions& options_;
    Probes probes_;
    std::vector<double> t_day_;
    std::optional<LymphocyteEngine> lymphocytes_;
};

constexpr std::size_t batch = 32;  // patients that share one run of the integrator

Cohort run_cohort(const Simulation& simulation, const std::vector<VirtualPatient>& patients) {
    std::vector<PatientTrajectory> out(patients.size());
    parallel_chunks(patients.size(), batch, [&](std::size_t begin, std::size_t end) {
        simulation.run(std::span(patients).subspan(begin, end - begin), std::span(out).subspan(begin, end - begin));
    });
    Cohort cohort;
    cohort.channels = {simulation.t_day(), simulation.signals()};
    cohort.typical = std::move(out.front());
    cohort.patients.assign(std::make_move_iterator(out.begin() + 1), std::make_move_iterator(out.end()));
    for (const auto& patient : cohort.patients) cohort.unfinished += !patient.finished;
    return cohort;
}

Result<void> check_scenario(const Scenario& scenario, const ImmuneModel& model) {
    for (const auto& given : scenario.drugs) {
        if (model.drugs.find(given.drug) == nullptr)
            return bad_input("the drug '" + given.drug + "'", "the immune model does not know it", "leave it out, or name one of its class");
        if (!(given.t_day >= 0.0))
            return bad_input(given.drug + " on day " + std::to_string(given.t_day), "the twin begins on day 0", "move it to day 0 or later");
        if (!(given.dose_mg >= 0.0) || !std::isfinite(given.dose_mg))
            return bad_input(given.drug + " with a dose of " + std::to_string(given.dose_mg) + " mg", "a dose cannot be negative or infinite");
    }
    for (const auto& fraction : scenario.fractions) {
        if (fraction.block >= scenario.blocks.size()) return bad_input("a fraction of a radiotherapy block that is not there");
        if (!(fraction.t_day >= 0.0))
            return bad_input("a fraction on day " + std::to_string(fraction.t_day), "the twin begins on day 0", "move it to day 0 or later");
        if (!(fraction.scale >= 0.0) || !std::isfinite(fraction.scale))
            return bad_input("a fraction scaled by " + std::to_string(fraction.scale), "a dose cannot be negative or infinite");
    }
    return {};
}

Result<void> check_options(const Scenario& scenario, const CohortOptions& options) {
    if (options.patients < 0 || options.patients > 1000000)
        return bad_input("a cohort of " + std::to_string(options.patients), "0 to 1000000 patients are possible");
    if (!(options.step_day > 0.0) || !(options.tolerance > 0.0) || !(options.tolerance < 1.0))
        return bad_input("a step or tolerance that is not positive");
    if (!(scenario.horizon_day > 0.0) || !(scenario.horizon_day <= 20.0 * 365.0))
        return bad_input("a horizon of " + std::to_string(scenario.horizon_day) + " d", "the twin follows a patient for up to 20 years");
    return {};
}

}  // namespace

namespace {

// A tumour type moves the patient's own values by what it is to the typical patient, so that patients stay different.
void apply_tumour(const ParameterSet& set, const std::string& tumour, Parameters& lesion) {
    const auto type = std::find_if(set.overrides.begin(), set.overrides.end(), [&](const auto& o) { return o.name == tumour; });
    if (type == set.overrides.end()) return;
    Parameters typical = set.values();
    for (const auto& record : type->records) {
        *find_parameter(lesion, record.name) *= record.value / *find_parameter(typical, record.name);
    }
}

}  // namespace

Course course_of(const Scenario& scenario, const ImmuneModel& model, const VirtualPatient& patient, std::span<const double> kill,
                 double recovery_per_day) {
    Course course;
    course.body.topology = topology_of(scenario, model);
    course.start_day = -model.parameters.untreated_day;
    course.end_day = scenario.horizon_day;
    Parameters body = patient.body;
    body.kALC = recovery_per_day;
    immune::Measurement measured;
    for (const auto& lesion : scenario.lesions) measured.volume.push_back(lesion.volume_cc / model.parameters.unit_cc);
    course.regimen.push_back({0.0, measured});
    add_fractions(scenario, kill, course.regimen);
    add_drugs(scenario, model, patient.pharmacokinetics, body, course.regimen);
    course.regimen.insert(course.regimen.end(), scenario.other.begin(), scenario.other.end());
    std::erase_if(course.regimen, [&](const auto& intervention) { return intervention.time_day > scenario.horizon_day; });
    for (std::size_t i = 0; i < scenario.lesions.size(); ++i) {
        Parameters lesion = body;
        model.parameters.apply(scenario.lesions[i].site, lesion);
        apply_tumour(model.parameters, scenario.lesions[i].tumour, lesion);
        // Growth without treatment, so that the lesion arrives near its measured size.
        course.body.cells.push_back(measured.volume[i] * std::exp(-lesion.rg * model.parameters.untreated_day));
        course.body.lesions.push_back(std::move(lesion));
    }
    return course;
}

Result<Cohort> simulate_cohort(const Scenario& scenario, const ImmuneModel& model, const CohortOptions& options) {
    ABSCOPE_CHECK_OK(check_scenario(scenario, model));
    ABSCOPE_CHECK_OK(check_options(scenario, options));
    const Simulation simulation(scenario, model, options);
    std::vector<VirtualPatient> patients{typical_patient(model, scenario.host)};
    ABSCOPE_CHECK_OK(simulation.check(patients.front()));
    for (int i = 0; i < options.patients; ++i)
        patients.push_back(virtual_patient(model, scenario.host, options.seed, static_cast<std::uint64_t>(i)));
    return run_cohort(simulation, patients);
}

Result<Course> typical_course(const Scenario& scenario, const ImmuneModel& model) {
    ABSCOPE_CHECK_OK(check_scenario(scenario, model));
    const CohortOptions options;
    ABSCOPE_CHECK_OK(check_options(scenario, options));
    const Simulation simulation(scenario, model, options);
    auto course = simulation.course(typical_patient(model, scenario.host));
    ABSCOPE_CHECK_OK(check_course(course));
    return course;
}

Result<std::vector<Cohort>> simulate_cohorts(std::span<const Scenario> scenarios, const ImmuneModel& model, const CohortOptions& options) {
    std::vector<Cohort> cohorts;
    for (const auto& scenario : scenarios) {
        ABSCOPE_TRY(auto cohort, simulate_cohort(scenario, model, options));
        cohorts.push_back(std::move(cohort));
    }
    return cohorts;
}

}  // namespace abscope::twin
