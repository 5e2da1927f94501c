// Plans as RTPLAN.
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <cmath>

#include "io/dicom/write_object.hpp"

namespace abscope::io::dicom {
namespace {

/// A beam without collimators is written with jaws that leave the largest usual field open.
constexpr double open_half_field_mm = 200.0;
constexpr double source_axis_mm = 1000.0;

struct Devices {
    std::vector<patient::Collimator> collimators;
    std::vector<patient::CollimatorSetting> open;  ///< used where the first control point says nothing
};

Devices devices_of(const patient::Beam& beam) {
    Devices devices;
    devices.collimators = beam.collimators;
    if (devices.collimators.empty()) devices.collimators = {{"X", 1, {}}, {"Y", 1, {}}};
    for (const patient::Collimator& c : devices.collimators) {
        std::vector<double> positions(2 * static_cast<std::size_t>(c.pairs), open_half_field_mm);
        for (int p = 0; p < c.pairs; ++p) positions[static_cast<std::size_t>(p)] = -open_half_field_mm;
        devices.open.push_back({c.device, positions});
    }
    return devices;
}

void put_prescriptions(DcmItem& dataset, const patient::Plan& plan) {
    int number = 0;
    for (const patient::Prescription& p : plan.prescriptions) {
        DcmItem& item = add_item(dataset, DCM_DoseReferenceSequence);
        put_integer(item, DCM_DoseReferenceNumber, ++number);
        put(item, DCM_DoseReferenceStructureType, p.roi_number ? "VOLUME" : "SITE");
        if (!p.target_name.empty() || !p.roi_number)
            put(item, DCM_DoseReferenceDescription,
                short_text(p.target_name.empty() ? "target" : p.target_name, 64));
        if (p.roi_number) put_integer(item, DCM_ReferencedROINumber, *p.roi_number);
        put(item, DCM_DoseReferenceType, "TARGET");
        if (p.dose_gy) put_decimal(item, DCM_TargetPrescriptionDose, *p.dose_gy);
    }
}

const patient::Beam* beam_of(const patient::Plan& plan, int number) {
    for (const patient::Beam& beam : plan.beams)
        if (beam.number == number) return &beam;
    return nullptr;
}

void put_fraction_groups(DcmItem& dataset, const patient::Plan& plan) {
    for (const patient::FractionGroup& group : plan.fraction_groups) {
        DcmItem& item = add_item(dataset, DCM_FractionGroupSequence);
        put_integer(item, DCM_FractionGroupNumber, group.number);
        put(item, DCM_NumberOfFractionsPlanned, group.fractions ? std::to_string(*group.fractions) : "");
        put_integer(item, DCM_NumberOfBeams, static_cast<long>(group.beams.size()));
        put_integer(item, DCM_NumberOfBrachyApplicationSetups, 0);
        for (const int number : group.beams) {
            DcmItem& reference = add_item(item, DCM_ReferencedBeamSequence);
            const patient::Beam* beam = beam_of(plan, number);
            if (beam != nullptr && beam->dose_gy) put_decimal(reference, DCM_BeamDose, *beam->dose_gy);
            if (beam != nullptr && beam->meterset_mu)
                put_decimal(reference, DCM_BeamMeterset, *beam->meterset_mu);
            put_integer(reference, DCM_ReferencedBeamNumber, number);
        }
    }
}

/// Writes a number where it is new, as the standard wants it: at the first point always, later only where it changes.
void put_changed(DcmItem& item, const DcmTagKey& tag, const std::optional<double>& value,
                 const std::optional<double>* previous, double fallback) {
    if (previous != nullptr && (*previous == value || !value)) return;
    put_decimal(item, tag, value.value_or(fallback));
}

/// Angles in a rotation: the direction of the way to the next control point.
const char* rotation_to(const std::optional<double>& from, const std::optional<double>& to) {
    if (!from || !to || *from == *to) return "NONE";
    const double turn = std::fmod(*to - *from + 720.0, 360.0);
    return turn <= 180.0 ? "CW" : "CC";
}

void put_collimators(DcmItem& item, const patient::ControlPoint& point, const patient::ControlPoint* previous,
                     const Devices& devices) {
    const auto setting_of = [](const std::vector<patient::CollimatorSetting>& settings,
                               const std::string& device) -> const patient::CollimatorSetting* {
        for (const auto& s : settings)
            if (s.device == device) return &s;
        return nullptr;
    };
    for (const patient::CollimatorSetting& open : devices.open) {
        const auto* now = setting_of(point.collimators, open.device);
        const auto* before = previous != nullptr ? setting_of(previous->collimators, open.device) : nullptr;
        if (previous != nullptr && (now == nullptr || (before != nullptr && *before == *now))) continue;
        DcmItem& position = add_item(item, DCM_BeamLimitingDevicePositionSequence);
        put(position, DCM_RTBeamLimitingDeviceType, open.device);
        put_decimals(position, DCM_LeafJawPositions, now != nullptr ? now->positions_mm : open.positions_mm);
    }
}

void put_wedge_positions(DcmItem& item, const patient::ControlPoint& point, const patient::ControlPoint* previous,
                         const patient::Beam& beam) {
    if (beam.wedges.empty() || (previous != nullptr && previous->wedges_in == point.wedges_in)) return;
    for (std::size_t w = 0; w < beam.wedges.size(); ++w) {
        DcmItem& position = add_item(item, DCM_WedgePositionSequence);
        put_integer(position, DCM_ReferencedWedgeNumber, beam.wedges[w].number);
        put(position, DCM_WedgePosition, w < point.wedges_in.size() && !point.wedges_in[w] ? "OUT" : "IN");
    }
}

void put_wedges(DcmItem& item, const patient::Beam& beam) {
    put_integer(item, DCM_NumberOfWedges, static_cast<long>(beam.wedges.size()));
    for (const patient::Wedge& wedge : beam.wedges) {
        DcmItem& out = add_item(item, DCM_WedgeSequence);
        put_integer(out, DCM_WedgeNumber, wedge.number);
        put(out, DCM_WedgeType, short_text(wedge.type, 16));
        if (!wedge.id.empty()) put(out, DCM_WedgeID, short_text(wedge.id, 16));
        // Wedge Angle is an integer string.
        put(out, DCM_WedgeAngle, wedge.angle_deg ? std::to_string(std::lround(*wedge.angle_deg)) : "");
        put(out, DCM_WedgeFactor, wedge.factor ? decimal_string(*wedge.factor) : "");
        put(out, DCM_WedgeOrientation, wedge.orientation_deg ? decimal_string(*wedge.orientation_deg) : "");
    }
}

void put_applicator(DcmItem& item, const patient::Beam& beam) {
    if (beam.applicator.empty()) return;
    DcmItem& out = add_item(item, DCM_ApplicatorSequence);
    put(out, DCM_ApplicatorID, short_text(beam.applicator, 16));
    put(out, DCM_ApplicatorType, beam.radiation == "ELECTRON" ? "ELECTRON_SQUARE" : "PHOTON_SQUARE");
}

/// What of a plan is not written; leaving it out would make another plan of it.
std::optional<Error> refuse_to_write(const patient::Plan& plan) {
    const auto refuse = [&](const std::string& what, const std::string& why) {
        return bad_output(fmt::format("{} of plan '{}'", what, plan.label), why + ", and without it the plan would be another one",
                          "Leave the plan out.");
    };
    if (!plan.brachy_setups.empty()) return refuse("the brachytherapy", "its sources are not written");
    for (const patient::Beam& beam : plan.beams) {
        const std::string name = "beam '" + beam.name + "'";
        if (beam.radiation != "PHOTON" && beam.radiation != "ELECTRON")
            return refuse(name, "radiation " + beam.radiation + " is not written");
        if (beam.blocks + beam.boli + beam.compensators > 0)
            return refuse(name, "its blocks, boli or compensators are not read, so they cannot be written");
    }
    return std::nullopt;
}

void put_first_point_only(DcmItem& item, const patient::Beam& beam) {
    put(item, DCM_BeamLimitingDeviceRotationDirection, "NONE");
    put(item, DCM_PatientSupportRotationDirection, "NONE");
    put(item, DCM_TableTopEccentricAngle, "0");
    put(item, DCM_TableTopEccentricRotationDirection, "NONE");
    put(item, DCM_TableTopVerticalPosition, "");
    put(item, DCM_TableTopLongitudinalPosition, "");
    put(item, DCM_TableTopLateralPosition, "");
    if (beam.isocentre)
        put_decimals(item, DCM_IsocenterPosition,
                     std::array{beam.isocentre->x, beam.isocentre->y, beam.isocentre->z});
    else
        put(item, DCM_IsocenterPosition, "");
}

void put_control_points(DcmItem& item, const patient::Beam& beam, const Devices& devices) {
    std::vector<patient::ControlPoint> points = beam.control_points;
    if (points.empty()) points.resize(1);
    if (points.size() == 1) {
        points.push_back(points.front());
        points.back().cumulative_weight = beam.final_weight;
    }
    std::string rotation;
    for (std::size_t c = 0; c < points.size(); ++c) {
        const patient::ControlPoint& point = points[c];
        const patient::ControlPoint* previous = c > 0 ? &points[c - 1] : nullptr;
        const auto before = [&](auto member) { return previous != nullptr ? &(previous->*member) : nullptr; };
        DcmItem& out = add_item(item, DCM_ControlPointSequence);
        put_integer(out, DCM_ControlPointIndex, static_cast<long>(c));
        put_decimal(out, DCM_CumulativeMetersetWeight, point.cumulative_weight);
        if (point.energy_mv)
            put_changed(out, DCM_NominalBeamEnergy, point.energy_mv,
                        before(&patient::ControlPoint::energy_mv), 0.0);
        if (point.dose_rate_mu_per_min)
            put_changed(out, DCM_DoseRateSet, point.dose_rate_mu_per_min,
                        before(&patient::ControlPoint::dose_rate_mu_per_min), 0.0);
        put_collimators(out, point, previous, devices);
        put_changed(out, DCM_GantryAngle, point.gantry_deg, before(&patient::ControlPoint::gantry_deg), 0.0);
        const std::string next = !point.gantry_turn.empty() ? point.gantry_turn
                                 : c + 1 < points.size()    ? rotation_to(point.gantry_deg, points[c + 1].gantry_deg)
                                                            : "NONE";
        if (next != rotation) put(out, DCM_GantryRotationDirection, next);
        rotation = next;
        put_wedge_positions(out, point, previous, beam);
        put_changed(out, DCM_BeamLimitingDeviceAngle, point.collimator_deg,
                    before(&patient::ControlPoint::collimator_deg), 0.0);
        put_changed(out, DCM_PatientSupportAngle, point.couch_deg, before(&patient::ControlPoint::couch_deg),
                    0.0);
        if (previous == nullptr) put_first_point_only(out, beam);
    }
}

void put_beam(DcmItem& dataset, const patient::Beam& beam) {
    const Devices devices = devices_of(beam);
    DcmItem& item = add_item(dataset, DCM_BeamSequence);
    put_integer(item, DCM_BeamNumber, beam.number);
    put(item, DCM_BeamName, short_text(beam.name, 64));
    put(item, DCM_BeamType, short_text(beam.type, 16));
    put(item, DCM_RadiationType, short_text(beam.radiation, 16));
    put(item, DCM_TreatmentMachineName, short_text(beam.machine, 16));
    put(item, DCM_TreatmentDeliveryType, short_text(beam.delivery, 16));
    put(item, DCM_PrimaryDosimeterUnit, "MU");
    put_decimal(item, DCM_SourceAxisDistance, source_axis_mm);
    for (const patient::Collimator& c : devices.collimators) {
        DcmItem& device = add_item(item, DCM_BeamLimitingDeviceSequence);
        put(device, DCM_RTBeamLimitingDeviceType, short_text(c.device, 16));
        put_integer(device, DCM_NumberOfLeafJawPairs, c.pairs);
        if (!c.boundaries_mm.empty()) put_decimals(device, DCM_LeafPositionBoundaries, c.boundaries_mm);
    }
    put_integer(item, DCM_ReferencedPatientSetupNumber, 1);
    put_wedges(item, beam);
    put_applicator(item, beam);
    for (const DcmTagKey& none : {DCM_NumberOfCompensators, DCM_NumberOfBoli, DCM_NumberOfBlocks}) put(item, none, "0");
    put_decimal(item, DCM_FinalCumulativeMetersetWeight, beam.final_weight);
    put_integer(item, DCM_NumberOfControlPoints,
                static_cast<long>(std::max<std::size_t>(beam.control_points.size(), 2)));
    put_control_points(item, beam, devices);
}

}  // namespace

Result<void> write_plans(WriteContext& context) {
    int number = 0;
    for (const patient::Plan& plan : context.anatomy->plans) {
        if (auto refusal = refuse_to_write(plan)) return std::move(*refusal);
        WrittenObject object(context, UID_RTPlanStorage, "RTPLAN", 3);
        DcmItem& dataset = object.dataset();
        put_rt_series(dataset);
        put_frame(dataset, context);
        put(dataset, DCM_RTPlanLabel, short_text(plan.label.empty() ? "plan" : plan.label, 16));
        if (!plan.name.empty()) put(dataset, DCM_RTPlanName, short_text(plan.name, 64));
        put(dataset, DCM_RTPlanDate, context.options.date);
        put(dataset, DCM_RTPlanTime, context.options.time);
        const bool has_set = !context.structure_set_uid.empty();
        put(dataset, DCM_RTPlanGeometry, has_set ? "PATIENT" : "TREATMENT_DEVICE");
        if (has_set)
            put_reference(add_item(dataset, DCM_ReferencedStructureSetSequence), UID_RTStructureSetStorage,
                          context.structure_set_uid);
        put_prescriptions(dataset, plan);
        put_fraction_groups(dataset, plan);
        for (const patient::Beam& beam : plan.beams) put_beam(dataset, beam);
        DcmItem& setup = add_item(dataset, DCM_PatientSetupSequence);
        put_integer(setup, DCM_PatientSetupNumber, 1);
        put(setup, DCM_PatientPosition, written_position(plan.position));
        ABSCOPE_TRY(const std::string uid, object.finish(""));
        context.plan_uids.push_back(uid);
        ABSCOPE_CHECK_OK(object.save(context.folder / fmt::format("RTPLAN.{}.dcm", ++number), false));
    }
    return {};
}

}  // namespace abscope::io::dicom
