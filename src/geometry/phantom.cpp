// Assembles the thorax phantom.
#include "geometry/phantom.hpp"

#include <cstdint>

#include "core/contract.hpp"
#include "core/embedded.hpp"
#include "core/parallel.hpp"
#include "geometry/phantom_sampling.hpp"

namespace abscope::geometry {

namespace {

using namespace phantom;

/// A DICOM identifier (root 2.25) from a text: FNV-1a, 64 bits.
std::string identifier(const std::string& text) {
    std::uint64_t hash = 1469598103934665603ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return "2.25." + std::to_string(hash);
}

std::string describe(const PhantomOptions& o) {
    return "abscope thorax phantom " + std::to_string(o.dose_per_fraction_gy) + " x " + std::to_string(o.fractions) + " voxel " + std::to_string(o.voxel_mm) +
           " dose " + std::to_string(o.dose_voxel_mm) + (o.density_corrected ? " density" : " geometric");
}

std::vector<patient::Structure> make_structures(const Body& body) {
    std::vector<patient::Structure> structures(body.organs.size());
    parallel_for(body.organs.size(), [&](std::size_t n) {
        const auto& organ = body.organs[n];
        auto& structure = structures[n];
        structure.number = static_cast<int>(n) + 1;
        structure.name = organ.name;
        structure.role = organ.role;
        structure.interpreted_type = organ.interpreted_type;
        structure.colour = organ.colour;
        structure.contours = cross_sections(organ.solid, organ.step_mm);
    });
    return structures;
}

void name_everything(patient::Anatomy& anatomy, const PhantomOptions& options) {
    const std::string frame = identifier("abscope thorax phantom frame"), study = identifier("abscope thorax phantom study");
    auto& image = *anatomy.image;
    image.frame_of_reference_uid = frame;
    image.study_uid = study;
    image.series_uid = identifier("abscope thorax phantom CT " + std::to_string(options.voxel_mm));
    image.description = "Analytic thorax phantom";
    auto& set = anatomy.structures;
    set.label = "PHANTOM";
    set.frame_of_reference_uid = frame;
    set.study_uid = study;
    set.referenced_series_uid = image.series_uid;
    set.sop_instance_uid = identifier("abscope thorax phantom structures");
    auto& plan = anatomy.plans.front();
    plan.frame_of_reference_uid = frame;
    plan.study_uid = study;
    plan.referenced_structure_set_uid = set.sop_instance_uid;
    plan.sop_instance_uid = identifier("plan " + describe(options));
    auto& dose = *anatomy.dose;
    dose.frame_of_reference_uid = frame;
    dose.study_uid = study;
    dose.referenced_structure_set_uid = set.sop_instance_uid;
    dose.referenced_plan_uid = plan.sop_instance_uid;
    dose.sop_instance_uid = identifier("dose " + describe(options));
    dose.comment = "ANALYTIC PHANTOM DOSE, not a dose calculation";
    dose.source = "thorax phantom";
}

}  // namespace

patient::Anatomy thorax_phantom(const PhantomOptions& options) {
    ABSCOPE_EXPECT(options.dose_per_fraction_gy > 0.0 && options.fractions >= 1);
    ABSCOPE_EXPECT(options.voxel_mm > 0.5 && options.dose_voxel_mm > 0.5);
    const auto body = make_body();
    patient::Anatomy anatomy;
    anatomy.identity = {"ABSCOPE-THORAX", "Phantom^Thorax", "M", ""};
    anatomy.image = make_image(body, options.voxel_mm);
    anatomy.structures.structures = make_structures(body);
    auto treatment = make_treatment(body, *anatomy.image, options);
    for (const auto& structure : anatomy.structures.structures)
        if (structure.name == "PTV")
            treatment.plan.prescriptions.push_back({"PTV", structure.number, options.dose_per_fraction_gy * options.fractions});
    anatomy.plans.push_back(std::move(treatment.plan));
    anatomy.dose = std::move(treatment.dose);
    name_everything(anatomy, options);
    return anatomy;
}

std::string_view phantom_case_text() { return core::embedded_file("examples/thorax_sbrt_pembrolizumab.toml"); }

}  // namespace abscope::geometry
