// Pictures of the plan: a plane with image (where there is one), dose wash, isodose lines and structure outlines.
#pragma once

#include <string>
#include <vector>

#include "report/page.hpp"
#include "report/plane.hpp"

namespace abscope::report {

/// What all pictures of a plan have in common: what is shown, and where the planes lie.
class PlanView {
  public:
    explicit PlanView(const Context& context);

    /// False where there is neither dose nor image nor contour to show.
    bool has_content() const { return has_content_; }
    bool has_image() const { return has_image_; }
    /// Point that the three planes go through [mm]: the centre of the hottest part of the target, or the largest dose.
    patient::Vector3 centre() const { return centre_; }
    /// In words: "the centre of GTVp".
    const std::string& centre_text() const { return centre_text_; }
    /// Heights of axial planes for the slider, rising [mm].
    std::vector<double> axial_heights(int most) const;
    /// One plane as an SVG of `width` × `height` px at the position `at_mm`.
    std::string picture(Orientation orientation, double at_mm, double width, double height) const;
    /// The inside of that SVG, to be stacked for the slider; `coarse`: half of the resolution.
    std::string layers(Orientation orientation, double at_mm, double width, double height, bool coarse) const;
    /// Isodose levels as shares of the reference dose [-], falling.
    static const std::vector<double>& levels();

  private:
    struct Frame {
        Raster raster;
        double scale = 1.0, left = 0.0, top = 0.0;  // px a pixel of the raster; offset in the picture [px]
    };
    void find_bounds();
    void find_centre();
    Frame frame(Orientation orientation, double at_mm, double width, double height, bool coarse) const;
    void draw_image(Svg& svg, const Frame& frame) const;
    void draw_body(Svg& svg, const Frame& frame) const;
    void draw_dose(Svg& svg, const Frame& frame, bool wash, bool lines) const;
    void draw_structures(Svg& svg, const Frame& frame) const;
    void draw_furniture(Svg& svg, const Frame& frame, double width, double height) const;

    const Context& context_;
    patient::Vector3 low_, high_, centre_;
    std::string centre_text_;
    double reference_ = 0.0;
    bool has_content_ = false, has_image_ = false;
};

}  // namespace abscope::report
