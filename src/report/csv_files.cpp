// The tables of csv_files.hpp.
#include "report/csv_files.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "io/csv.hpp"
#include "report/facts.hpp"
#include "report/plan_view.hpp"

namespace abscope::report {

namespace {

using io::CsvWriter;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::string dvh_table(const StudyResult& study) {
    CsvWriter csv({"structure", "role", "quantity", "alpha_beta_gy", "dose_gy", "volume_fraction"});
    for (const auto& d : study.dvhs)
        for (std::size_t i = 0; i < std::min(d.dose_gy.size(), d.volume_fraction.size()); ++i)
            csv.row({d.name, std::string(patient::role_name(d.role)), d.quantity, d.quantity == "physical" ? nan : d.alpha_beta_gy,
                     d.dose_gy[i], d.volume_fraction[i]});
    return csv.text();
}

std::string structures_table(const StudyResult& study) {
    CsvWriter csv({"structure", "role", "quantity", "alpha_beta_gy", "volume_cc", "volume_uncertainty_cc", "dose_coverage", "metric",
                   "value", "unit", "uncertainty"});
    for (const auto& d : study.dvhs) {
        const auto add = [&](const std::string& metric, double value, const std::string& unit, double uncertainty) {
            csv.row({d.name, std::string(patient::role_name(d.role)), d.quantity, d.quantity == "physical" ? nan : d.alpha_beta_gy,
                     d.volume_cc, d.volume_uncertainty_cc, d.dose_coverage, metric, value, unit, uncertainty});
        };
        add("mean", d.mean_gy, "Gy", d.mean_uncertainty_gy);
        add("min", d.min_gy, "Gy", nan);
        add("max", d.max_gy, "Gy", nan);
        for (const auto& m : d.metrics)
            if (m.name != "mean" && m.name != "min" && m.name != "max") add(m.name, m.value, m.unit, m.uncertainty);
    }
    return csv.text();
}

std::string blood_curve(const blood::BloodDvh& dvh) {
    CsvWriter csv({"dose_gy", "blood_fraction"});
    for (std::size_t i = 0; i < std::min(dvh.dose_gy.size(), dvh.volume_fraction.size()); ++i)
        csv.row({dvh.dose_gy[i], dvh.volume_fraction[i]});
    return csv.text();
}

std::string count_table(const blood::LymphocyteCount& a) {
    std::vector<std::string> header{"t_day", "alc_per_nl", "median_per_nl"};
    for (const auto& band : a.bands) {
        const std::string level = std::to_string(std::lround(100 * band.level));
        header.push_back("low_" + level + "_per_nl");
        header.push_back("high_" + level + "_per_nl");
    }
    CsvWriter csv(header);
    const auto value = [](const std::vector<double>& v, std::size_t i) { return i < v.size() ? v[i] : nan; };
    for (std::size_t i = 0; i < a.t_day.size(); ++i) {
        std::vector<CsvWriter::Cell> cells{a.t_day[i], value(a.per_nl, i), value(a.median_per_nl, i)};
        for (const auto& band : a.bands) {
            cells.emplace_back(value(band.low_per_nl, i));
            cells.emplace_back(value(band.high_per_nl, i));
        }
        csv.row(cells);
    }
    return csv.text();
}

void band_rows(CsvWriter& csv, const std::string& quantity, const std::string& lesion, const std::string& unit,
               const std::vector<double>& t_day, const std::vector<double>& value, const twin::Band& band) {
    const auto at = [](const std::vector<double>& v, std::size_t i) { return i < v.size() ? v[i] : nan; };
    for (std::size_t i = 0; i < t_day.size(); ++i)
        csv.row({quantity, lesion, unit, t_day[i], value[i], at(band.median, i), at(band.low50, i), at(band.high50, i), at(band.low90, i),
                 at(band.high90, i)});
}

const std::vector<std::string> band_columns{"quantity", "lesion", "unit", "t_day", "value", "median", "low50", "high50", "low90", "high90"};

std::string twin_volumes_table(const twin::TwinResult& result) {
    CsvWriter csv(band_columns);
    for (const auto& lesion : result.lesions) band_rows(csv, "volume", lesion.name, "cm3", result.t_day, lesion.volume_cc, lesion.band);
    return csv.text();
}

std::string twin_signals_table(const twin::TwinResult& result) {
    CsvWriter csv(band_columns);
    for (const auto& signal : result.signals)
        band_rows(csv, signal.info.name,
                  signal.info.lesion < 0 ? std::string() : result.lesions[static_cast<std::size_t>(signal.info.lesion)].name, signal.info.unit,
                  result.t_day, signal.value, signal.band);
    return csv.text();
}

std::string subsets_table(const blood::LymphocyteCount& a) {
    CsvWriter csv({"t_day", "subset", "per_nl", "low_90_per_nl", "high_90_per_nl", "baseline_per_nl"});
    for (const auto& s : a.subsets)
        for (std::size_t i = 0; i < std::min(a.t_day.size(), s.per_nl.size()); ++i)
            csv.row({a.t_day[i], s.name, s.per_nl[i], s.low_per_nl[i], s.high_per_nl[i], s.baseline_per_nl});
    return csv.text();
}

std::string ratio_table(const blood::LymphocyteCount& a) {
    CsvWriter csv({"t_day", "neutrophils_per_nl", "nlr", "low_90", "high_90"});
    for (std::size_t i = 0; i < std::min(a.t_day.size(), a.nlr.ratio.size()); ++i)
        csv.row({a.t_day[i], a.nlr.neutrophils_per_nl[i], a.nlr.ratio[i], a.nlr.low[i], a.nlr.high[i]});
    return csv.text();
}

std::string windows_table(const WindowMap& map) {
    CsvWriter csv({"dose_per_fraction_gy", "fractions", "window_class"});
    const std::size_t columns = map.dose_per_fraction_gy.size();
    for (std::size_t j = 0; j < map.fractions.size(); ++j)
        for (std::size_t i = 0; i < columns; ++i)
            csv.row({map.dose_per_fraction_gy[i], static_cast<double>(map.fractions[j]), map.window_class[i + columns * j]});
    return csv.text();
}

const char* kind_name(patient::EventKind kind) {
    switch (kind) {
        case patient::EventKind::lab: return "lab";
        case patient::EventKind::fraction: return "fraction";
        case patient::EventKind::drug: return "drug";
        case patient::EventKind::systemic: return "systemic";
        case patient::EventKind::surgery: return "surgery";
        case patient::EventKind::prior_radiotherapy: return "prior_radiotherapy";
    }
    return "";
}

std::string timeline_table(const StudyResult& study) {
    CsvWriter csv({"t_day", "kind", "label", "number", "amount", "unit"});
    for (const auto& e : study.subject.course.events)
        csv.row({value_as<Day>(e.time), std::string(kind_name(e.kind)), e.label, static_cast<double>(e.number), e.amount, e.unit});
    return csv.text();
}

std::string lesions_table(const StudyResult& study) {
    CsvWriter csv({"lesion", "structure", "site", "volume_cc", "irradiated", "mean_gy", "node", "node_mean_gy"});
    for (const auto& l : lesion_facts(study))
        csv.row({l.name, l.structure, l.site, l.volume_cc, std::string(l.irradiated ? "TRUE" : "FALSE"), l.mean_gy, l.node, l.node_mean_gy});
    return csv.text();
}

std::string parameters_table(const StudyResult& study) {
    CsvWriter csv({"group", "parameter", "value", "unit", "distribution", "source", "grade"});
    for (const auto& p : all_parameters(study)) csv.row({p.group, p.name, p.value, p.unit, p.distribution, p.source, p.grade});
    return csv.text();
}

// Dose on the axial plane of the report, at the centres of the dose grid's columns and rows.
std::string plane_table(const StudyResult& study) {
    const Context context{study, StructureStyles(study)};
    const PlanView view(context);
    const auto& grid = study.subject.anatomy.dose->grid;
    Raster raster{Orientation::axial, view.centre().z, grid.origin.x, grid.origin.y, grid.spacing[0],
                  static_cast<int>(grid.size[0]), static_cast<int>(std::lround(static_cast<double>(grid.size[1] - 1) *
                                                                               grid.spacing[1] / grid.spacing[0])) + 1};
    const auto values = sample(grid, study.subject.anatomy.dose->values, raster);
    CsvWriter csv({"x_mm", "y_mm", "z_mm", "dose_gy"});
    for (int row = 0; row < raster.rows; ++row)
        for (int column = 0; column < raster.columns; ++column) {
            const auto p = raster.position(column, row);
            csv.row({p.x, p.y, p.z,
                     static_cast<double>(values[static_cast<std::size_t>(row) * static_cast<std::size_t>(raster.columns) +
                                                static_cast<std::size_t>(column)])});
        }
    return csv.text();
}

void add_blood(std::vector<CsvFile>& files, const StudyResult& study) {
    const auto& b = *study.blood;
    files.push_back({"blood_dose_fraction.csv", blood_curve(b.per_fraction.dvh)});
    files.push_back({"blood_dose_course.csv", blood_curve(b.course.dvh)});
    if (!study.contributions.empty()) {
        CsvWriter csv({"compartment", "structure", "volume_share", "mean_gy", "blood_gy"});
        for (const auto& c : study.contributions) csv.row({c.compartment, c.structure, c.volume_share, c.mean_gy, c.blood_gy});
        files.push_back({"blood_contributions.csv", csv.text()});
    }
    CsvWriter coverage({"part", "share"});
    coverage.row({std::string("contoured"), b.coverage.contoured});
    coverage.row({std::string("remainder"), b.coverage.remainder});
    coverage.row({std::string("outside"), b.coverage.outside});
    files.push_back({"blood_coverage.csv", coverage.text()});
    if (!b.edic.empty()) {
        CsvWriter csv({"variant", "value_gy", "body_definition", "assumed", "source"});
        for (const auto& e : b.edic) csv.row({e.variant, e.value_gy, e.body_definition, e.assumed, e.source});
        files.push_back({"edic.csv", csv.text()});
    }
    if (!b.alc.t_day.empty()) files.push_back({"lymphocytes.csv", count_table(b.alc)});
    if (!b.alc.subsets.empty()) {
        files.push_back({"lymphocyte_subsets.csv", subsets_table(b.alc)});
        files.push_back({"nlr.csv", ratio_table(b.alc)});
    }
}

}  // namespace

std::vector<CsvFile> csv_files(const StudyResult& study) {
    std::vector<CsvFile> files;
    const auto& dose = study.subject.anatomy.dose;
    if (dose && !dose->values.empty()) files.push_back({"plan_axial_dose.csv", plane_table(study)});
    if (!study.dvhs.empty()) {
        files.push_back({"dvh.csv", dvh_table(study)});
        files.push_back({"structures.csv", structures_table(study)});
    }
    if (study.blood) add_blood(files, study);
    if (study.twin) {
        files.push_back({"twin_volumes.csv", twin_volumes_table(*study.twin)});
        files.push_back({"twin_signals.csv", twin_signals_table(*study.twin)});
    }
    if (study.window_map) files.push_back({"windows.csv", windows_table(*study.window_map)});
    if (!study.subject.course.events.empty()) files.push_back({"timeline.csv", timeline_table(study)});
    if (!study.subject.lesions.empty()) files.push_back({"lesions.csv", lesions_table(study)});
    if (!all_parameters(study).empty()) files.push_back({"parameters.csv", parameters_table(study)});
    return files;
}

}  // namespace abscope::report
