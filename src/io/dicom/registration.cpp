// Spatial Registration objects (PS3.3 C.20.2): the matrix brings points of the item's frame of reference into that of the object.
#include "io/dicom/registration.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <cmath>
#include <deque>
#include <map>

namespace abscope::io {

patient::Vector3 RigidMap::operator()(patient::Vector3 p) const { return turned(p) + shift; }

patient::Vector3 RigidMap::turned(patient::Vector3 v) const { return {dot(rows[0], v), dot(rows[1], v), dot(rows[2], v)}; }

RigidMap RigidMap::inverse() const {
    RigidMap back;
    back.rows = {patient::Vector3{rows[0].x, rows[1].x, rows[2].x}, patient::Vector3{rows[0].y, rows[1].y, rows[2].y},
                 patient::Vector3{rows[0].z, rows[1].z, rows[2].z}};
    back.shift = -1.0 * back.turned(shift);
    return back;
}

RigidMap RigidMap::then(const RigidMap& next) const {
    const RigidMap columns = inverse();
    RigidMap both;
    for (std::size_t r = 0; r < 3; ++r) both.rows[r] = columns.turned(next.rows[r]);
    both.shift = next(shift);
    return both;
}

namespace dicom {
namespace {

constexpr double rigid_tolerance = 1e-4;  // what matrices printed with six digits keep

/// The rigid map of a 4 × 4 matrix in rows, or nothing.
std::optional<RigidMap> rigid(const std::vector<double>& m) {
    if (m.size() != 16) return std::nullopt;
    for (std::size_t c = 0; c < 4; ++c)
        if (std::abs(m[12 + c] - (c == 3 ? 1.0 : 0.0)) > rigid_tolerance) return std::nullopt;
    RigidMap map;
    for (std::size_t r = 0; r < 3; ++r) map.rows[r] = {m[4 * r], m[4 * r + 1], m[4 * r + 2]};
    map.shift = {m[3], m[7], m[11]};
    auto& [a, b, c] = map.rows;
    for (const auto& row : map.rows)
        if (std::abs(norm(row) - 1.0) > rigid_tolerance) return std::nullopt;
    if (std::abs(dot(a, b)) > rigid_tolerance || norm(cross(a, b) - c) > rigid_tolerance) return std::nullopt;
    a = (1.0 / norm(a)) * a;
    b = b - dot(a, b) * a;
    b = (1.0 / norm(b)) * b;
    c = cross(a, b);
    return map;
}

FoundRegistration read_item(DcmItem& item, const std::string& to, const std::string& name) {
    FoundRegistration found;
    found.from_uid = text(item, DCM_FrameOfReferenceUID);
    found.to_uid = to;
    found.source = name;
    for (DcmItem* registration : items(item, DCM_MatrixRegistrationSequence))
        for (DcmItem* matrix : items(*registration, DCM_MatrixSequence)) {
            const std::string type = text(*matrix, DCM_FrameOfReferenceTransformationMatrixType);
            const auto values = numbers(*matrix, DCM_FrameOfReferenceTransformationMatrix);
            const auto map = values ? rigid(*values) : std::nullopt;
            if (!map) {
                found.refused = bad_input(fmt::format("the registration in '{}' is not rigid (type '{}')", name, type),
                                          "only rotations and shifts are applied; others change volumes",
                                          "Export dose and structures in one frame of reference.");
                return found;
            }
            found.map = found.map.then(*map);
        }
    return found;
}

}  // namespace

std::vector<FoundRegistration> read_registrations(OpenFile& file, const std::string& name) {
    std::vector<FoundRegistration> out;
    const std::string to = text(file.dataset(), DCM_FrameOfReferenceUID);
    for (DcmItem* item : items(file.dataset(), DCM_RegistrationSequence)) {
        FoundRegistration found = read_item(*item, to, name);
        if (!found.from_uid.empty() && found.from_uid != to) out.push_back(std::move(found));
    }
    return out;
}

std::optional<RigidMap> map_between(const std::vector<FoundRegistration>& registrations, const std::string& from,
                                    const std::string& to) {
    std::map<std::string, RigidMap> reached{{from, {}}};
    std::deque<std::string> open{from};
    while (!open.empty()) {
        const std::string at = open.front();
        open.pop_front();
        if (at == to) return reached.at(at);
        for (const FoundRegistration& r : registrations) {
            if (r.refused || (r.from_uid != at && r.to_uid != at)) continue;
            const bool forward = r.from_uid == at;
            const std::string& next = forward ? r.to_uid : r.from_uid;
            const RigidMap way = reached.at(at).then(forward ? r.map : r.map.inverse());
            if (reached.emplace(next, way).second) open.push_back(next);
        }
    }
    return std::nullopt;
}

patient::Grid moved(const patient::Grid& grid, const RigidMap& map) {
    patient::Grid out = grid;
    out.origin = map(grid.origin);
    for (std::size_t a = 0; a < 3; ++a) out.axes[a] = map.turned(grid.axes[a]);
    return out;
}

}  // namespace dicom
}  // namespace abscope::io
