// The quantities of T2 that the product reports, each a sum of states, and the largest relative difference of two
// trajectories in them.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "immune/models/t2/course.hpp"

namespace abscope::immune::t2 {

struct ReportedQuantity {
    std::string name;
    std::vector<int> states;

    double of(const std::vector<double>& y) const {
        double sum = 0.0;
        for (const int s : states) sum += y[static_cast<std::size_t>(s)];
        return sum;
    }
};

inline std::vector<ReportedQuantity> reported_quantities(const Topology& topology) {
    using L = LesionIndex;
    using N = NodeIndex;
    using S = SystemicIndex;
    std::vector<ReportedQuantity> out;
    const auto alone = [&](int state) { out.push_back({state_name(topology, state), {state}}); };
    for (int i = 0; i < topology.lesions(); ++i) {
        const int at = topology.lesion_at(i);
        out.push_back({"volume", {at + L::Co, at + L::Ch, at + L::D1, at + L::D2}});
        out.push_back({"viable cells", {at + L::Co, at + L::Ch}});
        out.push_back({"effectors", {at + L::En, at + L::Er}});
        for (const int s : {L::A, L::S, L::X_, L::I, L::P, L::Ex, L::R, L::M, L::M1, L::K, L::V, L::GT, L::GA}) alone(at + s);
    }
    for (int j = 0; j < topology.nodes; ++j) {
        const int at = topology.node_at(j);
        for (const int s : {N::DCn, N::Q, N::Hn}) alone(at + s);
        out.push_back({"expanding cells", {at + N::W1, at + N::W2, at + N::W3}});
    }
    for (const int s : {S::B, S::ALC, S::NEU, S::CT, S::c1, S::cL, S::c4, S::cO}) alone(topology.systemic_at() + s);
    return out;
}

struct Difference {
    double relative = 0.0;  ///< |ours − theirs|/(|theirs| + floor·largest of the course) [-]
    std::string quantity;
    double day = 0.0;       ///< [d]
};

inline Difference largest_difference(const Trajectory& ours, const Trajectory& theirs, const std::vector<ReportedQuantity>& quantities,
                                     double floor) {
    Difference worst;
    for (const auto& quantity : quantities) {
        double largest = 0.0;
        for (const auto& y : theirs.states) largest = std::max(largest, std::abs(quantity.of(y)));
        if (largest == 0.0) continue;
        for (std::size_t d = 0; d < theirs.days.size(); ++d) {
            const double exact = quantity.of(theirs.states[d]);
            const double relative = std::abs(quantity.of(ours.states[d]) - exact) / (std::abs(exact) + floor * largest);
            if (!(relative <= worst.relative)) worst = {relative, quantity.name, theirs.days[d]};
        }
    }
    return worst;
}

}  // namespace abscope::immune::t2
