// Reading, checking and scaling of circulation networks.
#include "blood/circulation.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "blood/csv_rows.hpp"
#include "core/contract.hpp"
#include "core/embedded.hpp"

namespace abscope::blood {
namespace {

constexpr double balance_tolerance = 1e-12;  // of the cardiac output
constexpr double volume_tolerance = 1e-3;    // of the blood volume

struct Balance {
    std::vector<double> in, out;
};

Balance balance_of(std::size_t n, const std::vector<Flow>& flows) {
    Balance b{std::vector<double>(n, 0.0), std::vector<double>(n, 0.0)};
    for (const Flow& f : flows) {
        b.out[f.from] += f.fraction;
        b.in[f.to] += f.fraction;
    }
    return b;
}

void take_flows_from(std::vector<Compartment>& compartments, const std::vector<Flow>& flows) {
    const Balance b = balance_of(compartments.size(), flows);
    for (std::size_t k = 0; k < compartments.size(); ++k) compartments[k].flow_fraction = b.out[k];
}

double normalise_volumes(std::vector<Compartment>& compartments) {
    double sum = 0.0;
    for (const Compartment& c : compartments) sum += c.volume_fraction;
    for (Compartment& c : compartments) c.volume_fraction /= sum;
    return sum;
}

Result<void> check_compartments(const std::vector<Compartment>& compartments) {
    if (compartments.empty())
        return bad_input("the circulation has no compartment", "blood must be somewhere",
                         "name at least one compartment");
    double sum = 0.0;
    for (std::size_t k = 0; k < compartments.size(); ++k) {
        const Compartment& c = compartments[k];
        if (!(c.volume_fraction >= 0.0 && c.volume_fraction <= 1.0 + volume_tolerance))
            return bad_input(fmt::format("compartment '{}' has {:g} % of the blood volume", c.name,
                                         100 * c.volume_fraction),
                             "a share lies between 0 and 100 %", "correct its volume");
        for (std::size_t l = 0; l < k; ++l)
            if (compartments[l].name == c.name)
                return bad_input(fmt::format("compartment '{}' is there twice", c.name),
                                 "flows name compartments", "rename one of them");
        sum += c.volume_fraction;
    }
    if (std::abs(sum - 1.0) > volume_tolerance)
        return bad_input(fmt::format("the compartments hold {:.6g} % of the blood volume", 100 * sum),
                         "they must hold all of it",
                         "correct the volumes; sums within 0.1 % of 100 % are normalised");
    return {};
}

Result<void> check_flows(const std::vector<Compartment>& compartments, const std::vector<Flow>& flows) {
    for (const Flow& f : flows) {
        if (f.from >= compartments.size() || f.to >= compartments.size())
            return bad_input("a flow joins a compartment that does not exist",
                             "both ends must be compartments");
        if (!(f.fraction >= 0.0 && std::isfinite(f.fraction)))
            return bad_input(
                fmt::format("the flow from '{}' to '{}' is {:g} % of the cardiac output",
                            compartments[f.from].name, compartments[f.to].name, 100 * f.fraction),
                "a flow is finite and not negative", "turn its direction round or correct it");
        if (f.from == f.to)
            return bad_input(fmt::format("compartment '{}' flows into itself", compartments[f.from].name),
                             "that changes nothing but its dwell time", "remove the flow");
    }
    const Balance b = balance_of(compartments.size(), flows);
    std::size_t worst = 0;
    for (std::size_t k = 0; k < compartments.size(); ++k)
        if (std::abs(b.in[k] - b.out[k]) > std::abs(b.in[worst] - b.out[worst])) worst = k;
    if (!(std::abs(b.in[worst] - b.out[worst]) <= balance_tolerance))
        return bad_input(
            fmt::format("compartment '{}' receives {:.6g} % of the cardiac output and gives {:.6g} %",
                        compartments[worst].name, 100 * b.in[worst], 100 * b.out[worst]),
            "in steady state both are equal", "correct a flow into or out of it");
    for (std::size_t k = 0; k < compartments.size(); ++k)
        if (compartments[k].volume_fraction == 0.0 && b.out[k] > 0.0)
            return bad_input(fmt::format("compartment '{}' has flow but no blood", compartments[k].name),
                             "blood would pass it in no time",
                             "give it a volume or join its neighbours directly");
    return {};
}

Result<void> check_scale(const BloodScale& scale) {
    if (!(scale.volume_l > 0.05 && scale.volume_l < 20.0))
        return bad_input(fmt::format("a blood volume of {:g} L", scale.volume_l), "0.05 to 20 L are accepted",
                         "give it in litres");
    if (!(scale.output_l_per_min > 0.05 && scale.output_l_per_min < 50.0))
        return bad_input(fmt::format("a cardiac output of {:g} L/min", scale.output_l_per_min),
                         "0.05 to 50 L/min are accepted", "give it in litres per minute");
    return {};
}

Result<std::size_t> index_in(const std::vector<Compartment>& compartments, std::string_view name) {
    std::vector<std::string_view> names;
    for (std::size_t k = 0; k < compartments.size(); ++k) {
        if (compartments[k].name == name) return k;
        names.push_back(compartments[k].name);
    }
    const auto near = nearest_word(name, names);
    return bad_input(
        fmt::format("no compartment is called '{}'", name), "a flow joins two named compartments",
        near ? fmt::format("did you mean '{}'?", *near) : std::string("list it as a compartment first"));
}

}  // namespace

Result<CirculationNetwork> CirculationNetwork::make(std::string name, std::vector<Compartment> compartments,
                                                    std::vector<Flow> flows, BloodScale scale) {
    const std::string where = fmt::format("circulation '{}'", name);
    if (auto r = check_compartments(compartments); !r.ok()) return Error(r.error()).within(where);
    if (auto r = check_flows(compartments, flows); !r.ok()) return Error(r.error()).within(where);
    if (auto r = check_scale(scale); !r.ok()) return Error(r.error()).within(where);
    return unbalanced(std::move(name), std::move(compartments), std::move(flows), std::move(scale));
}

CirculationNetwork CirculationNetwork::unbalanced(std::string name, std::vector<Compartment> compartments,
                                                  std::vector<Flow> flows, BloodScale scale) {
    CirculationNetwork n;
    normalise_volumes(compartments);
    take_flows_from(compartments, flows);
    n.name_ = std::move(name);
    n.compartments_ = std::move(compartments);
    n.flows_ = std::move(flows);
    n.scale_ = std::move(scale);
    return n;
}

std::optional<std::size_t> CirculationNetwork::index_of(std::string_view name) const {
    for (std::size_t k = 0; k < compartments_.size(); ++k)
        if (compartments_[k].name == name) return k;
    return std::nullopt;
}

double CirculationNetwork::volume_l(std::size_t compartment) const {
    ABSCOPE_EXPECT(compartment < size());
    return compartments_[compartment].volume_fraction * scale_.volume_l;
}

double CirculationNetwork::mean_dwell_s(std::size_t compartment) const {
    ABSCOPE_EXPECT(compartment < size());
    const Compartment& c = compartments_[compartment];
    if (c.flow_fraction <= 0.0) return std::numeric_limits<double>::infinity();
    return c.volume_fraction / c.flow_fraction / turnover_per_s();
}

double CirculationNetwork::imbalance() const {
    const Balance b = balance_of(size(), flows_);
    double worst = 0.0;
    for (std::size_t k = 0; k < size(); ++k) worst = std::max(worst, std::abs(b.in[k] - b.out[k]));
    return worst;
}

CirculationNetwork CirculationNetwork::scaled(BloodScale scale) const {
    CirculationNetwork n = *this;
    n.scale_ = std::move(scale);
    return n;
}

Result<CirculationNetwork> CirculationNetwork::with_tumour(const TumourBed& tumour) const {
    ABSCOPE_TRY(const std::size_t host, index_in(compartments_, tumour.host));
    const double blood = tumour.volume_fraction * tumour.relative_blood_density;
    const double flow = tumour.volume_fraction * tumour.relative_perfusion;
    if (!(blood > 0.0 && blood < 1.0 && flow >= 0.0 && flow < 1.0))
        return bad_input(fmt::format("a tumour with {:g} of the blood and {:g} of the flow of '{}'", blood,
                                     flow, tumour.host),
                         "both shares must lie between 0 and 1",
                         "lower its volume fraction, density or perfusion");
    std::vector<Compartment> compartments = compartments_;
    compartments.push_back({"tumour", blood * compartments[host].volume_fraction, 0.0});
    compartments[host].volume_fraction *= 1.0 - blood;
    std::vector<Flow> flows = flows_;
    const std::size_t bed = compartments.size() - 1;
    for (const Flow& f : flows_) {
        if (f.to == host) flows.push_back({f.from, bed, flow * f.fraction});
        if (f.from == host) flows.push_back({bed, f.to, flow * f.fraction});
    }
    for (std::size_t i = 0; i < flows_.size(); ++i)
        if (flows[i].to == host || flows[i].from == host) flows[i].fraction *= 1.0 - flow;
    return make(name_ + " with a tumour in " + tumour.host, std::move(compartments), std::move(flows),
                scale_);
}

BloodScale reference_scale(patient::Sex sex) {
    if (sex == patient::Sex::female) return {3.9, 5.9, "reference adult female, ICRP 89"};
    return {5.3, 6.5,
            sex == patient::Sex::male ? "reference adult male, ICRP 89"
                                      : "reference adult male, ICRP 89 (sex not given)"};
}

BloodScale patient_scale(const patient::Host& host) {
    BloodScale scale = reference_scale(host.sex);
    if (!host.weight) return scale;
    const bool female = host.sex == patient::Sex::female;
    const double weight = value_as<Kilogram>(*host.weight);
    if (!(weight >= 35.0 && weight <= 160.0)) {
        scale.source += " (weight outside 35 to 160 kg, not scaled)";
        return scale;
    }
    double volume = scale.volume_l * weight / (female ? 60.0 : 73.0);  // reference masses of ICRP 89
    std::string source = fmt::format("{} scaled by weight {:g} kg", scale.source, weight);
    if (host.height) {
        const double height = value_as<Millimetre>(*host.height) * 1e-3;
        if (height >= 1.4 && height <= 2.1) {
            const double cubed = height * height * height;
            // Nadler, Hidalgo and Bloch 1962 [@nadler1962], in m, kg and L.
            volume = female ? 0.3561 * cubed + 0.03308 * weight + 0.1833
                            : 0.3669 * cubed + 0.03219 * weight + 0.6041;
            source = fmt::format("Nadler's formula, {:g} kg, {:g} m; output in proportion", weight, height);
        }
    }
    const double factor = volume / scale.volume_l;
    return {volume, scale.output_l_per_min * factor, std::move(source)};
}

namespace {

Result<CirculationNetwork> from_rows(std::string name, const std::vector<std::vector<std::string>>& rows,
                                     BloodScale scale) {
    std::vector<Compartment> compartments;
    std::vector<Flow> flows;
    for (const auto& row : rows) {
        if (row.size() != 4)
            return bad_input("a row does not have four columns", "kind,name,to,percent are expected");
        double percent = 0.0;
        std::from_chars(row[3].data(), row[3].data() + row[3].size(), percent);
        if (row[0] == "volume") {
            compartments.push_back({row[1], percent / 100.0, 0.0});
        } else {
            ABSCOPE_TRY(const std::size_t from, index_in(compartments, row[1]));
            ABSCOPE_TRY(const std::size_t to, index_in(compartments, row[2]));
            flows.push_back({from, to, percent / 100.0});
        }
    }
    return CirculationNetwork::make(std::move(name), std::move(compartments), std::move(flows),
                                    std::move(scale));
}

}  // namespace

CirculationNetwork reference_circulation(patient::Sex sex) {
    const bool female = sex == patient::Sex::female;
    const auto rows = csv_rows(
        core::embedded_file(female ? "circulation_icrp89_female.csv" : "circulation_icrp89_male.csv"));
    auto network =
        from_rows(female ? "ICRP 89 adult female" : "ICRP 89 adult male", rows, reference_scale(sex));
    ABSCOPE_EXPECT(network.ok());
    return std::move(network).value();
}

Result<CirculationNetwork> read_circulation(const Document& document) {
    ABSCOPE_CHECK_OK(document.only_known_keys(
        {"name", "blood_volume_l", "cardiac_output_l_per_min", "compartment", "flow"}));
    ABSCOPE_TRY(std::string name, document.text_or("name", "user circulation"));
    ABSCOPE_TRY(const double volume, document.number("blood_volume_l"));
    ABSCOPE_TRY(const double output, document.number("cardiac_output_l_per_min"));
    ABSCOPE_TRY(const Node* compartment_rows, document.member("compartment"));
    ABSCOPE_TRY(const Node* flow_rows, document.member("flow"));
    std::vector<Compartment> compartments;
    for (const Node& row : compartment_rows->items()) {
        ABSCOPE_CHECK_OK(row.only_known_keys({"name", "volume"}));
        ABSCOPE_TRY(std::string label, row.text("name"));
        ABSCOPE_TRY(const double percent, row.number("volume"));
        compartments.push_back({std::move(label), percent / 100.0, 0.0});
    }
    std::vector<Flow> flows;
    for (const Node& row : flow_rows->items()) {
        ABSCOPE_CHECK_OK(row.only_known_keys({"from", "to", "flow"}));
        ABSCOPE_TRY(const std::string from_name, row.text("from"));
        ABSCOPE_TRY(const std::string to_name, row.text("to"));
        ABSCOPE_TRY(const double percent, row.number("flow"));
        auto from = index_in(compartments, from_name);
        if (!from.ok()) return row.error(from.error().problem, from.error().why, from.error().suggestion);
        auto to = index_in(compartments, to_name);
        if (!to.ok()) return row.error(to.error().problem, to.error().why, to.error().suggestion);
        flows.push_back({*from, *to, percent / 100.0});
    }
    return CirculationNetwork::make(std::move(name), std::move(compartments), std::move(flows),
                                    {volume, output, "given with the circulation"});
}

}  // namespace abscope::blood
