// RTPLAN and RT Ion Plan to a plan. Values of a control point that is silent are those of the one before, as the
// standard says (PS3.3 C.8.8.14).
#include "io/dicom/rt_plan.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>

#include "io/dicom/geometry.hpp"

namespace abscope::io::dicom {
namespace {

/// The tags in which photon and ion plans differ.
struct BeamTags {
    DcmTagKey beams, points, wedges, devices;
};
BeamTags tags_of(bool ion) {
    if (ion)
        return {DCM_IonBeamSequence, DCM_IonControlPointSequence, DCM_IonWedgeSequence,
                DCM_IonBeamLimitingDeviceSequence};
    return {DCM_BeamSequence, DCM_ControlPointSequence, DCM_WedgeSequence, DCM_BeamLimitingDeviceSequence};
}

/// Devices of which the control point says nothing stay where they were.
void update_collimators(DcmItem& item, std::vector<patient::CollimatorSetting>& settings) {
    for (DcmItem* stored : items(item, DCM_BeamLimitingDevicePositionSequence)) {
        const std::string device = text(*stored, DCM_RTBeamLimitingDeviceType);
        auto positions = numbers(*stored, DCM_LeafJawPositions);
        if (device.empty() || !positions) continue;
        auto at = std::find_if(settings.begin(), settings.end(),
                               [&](const patient::CollimatorSetting& s) { return s.device == device; });
        if (at == settings.end()) at = settings.insert(settings.end(), {device, {}});
        at->positions_mm = std::move(*positions);
    }
}

void read_collimators(DcmItem& item, const DcmTagKey& sequence, patient::Beam& beam) {
    for (DcmItem* stored : items(item, sequence)) {
        patient::Collimator device;
        device.device = text(*stored, DCM_RTBeamLimitingDeviceType);
        device.pairs = integer(*stored, DCM_NumberOfLeafJawPairs).value_or(1);
        if (auto boundaries = numbers(*stored, DCM_LeafPositionBoundaries))
            device.boundaries_mm = std::move(*boundaries);
        beam.collimators.push_back(std::move(device));
    }
}

/// Positions and weights of the spots; nothing where their numbers do not agree.
std::optional<std::vector<patient::ScanSpot>> read_spots(DcmItem& item) {
    const auto places = numbers(item, DCM_ScanSpotPositionMap), weights = numbers(item, DCM_ScanSpotMetersetWeights);
    if (!places || !weights || places->size() != 2 * weights->size()) return std::nullopt;
    std::vector<patient::ScanSpot> spots(weights->size());
    for (std::size_t s = 0; s < spots.size(); ++s) spots[s] = {(*places)[2 * s], (*places)[2 * s + 1], (*weights)[s]};
    return spots;
}

void update_spots(DcmItem& item, patient::ControlPoint& point) {
    if (auto spots = read_spots(item)) point.spots = std::move(*spots);
    const auto size = numbers(item, DCM_ScanningSpotSize);
    if (!size || size->size() != 2) return;
    point.spot_width_x_mm = (*size)[0];
    point.spot_width_y_mm = (*size)[1];
}

/// IN and OUT of each wedge that the point names, by wedge number.
void update_wedges(DcmItem& item, const std::vector<patient::Wedge>& wedges, patient::ControlPoint& point) {
    for (DcmItem* stored : items(item, DCM_WedgePositionSequence)) {
        const auto number = integer(*stored, DCM_ReferencedWedgeNumber);
        const auto at = std::find_if(wedges.begin(), wedges.end(), [&](const patient::Wedge& w) { return w.number == number; });
        if (at == wedges.end()) continue;
        point.wedges_in.resize(wedges.size());
        point.wedges_in[static_cast<std::size_t>(at - wedges.begin())] = text(*stored, DCM_WedgePosition) == "IN";
    }
}

std::vector<patient::Wedge> read_wedges(DcmItem& item, const DcmTagKey& sequence) {
    std::vector<patient::Wedge> wedges;
    for (DcmItem* stored : items(item, sequence)) {
        patient::Wedge wedge;
        wedge.number = integer(*stored, DCM_WedgeNumber).value_or(static_cast<int>(wedges.size()) + 1);
        wedge.type = text(*stored, DCM_WedgeType);
        wedge.id = text(*stored, DCM_WedgeID);
        wedge.angle_deg = number(*stored, DCM_WedgeAngle);
        wedge.orientation_deg = number(*stored, DCM_WedgeOrientation);
        wedge.factor = number(*stored, DCM_WedgeFactor);
        wedges.push_back(std::move(wedge));
    }
    return wedges;
}

/// The control point that `item` makes of the one before it.
patient::ControlPoint next_point(DcmItem& item, const patient::ControlPoint& previous, const patient::Beam& beam) {
    patient::ControlPoint point = previous;
    const auto update = [&](std::optional<double>& value, const DcmTagKey& tag) {
        if (const auto stored = number(item, tag)) value = stored;
    };
    point.cumulative_weight = number(item, DCM_CumulativeMetersetWeight).value_or(previous.cumulative_weight);
    update(point.gantry_deg, DCM_GantryAngle);
    update(point.collimator_deg, DCM_BeamLimitingDeviceAngle);
    update(point.couch_deg, DCM_PatientSupportAngle);
    update(point.energy_mv, DCM_NominalBeamEnergy);
    update(point.dose_rate_mu_per_min, DCM_DoseRateSet);
    if (std::string turn = text(item, DCM_GantryRotationDirection); !turn.empty()) point.gantry_turn = std::move(turn);
    update_collimators(item, point.collimators);
    update_wedges(item, beam.wedges, point);
    update_spots(item, point);
    return point;
}

void read_points(DcmItem& item, const DcmTagKey& sequence, patient::Beam& beam, const std::string& plan,
                 patient::Warnings& warnings) {
    patient::ControlPoint point;
    for (DcmItem* stored : items(item, sequence)) {
        point = next_point(*stored, point, beam);
        beam.control_points.push_back(point);
        if (!beam.isocentre) beam.isocentre = vector3(*stored, DCM_IsocenterPosition);
    }
    const auto claimed = integer(item, DCM_NumberOfControlPoints);
    if (claimed && static_cast<std::size_t>(*claimed) != beam.control_points.size())
        warnings.push_back(
            {"plan-control-points",
             fmt::format("plan '{}', beam '{}': Number of Control Points says {}, there are {}.", plan,
                         beam.name, *claimed, beam.control_points.size())});
}

patient::Beam read_beam(DcmItem& item, const BeamTags& tags, const std::string& charset,
                        const std::string& plan, patient::Warnings& warnings) {
    patient::Beam beam;
    beam.number = integer(item, DCM_BeamNumber).value_or(0);
    beam.name = label(item, DCM_BeamName, charset);
    if (beam.name.empty()) beam.name = fmt::format("beam {}", beam.number);
    const auto replace = [&](std::string& value, const DcmTagKey& tag) {
        if (std::string stored = text(item, tag); !stored.empty()) value = std::move(stored);
    };
    replace(beam.radiation, DCM_RadiationType);
    replace(beam.type, DCM_BeamType);
    replace(beam.delivery, DCM_TreatmentDeliveryType);
    beam.final_weight = number(item, DCM_FinalCumulativeMetersetWeight).value_or(1.0);
    beam.machine = label(item, DCM_TreatmentMachineName, charset);
    beam.wedges = read_wedges(item, tags.wedges);
    beam.blocks = integer(item, DCM_NumberOfBlocks).value_or(0);
    beam.boli = integer(item, DCM_NumberOfBoli).value_or(0);
    beam.compensators = integer(item, DCM_NumberOfCompensators).value_or(0);
    beam.scan_mode = text(item, DCM_ScanMode);
    for (DcmItem* applicator : items(item, DCM_ApplicatorSequence)) beam.applicator = label(*applicator, DCM_ApplicatorID, charset);
    if (const auto said = integer(item, DCM_NumberOfWedges); said && *said != static_cast<int>(beam.wedges.size()))
        warnings.push_back({"plan-wedges", fmt::format("plan '{}', beam '{}': Number of Wedges says {}, there are {}.",
                                                       plan, beam.name, *said, beam.wedges.size())});
    read_collimators(item, tags.devices, beam);
    read_points(item, tags.points, beam, plan, warnings);
    return beam;
}

void read_prescriptions(DcmDataset& dataset, const std::string& charset, patient::Plan& plan) {
    for (DcmItem* item : items(dataset, DCM_DoseReferenceSequence)) {
        if (text(*item, DCM_DoseReferenceType) == "ORGAN_AT_RISK") continue;
        patient::Prescription p;
        p.target_name = label(*item, DCM_DoseReferenceDescription, charset);
        p.roi_number = integer(*item, DCM_ReferencedROINumber);
        p.dose_gy = number(*item, DCM_TargetPrescriptionDose);
        plan.prescriptions.push_back(std::move(p));
    }
}

/// Metersets and beam doses stand with the fraction group, not with the beam.
void read_fraction_groups(DcmDataset& dataset, patient::Plan& plan, patient::Warnings& warnings) {
    for (DcmItem* item : items(dataset, DCM_FractionGroupSequence)) {
        patient::FractionGroup group;
        group.number = integer(*item, DCM_FractionGroupNumber)
                           .value_or(static_cast<int>(plan.fraction_groups.size()) + 1);
        group.fractions = integer(*item, DCM_NumberOfFractionsPlanned);
        if (group.fractions && *group.fractions <= 0) group.fractions.reset();
        for (DcmItem* reference : items(*item, DCM_ReferencedBeamSequence)) {
            const auto number_of_beam = integer(*reference, DCM_ReferencedBeamNumber);
            if (!number_of_beam) continue;
            group.beams.push_back(*number_of_beam);
            const auto beam = std::find_if(plan.beams.begin(), plan.beams.end(), [&](const patient::Beam& b) {
                return b.number == *number_of_beam;
            });
            if (beam == plan.beams.end()) {
                warnings.push_back(
                    {"plan-beam-absent",
                     fmt::format(
                         "plan '{}': fraction group {} refers to beam {}, which the plan does not have.",
                         plan.label, group.number, *number_of_beam)});
                continue;
            }
            if (!beam->meterset_mu) beam->meterset_mu = number(*reference, DCM_BeamMeterset);
            if (!beam->dose_gy) beam->dose_gy = number(*reference, DCM_BeamDose);
        }
        plan.fraction_groups.push_back(std::move(group));
    }
}

void read_position(DcmDataset& dataset, FoundPlan& found) {
    for (DcmItem* setup : items(dataset, DCM_PatientSetupSequence)) {
        const auto position = position_from(text(*setup, DCM_PatientPosition));
        if (position != patient::PatientPosition::unknown) found.plan.position = position;
    }
}

void read_brachy(DcmDataset& dataset, const std::string& charset, patient::Plan& plan, patient::Warnings& warnings) {
    for (DcmItem* item : items(dataset, DCM_ApplicationSetupSequence)) {
        patient::BrachySetup setup;
        setup.number = integer(*item, DCM_ApplicationSetupNumber).value_or(0);
        setup.type = text(*item, DCM_ApplicationSetupType);
        setup.name = label(*item, DCM_ApplicationSetupName, charset);
        setup.channels = static_cast<int>(items(*item, DCM_ChannelSequence).size());
        setup.air_kerma_strength_time = number(*item, DCM_TotalReferenceAirKerma);
        plan.brachy_setups.push_back(std::move(setup));
    }
    plan.brachy_technique = text(dataset, DCM_BrachyTreatmentTechnique);
    plan.brachy_type = text(dataset, DCM_BrachyTreatmentType);
    for (DcmItem* source : items(dataset, DCM_SourceSequence))
        plan.brachy_isotopes.push_back(text(*source, DCM_SourceIsotopeName));
    if (!plan.brachy_setups.empty())
        warnings.push_back(
            {"plan-brachy",
             fmt::format("plan '{}' is brachytherapy ({} {}, {} setup(s), {}). It is listed; its dose is taken as the "
                         "RTDOSE gives it.",
                         plan.label, plan.brachy_type, plan.brachy_technique, plan.brachy_setups.size(),
                         fmt::join(plan.brachy_isotopes, ", "))});
}

void say_radiation(const FoundPlan& found, patient::Warnings& warnings) {
    for (const patient::Beam& beam : found.plan.beams) {
        if (beam.radiation == "PHOTON") continue;
        warnings.push_back(
            {"plan-not-photon", fmt::format("{} '{}', beam '{}': radiation {}. The beam is listed; its dose "
                                            "is taken as the RTDOSE gives it.",
                                            found.kind, found.plan.label, beam.name, beam.radiation)});
        return;
    }
}

}  // namespace

FoundPlan read_plan(OpenFile& file, const std::string& name, patient::Warnings& warnings) {
    DcmDataset& dataset = file.dataset();
    const std::string charset = file.charset();
    const bool ion = file.sop_class() == UID_RTIonPlanStorage;
    FoundPlan found;
    found.kind = ion ? "RT Ion Plan" : "RT Plan";
    found.source = name;
    patient::Plan& plan = found.plan;
    plan.sop_instance_uid = text(dataset, DCM_SOPInstanceUID);
    plan.study_uid = text(dataset, DCM_StudyInstanceUID);
    plan.frame_of_reference_uid = text(dataset, DCM_FrameOfReferenceUID);
    plan.label = label(dataset, DCM_RTPlanLabel, charset);
    plan.name = label(dataset, DCM_RTPlanName, charset);
    if (plan.label.empty()) plan.label = plan.name.empty() ? name : plan.name;
    for (DcmItem* reference : items(dataset, DCM_ReferencedStructureSetSequence))
        if (plan.referenced_structure_set_uid.empty())
            plan.referenced_structure_set_uid = text(*reference, DCM_ReferencedSOPInstanceUID);
    const BeamTags tags = tags_of(ion);
    for (DcmItem* item : items(dataset, tags.beams))
        plan.beams.push_back(read_beam(*item, tags, charset, plan.label, warnings));
    read_prescriptions(dataset, charset, plan);
    read_fraction_groups(dataset, plan, warnings);
    read_position(dataset, found);
    read_brachy(dataset, charset, plan, warnings);
    say_radiation(found, warnings);
    if (found.refused) found.refused->context.push_back(fmt::format("in file '{}'", name));
    return found;
}

}  // namespace abscope::io::dicom
