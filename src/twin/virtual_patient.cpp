// Draws by name.
#include "twin/virtual_patient.hpp"

#include <cmath>
#include <string_view>

#include "blood/parameter_draw.hpp"
#include "core/rng.hpp"

namespace abscope::twin {

namespace {

constexpr double measured_log_sd = 0.1;  // two counts of one person differ by about a tenth
constexpr double assumed_weight_kg = 73.0;  // reference male, ICRP 89 [@icrp89]

// FNV-1a: the number of a draw follows from what it is for, not from its place in a list.
std::uint32_t step_of(std::string_view name) {
    std::uint32_t hash = 2166136261u;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return hash;
}

double deviate(std::uint64_t seed, std::uint64_t number, std::string_view name) {
    return RandomStream(seed, RandomPurpose::virtual_patient, number, step_of(name)).normal();
}

std::optional<double> count_per_nl(const std::optional<CellConcentration>& count) {
    return count ? std::optional(value_as<GigaPerLitre>(*count)) : std::nullopt;
}

blood::LymphocyteRates rates_of(const std::vector<double>& values) {
    return blood::make_rates(blood::default_lymphocyte_parameters(), values);
}

/// The counts before treatment, as the slow layer of the blood engine takes them.
template <class Body>
blood::CountOptions counts_of(const Body& body) {
    blood::CountOptions options;
    options.baseline_per_nl = body.ALC0;
    options.neutrophils_per_nl = body.NEU0;
    return options;
}

}  // namespace

VirtualPatient typical_patient(const ImmuneModel& model, const patient::Host& host) {
    VirtualPatient patient;
    patient.body = model.parameters.values();
    if (const auto alc = count_per_nl(host.alc)) patient.body.ALC0 = *alc;
    if (const auto anc = count_per_nl(host.anc)) patient.body.NEU0 = *anc;
    patient.pharmacokinetics.weight_kg = host.weight ? value_as<Kilogram>(*host.weight) : assumed_weight_kg;
    patient.pharmacokinetics.female = host.sex == patient::Sex::female;
    if (host.albumin_g_per_l) patient.pharmacokinetics.albumin_g_per_l = *host.albumin_g_per_l;
    if (host.histology) patient.pharmacokinetics.nsclc = *host.histology == patient::Histology::nsclc;
    patient.lymphocytes = rates_of(blood::central_values(blood::default_lymphocyte_parameters(), counts_of(patient.body)));
    return patient;
}

VirtualPatient virtual_patient(const ImmuneModel& model, const patient::Host& host, std::uint64_t seed, std::uint64_t number) {
    VirtualPatient patient = typical_patient(model, host);
    for (const auto& record : model.parameters.records) {
        if (!(record.log_sd > 0.0)) continue;
        const bool measured = (record.name == "ALC0" && host.alc) || (record.name == "NEU0" && host.anc);
        const double sd = measured ? measured_log_sd : record.log_sd;
        *immune::t2::find_parameter(patient.body, record.name) *= std::exp(sd * deviate(seed, number, record.name));
    }
    patient.pharmacokinetics.z_cl = deviate(seed, number, "clearance of antibodies");
    patient.pharmacokinetics.z_v = deviate(seed, number, "volume of antibodies");
    auto counts = counts_of(patient.body);
    counts.seed = seed;
    patient.lymphocytes = rates_of(blood::sampled_values(blood::default_lymphocyte_parameters(), counts, number));
    patient.body.ALC0 = patient.lymphocytes.baseline_per_nl;
    return patient;
}

}  // namespace abscope::twin
