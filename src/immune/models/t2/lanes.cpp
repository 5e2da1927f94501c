// Parameters into lanes, and the scalar right-hand side.
#include "immune/models/t2/lanes.hpp"

#include "immune/models/t2/kernel.hpp"

namespace abscope::immune::t2 {

void set_lane(LaneParameters& lanes, int lane, const Body& body) {
    for (std::size_t i = 0; i < lanes.size(); ++i) {
#define ABSCOPE_T2_COPY(name) lanes[i].name[lane] = body.lesions[i].name;
        ABSCOPE_T2_PARAMETERS(ABSCOPE_T2_COPY)
#undef ABSCOPE_T2_COPY
    }
}

void scalar_rates(const Body& body, const double* y, double* dy) { rates<double>(body.topology, body.lesions.data(), y, dy); }

}  // namespace abscope::immune::t2
