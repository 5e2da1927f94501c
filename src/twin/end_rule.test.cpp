// The end rule is taken from the planning system's volumes only where they decide.
#include "twin/end_rule.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace abscope;
using namespace abscope::twin;

namespace {

constexpr double spacing_mm = 3.0;

/// Squares of 30 mm on `planes` planes.
patient::Structure prism(int number, int planes) {
    patient::Structure out;
    out.number = number;
    out.name = "S" + std::to_string(number);
    for (int k = 0; k < planes; ++k) {
        const double z = spacing_mm * k;
        out.contours.push_back({{{0, 0, z}, {30, 0, z}, {30, 30, z}, {0, 30, z}}});
    }
    return out;
}

/// Three prisms of 8, 10 and 12 planes; stored volumes as if each were `lengths_short` spacings shorter than planes × spacing.
patient::Anatomy anatomy(double lengths_short, const char* units = "CM3") {
    patient::Anatomy out;
    out.dose.emplace();
    for (const int planes : {8, 10, 12}) {
        out.structures.structures.push_back(prism(planes, planes));
        patient::StoredDvh dvh;
        dvh.roi_number = planes;
        dvh.volume_units = units;
        dvh.volume = {0.9 * (planes - lengths_short) * spacing_mm, 0.0};
        out.dose->stored_dvhs.push_back(dvh);
    }
    return out;
}

}  // namespace

TEST_CASE("end rule: volumes that end at the contours decide for that rule, and say so") {
    const auto geometry = build_geometry(anatomy(1.0));
    CHECK(geometry.ends == geometry::EndRule::contour);
    CHECK(geometry.solids[0].solid.volume_cc == doctest::Approx(0.9 * 21.0));
    REQUIRE(geometry.warnings.size() == 1);
    CHECK(geometry.warnings[0].code == "structure-ends");
}

TEST_CASE("end rule: without volumes, with too few, with other volumes, or when asked otherwise, half a spacing") {
    CHECK(build_geometry(anatomy(0.0)).ends == geometry::EndRule::half_spacing);
    CHECK(build_geometry(anatomy(0.5)).ends == geometry::EndRule::half_spacing);  // between the two: decides nothing
    CHECK(build_geometry(anatomy(1.0, "PERCENT")).ends == geometry::EndRule::half_spacing);
    CHECK(build_geometry(anatomy(1.0), geometry::EndRule::half_spacing).ends == geometry::EndRule::half_spacing);
    auto few = anatomy(1.0);
    few.dose->stored_dvhs.pop_back();
    CHECK(build_geometry(few).ends == geometry::EndRule::half_spacing);
    few.dose.reset();
    const auto none = build_geometry(few);
    CHECK(none.ends == geometry::EndRule::half_spacing);
    CHECK(none.solids[0].solid.volume_cc == doctest::Approx(0.9 * 24.0));
    CHECK(none.warnings.empty());
}

TEST_CASE("end rule: a solid that ends at its contours, a gap in it, and a piece of one plane") {
    auto structure = prism(1, 8);
    structure.contours.erase(structure.contours.begin() + 3, structure.contours.begin() + 6);  // planes 0–2 and 6–7
    const auto solid = geometry::build_prism_stack(structure, spacing_mm, geometry::EndRule::contour);
    CHECK(solid.volume_cc == doctest::Approx(0.9 * (6.0 + 3.0)));
    structure.contours.pop_back();  // 0–2 and 6: the single plane keeps its thickness
    CHECK(geometry::build_prism_stack(structure, spacing_mm, geometry::EndRule::contour).volume_cc == doctest::Approx(0.9 * (6.0 + 3.0)));
    CHECK(geometry::with_ends(solid, geometry::EndRule::half_spacing).volume_cc == doctest::Approx(0.9 * 15.0));
}
