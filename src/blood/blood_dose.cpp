// Wires the solvers of the blood engine into one result: fraction, course, surrogates, lymphoid organs, count.
#include "blood/blood_dose.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "blood/cell_dose.hpp"
#include "blood/count_over_course.hpp"
#include "blood/dose_distribution.hpp"
#include "blood/fraction_solver.hpp"
#include "blood/lymphoid_organs.hpp"
#include "blood/parameter_draw.hpp"

namespace abscope::blood {
namespace {

BloodDvh curve_of(const DoseDistributionOfBlood& distribution, double end_gy, int points) {
    BloodDvh dvh;
    double lowest = 1.0;
    for (int i = 0; i < points; ++i) {
        const double dose = end_gy * i / std::max(1, points - 1);
        const double raw = distribution.volume_above(dose);
        dvh.inversion_error = std::max(dvh.inversion_error, raw - lowest);
        lowest = std::min(lowest, raw);
        dvh.dose_gy.push_back(dose);
        dvh.volume_fraction.push_back(lowest);
    }
    return dvh;
}

// End of the plotted axis: where less than 1e-4 of the blood is left, so that the curve fills its figure.
double plot_end(const DoseDistributionOfBlood& distribution) {
    const double end = distribution.dose_exceeded_by(1e-4);
    return end > 0.0 ? std::min(1.05 * end, distribution.span_gy()) : distribution.span_gy();
}

FractionDose solve_fraction(const CirculationNetwork& network, const BloodExposure& exposure,
                            const FractionSolver& solver, const SurvivalLaw& law,
                            const BloodOptions& options) {
    FractionDose out;
    const DoseMoments m = solver.moments();
    out.mean_gy = m.mean_gy;
    out.sd_gy = m.sd_gy;
    out.survival_fraction = solver.survival(law);
    out.volume_weighted_mean_gy = volume_weighted_mean_gy(network, exposure);
    const FractionGroup group{&solver, 1};
    const DoseDistributionOfBlood distribution = invert({&group, 1});
    out.fraction_irradiated = distribution.fraction_irradiated();
    out.v_0_5gy = distribution.volume_above(0.5);
    out.d2_gy = distribution.dose_exceeded_by(0.02);
    out.dvh = curve_of(distribution, plot_end(distribution), options.curve_points);
    return out;
}

CourseDose solve_course(const std::vector<FractionGroup>& groups, const std::vector<FractionDose>& fractions,
                        const BloodOptions& options) {
    CourseDose out;
    double variance = 0.0;
    for (std::size_t e = 0; e < groups.size(); ++e) {
        out.mean_gy += groups[e].fractions * fractions[e].mean_gy;
        variance += groups[e].fractions * fractions[e].sd_gy * fractions[e].sd_gy;
    }
    out.sd_gy = std::sqrt(variance);
    std::vector<FractionGroup> given;
    std::copy_if(groups.begin(), groups.end(), std::back_inserter(given),
                 [](const FractionGroup& g) { return g.fractions > 0; });
    const DoseDistributionOfBlood distribution = invert(given);
    out.fraction_irradiated = distribution.fraction_irradiated();
    out.v_0_5gy = distribution.volume_above(0.5);
    out.d2_gy = distribution.dose_exceeded_by(0.02);
    out.dvh = curve_of(distribution, plot_end(distribution), options.curve_points);
    return out;
}

Result<std::vector<int>> fractions_per_exposure(const BloodCourse& course) {
    std::vector<int> count(course.exposures.size(), 0);
    double last = -1e300;
    for (const BloodFraction& f : course.fractions) {
        if (f.exposure >= count.size())
            return bad_input(fmt::format("a fraction of exposure {}", f.exposure),
                             "the course does not have it");
        if (!(f.t_day >= last))
            return bad_input("fractions that are not in order of time",
                             "each acts on what the one before left");
        last = f.t_day;
        ++count[f.exposure];
    }
    if (course.fractions.empty())
        return bad_input("a course without a fraction", "there is nothing to compute",
                         "give fractions and their dates");
    return count;
}

// The dose of recirculating CD8 cells over the course, at the central parameters.
CourseDose solve_cells(const CirculationNetwork& network, const BloodCourse& course,
                       const std::vector<FractionSolver>& solvers, const std::vector<DatedKill>& dated,
                       const LymphocyteParameters& parameters, const BloodOptions& options) {
    std::vector<SiteExposure> sites;
    for (std::size_t e = 0; e < solvers.size(); ++e) {
        sites.push_back({&solvers[e], {}});
        for (std::size_t i = 1; i < lymph_sites; ++i)
            sites.back().organ[i] = site_bins(network, course.exposures[e], static_cast<LymphSite>(i));
    }
    const LymphocyteRates rates = make_rates(parameters, central_values(parameters, CountOptions{}));
    const CellDose cells = dose_of_cells(rates.subset[static_cast<std::size_t>(Subset::cd8)], sites, dated);
    CourseDose out;
    out.mean_gy = cells.mean_gy;
    out.sd_gy = cells.sd_gy;
    out.fraction_irradiated = cells.fraction_irradiated;
    out.v_0_5gy = cells.volume_above(0.5);
    out.d2_gy = cells.dose_exceeded_by(0.02);
    const double end = std::max(cells.dose_exceeded_by(1e-4), 1e-6);
    for (int i = 0; i < options.curve_points; ++i) {
        out.dvh.dose_gy.push_back(end * i / (options.curve_points - 1));
        out.dvh.volume_fraction.push_back(cells.volume_above(out.dvh.dose_gy.back()));
    }
    return out;
}

void add_warnings(BloodResult& result, const BloodCourse& course) {
    const BloodCoverage& c = result.coverage;
    if (c.outside > 0.02)
        result.warnings.push_back(
            {"blood-outside-grid",
             fmt::format("{:.0f} % of the blood volume lies outside the dose grid and is given 0 Gy",
                         100 * c.outside)});
    if (c.contoured < 0.2)
        result.warnings.push_back(
            {"blood-mostly-uncontoured",
             fmt::format(
                 "only {:.0f} % of the blood volume lies in contoured organs; the rest "
                 "has the dose of the body's remainder. Contour heart, lungs, great vessels and liver",
                 100 * c.contoured)});
    if (!course.baseline_per_nl)
        result.warnings.push_back(
            {"alc-baseline-assumed",
             "no lymphocyte count before treatment was given; a population prior was used. Give [host] alc"});
}

Result<void> check_options(const BloodCourse& course, const BloodOptions& options) {
    if (course.baseline_per_nl && !(*course.baseline_per_nl > 0.0 && *course.baseline_per_nl < 500.0))
        return bad_input(fmt::format("a lymphocyte count of {:g}e9/L", *course.baseline_per_nl),
                         "0 to 500e9/L are accepted", "give alc like \"1.4e9/L\"");
    if (course.neutrophils_per_nl &&
        !(*course.neutrophils_per_nl > 0.0 && *course.neutrophils_per_nl < 500.0))
        return bad_input(fmt::format("a neutrophil count of {:g}e9/L", *course.neutrophils_per_nl),
                         "0 to 500e9/L are accepted", "give anc like \"4.2e9/L\"");
    if (!(course.horizon_day >= 1.0 && course.horizon_day <= 3650.0))
        return bad_input(fmt::format("a horizon of {:g} d", course.horizon_day),
                         "1 to 3650 days are accepted");
    if (options.dose_bins < 2 || options.curve_points < 2 || options.parameter_draws < 2)
        return bad_input("fewer than two dose bins, curve points or parameter draws",
                         "a curve and a band need at least two");
    return {};
}

}  // namespace

Result<BloodResult> compute_blood(const CirculationNetwork& network, const BloodCourse& course,
                                  const LymphocyteParameters& parameters, const BloodOptions& options) {
    ABSCOPE_TRY(const std::vector<int> count, fractions_per_exposure(course));
    ABSCOPE_CHECK_OK(check_options(course, options));
    BloodResult result;
    result.survival_law = parameters.survival_law();
    std::vector<FractionSolver> solvers;
    std::vector<FractionKill> kills;
    solvers.reserve(course.exposures.size());
    for (const BloodExposure& exposure : course.exposures) {
        ABSCOPE_CHECK_OK(check_exposure(network, exposure));
        solvers.emplace_back(network, exposure, options.transport, options.dose_bins);
        kills.push_back(fraction_kill(network, exposure, solvers.back()));
        result.exposures.push_back(
            solve_fraction(network, exposure, solvers.back(), result.survival_law, options));
    }
    std::vector<FractionGroup> groups;
    for (std::size_t e = 0; e < solvers.size(); ++e) {
        groups.push_back({&solvers[e], count[e]});
        result.survival_fraction *= std::pow(result.exposures[e].survival_fraction, count[e]);
    }
    result.per_fraction = result.exposures.front();
    result.course = solve_course(groups, result.exposures, options);
    result.coverage = course.exposures.front().coverage;
    if (course.edic) result.edic = edic_variants(*course.edic);
    result.lymphoid = lymphoid_organs(network, course, count);
    std::vector<DatedKill> dated;
    for (const BloodFraction& f : course.fractions) dated.push_back({f.t_day, f.exposure});
    result.course_cells = solve_cells(network, course, solvers, dated, parameters, options);
    result.alc =
        count_over_course(parameters, {kills, dated},
                          {options.seed, options.parameter_draws, course.horizon_day, course.baseline_per_nl,
                           course.neutrophils_per_nl, options.cohort_dose_spread});
    result.parameters = parameters.rows();
    result.circulation = network.name();
    result.scale = network.scale();
    result.transport = options.transport;
    result.seed = options.seed;
    add_warnings(result, course);
    return result;
}

}  // namespace abscope::blood
