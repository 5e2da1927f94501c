// Strong physical quantities. Four kinds of dose are four types although all are measured in Gy, so that a BED
// cannot be added to a physical dose by mistake. No dimensional algebra: kernels unwrap in their first lines.
#pragma once

#include <compare>

namespace abscope {

/// A number with a unit in its type. `Tag::unit` is the native unit's symbol.
template <class Tag>
class Quantity {
  public:
    constexpr Quantity() = default;
    /// From a number in the native unit of Tag.
    static constexpr Quantity from_native(double value) {
        Quantity q;
        q.value_ = value;
        return q;
    }
    /// The number in the native unit of Tag.
    constexpr double native() const { return value_; }

    constexpr auto operator<=>(const Quantity&) const = default;
    constexpr Quantity operator+(Quantity o) const { return from_native(value_ + o.value_); }
    constexpr Quantity operator-(Quantity o) const { return from_native(value_ - o.value_); }
    constexpr Quantity operator-() const { return from_native(-value_); }
    constexpr Quantity operator*(double f) const { return from_native(value_ * f); }
    constexpr Quantity operator/(double f) const { return from_native(value_ / f); }
    constexpr double operator/(Quantity o) const { return value_ / o.value_; }
    constexpr Quantity& operator+=(Quantity o) {
        value_ += o.value_;
        return *this;
    }

  private:
    double value_ = 0.0;
};

template <class Tag>
constexpr Quantity<Tag> operator*(double f, Quantity<Tag> q) {
    return q * f;
}

struct PhysicalDoseTag { static constexpr const char* unit = "Gy"; };
struct BedTag { static constexpr const char* unit = "Gy"; };
struct Eqd2Tag { static constexpr const char* unit = "Gy"; };
struct RbeDoseTag { static constexpr const char* unit = "Gy(RBE)"; };
struct AlphaBetaTag { static constexpr const char* unit = "Gy"; };
struct LengthTag { static constexpr const char* unit = "mm"; };
struct VolumeTag { static constexpr const char* unit = "cm3"; };
struct DurationTag { static constexpr const char* unit = "d"; };
struct MassTag { static constexpr const char* unit = "kg"; };
struct DrugMassTag { static constexpr const char* unit = "mg"; };
struct CellConcentrationTag { static constexpr const char* unit = "1e9/L"; };

using PhysicalDose = Quantity<PhysicalDoseTag>;          ///< absorbed dose [Gy]
using RbeDose = Quantity<RbeDoseTag>;                    ///< RBE-weighted dose [Gy(RBE)]
using AlphaBeta = Quantity<AlphaBetaTag>;                ///< α/β of the linear-quadratic model [Gy]
using Length = Quantity<LengthTag>;                      ///< [mm]
using Volume = Quantity<VolumeTag>;                      ///< [cm3]
using Duration = Quantity<DurationTag>;                  ///< [d]
using Mass = Quantity<MassTag>;                          ///< body mass [kg]
using DrugMass = Quantity<DrugMassTag>;                  ///< [mg]
using CellConcentration = Quantity<CellConcentrationTag>;  ///< [1e9/L]

/// Biologically effective dose; it means nothing without its α/β.
struct Bed {
    Quantity<BedTag> dose;
    AlphaBeta alpha_beta;
};
/// Equivalent dose in 2 Gy fractions; it means nothing without its α/β.
struct Eqd2 {
    Quantity<Eqd2Tag> dose;
    AlphaBeta alpha_beta;
};

struct Gray { template <class Q> static constexpr double of(Q q) { return q.native(); } };
struct Millimetre { static constexpr double of(Length q) { return q.native(); } };
struct CubicCentimetre { static constexpr double of(Volume q) { return q.native(); } };
struct Day { static constexpr double of(Duration q) { return q.native(); } };
struct Second { static constexpr double of(Duration q) { return q.native() * 86400.0; } };
struct Kilogram { static constexpr double of(Mass q) { return q.native(); } };
struct Milligram { static constexpr double of(DrugMass q) { return q.native(); } };
struct GigaPerLitre { static constexpr double of(CellConcentration q) { return q.native(); } };

/// The way out of a quantity: `value_as<Gray>(dose)`.
template <class Unit, class Q>
constexpr double value_as(Q quantity) {
    return Unit::of(quantity);
}

constexpr PhysicalDose gray(double v) { return PhysicalDose::from_native(v); }       ///< v [Gy]
constexpr AlphaBeta alpha_beta_gray(double v) { return AlphaBeta::from_native(v); }  ///< v [Gy]
constexpr Length millimetres(double v) { return Length::from_native(v); }            ///< v [mm]
constexpr Volume cubic_centimetres(double v) { return Volume::from_native(v); }      ///< v [cm3]
constexpr Duration days(double v) { return Duration::from_native(v); }               ///< v [d]
constexpr Duration seconds(double v) { return Duration::from_native(v / 86400.0); }  ///< v [s]
constexpr Mass kilograms(double v) { return Mass::from_native(v); }                  ///< v [kg]
constexpr DrugMass milligrams(double v) { return DrugMass::from_native(v); }         ///< v [mg]
constexpr CellConcentration giga_per_litre(double v) { return CellConcentration::from_native(v); }  ///< v [1e9/L]

inline namespace literals {
constexpr PhysicalDose operator""_Gy(long double v) { return gray(static_cast<double>(v)); }
constexpr PhysicalDose operator""_Gy(unsigned long long v) { return gray(static_cast<double>(v)); }
constexpr Length operator""_mm(long double v) { return millimetres(static_cast<double>(v)); }
constexpr Length operator""_mm(unsigned long long v) { return millimetres(static_cast<double>(v)); }
constexpr Volume operator""_cc(long double v) { return cubic_centimetres(static_cast<double>(v)); }
constexpr Volume operator""_cc(unsigned long long v) { return cubic_centimetres(static_cast<double>(v)); }
constexpr Duration operator""_d(long double v) { return days(static_cast<double>(v)); }
constexpr Duration operator""_d(unsigned long long v) { return days(static_cast<double>(v)); }
constexpr Duration operator""_s(long double v) { return seconds(static_cast<double>(v)); }
constexpr Duration operator""_s(unsigned long long v) { return seconds(static_cast<double>(v)); }
}  // namespace literals

}  // namespace abscope
