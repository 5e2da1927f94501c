// The scalar right-hand side.
#include "immune/models/t2/lanes.hpp"

#include "immune/models/t2/kernel.hpp"

namespace abscope::immune::t2 {

void scalar_rates(const Body& body, const double* y, double* dy) { rates<double>(body.topology, body.lesions.data(), y, dy); }

}  // namespace abscope::immune::t2
