// What a fraction and an administration do to T2's states, and the state before treatment. Belongs to the shelf of model T2.
#pragma once

#include <span>

#include "immune/models/t2/parameters.hpp"
#include "immune/models/t2/states.hpp"
#include "immune/regimen.hpp"

namespace abscope::immune::t2 {

/// One patient's states inside a block of lanes: state s stands at first[s * stride].
template <class R>
struct StatesOf {
    R* first;
    int stride = 1;
    R& operator[](int state) const { return first[static_cast<std::ptrdiff_t>(state) * stride]; }
};
using StateView = StatesOf<double>;

/// ln of the surviving fraction after d_gy [Gy]: −αd − (α/(α/β))·d²/(1 + d/(2·dT)); smooth in d, linear at high dose.
double log_survival(const Parameters& parameters, double d_gy);

/// Applies one intervention: survival of every population, damage, vessels, node, blood; a rise of a drug; a cycle of
/// chemotherapy; what surgery removes.
void apply(const Topology& topology, std::span<const Parameters> lesions, const Intervention& intervention, StateView y);

/// The state of an untreated body whose lesions hold `cells` [1e6] viable tumour cells each.
void set_initial_state(const Topology& topology, std::span<const Parameters> lesions, std::span<const double> cells, StateView y);

}  // namespace abscope::immune::t2
