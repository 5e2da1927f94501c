// The DVHs that a planning system stored inside an RTDOSE.
#include "io/dicom/stored_dvh.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>

namespace abscope::io::dicom {
namespace {

/// A stored maximum this much above the grid's maximum cannot be a dose of this grid in Gy.
constexpr double implausible_ratio = 1.5;

std::optional<patient::StoredDvh> read_one(DcmItem& item) {
    patient::StoredDvh dvh;
    for (DcmItem* reference : items(item, DCM_DVHReferencedROISequence))
        if (const auto roi = integer(*reference, DCM_ReferencedROINumber);
            roi && text(*reference, DCM_DVHROIContributionType) != "EXCLUDED") {
            dvh.roi_number = *roi;
            break;
        }
    const double scaling = number(item, DCM_DVHDoseScaling).value_or(1.0);
    dvh.cumulative = text(item, DCM_DVHType) != "DIFFERENTIAL";
    dvh.dose_units = text(item, DCM_DoseUnits);
    dvh.volume_units = text(item, DCM_DVHVolumeUnits);
    const auto scaled = [&](const DcmTagKey& tag) -> std::optional<double> {
        if (const auto value = number(item, tag)) return *value * scaling;
        return std::nullopt;
    };
    dvh.minimum_gy = scaled(DCM_DVHMinimumDose);
    dvh.maximum_gy = scaled(DCM_DVHMaximumDose);
    dvh.mean_gy = scaled(DCM_DVHMeanDose);
    const auto data = numbers(item, DCM_DVHData);
    if (!data || data->size() % 2 != 0) return std::nullopt;
    for (std::size_t i = 0; i < data->size(); i += 2) {
        dvh.bin_width_gy.push_back((*data)[i] * scaling);
        dvh.volume.push_back((*data)[i + 1]);
    }
    return dvh;
}

}  // namespace

void read_stored_dvhs(DcmDataset& dataset, const std::string& name, patient::DoseGrid& dose,
                      patient::Warnings& warnings) {
    std::size_t damaged = 0;
    double largest = 0.0;
    for (DcmItem* item : items(dataset, DCM_DVHSequence)) {
        auto dvh = read_one(*item);
        if (!dvh) {
            ++damaged;
            continue;
        }
        if (dvh->dose_units == "GY") largest = std::max(largest, dvh->maximum_gy.value_or(0.0));
        dose.stored_dvhs.push_back(std::move(*dvh));
    }
    if (damaged > 0)
        warnings.push_back(
            {"stored-dvh-damaged",
             fmt::format("dose '{}': {} stored DVH(s) cannot be read and are left out.", name, damaged)});
    const double grid_maximum = dose.maximum_gy();
    if (grid_maximum > 0.0 && largest > implausible_ratio * grid_maximum)
        warnings.push_back({"stored-dvh-implausible",
                            fmt::format("dose '{}': its stored DVHs claim Gy and reach {:.3f}, the dose grid "
                                        "reaches {:.3f} Gy. They are kept as written and not used: probably "
                                        "they are percent of a prescription.",
                                        name, largest, grid_maximum)});
}

}  // namespace abscope::io::dicom
