// Numbering and nearest points of a space. Belongs to schedule.
#include "schedule/space.hpp"

#include <cmath>

#include "core/contract.hpp"

namespace abscope::schedule {

std::uint64_t Space::size() const {
    std::uint64_t n = 1;
    for (const auto& axis : axes) n *= axis.values.size();
    return n;
}

Point Space::nearest(const std::vector<double>& values) const {
    ABSCOPE_EXPECT(values.size() == axes.size());
    Point point;
    for (std::size_t a = 0; a < axes.size(); ++a) {
        int best = 0;
        for (int i = 1; i < static_cast<int>(axes[a].values.size()); ++i)
            if (std::abs(axes[a].values[static_cast<std::size_t>(i)] - values[a]) < std::abs(axes[a].values[static_cast<std::size_t>(best)] - values[a])) best = i;
        point.push_back(best);
    }
    return point;
}

Point Space::point(std::uint64_t number) const {
    ABSCOPE_EXPECT(number < size());
    Point out(axes.size());
    for (std::size_t a = axes.size(); a-- > 0;) {
        const auto n = axes[a].values.size();
        out[a] = static_cast<int>(number % n);
        number /= n;
    }
    return out;
}

}  // namespace abscope::schedule
