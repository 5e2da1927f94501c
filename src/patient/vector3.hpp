// A point or direction in patient space (DICOM LPS: +x to the patient's left, +y to the back, +z to the head) [mm].
#pragma once

#include <array>
#include <cmath>

namespace abscope::patient {

struct Vector3 {
    double x = 0.0, y = 0.0, z = 0.0;
    constexpr bool operator==(const Vector3&) const = default;
};
constexpr Vector3 operator+(Vector3 a, Vector3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
constexpr Vector3 operator-(Vector3 a, Vector3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
constexpr Vector3 operator*(double f, Vector3 v) { return {f * v.x, f * v.y, f * v.z}; }
constexpr double dot(Vector3 a, Vector3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
constexpr Vector3 cross(Vector3 a, Vector3 b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double norm(Vector3 v) { return std::sqrt(dot(v, v)); }

}  // namespace abscope::patient
