// Views on necrosis. Belongs to toxicity.
#include "toxicity/brain_necrosis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "toxicity/ici_interaction.hpp"

namespace abscope::toxicity {

namespace {

using patient::Histology;

/// Probability by V12 at 5, 10 and 15 cm3 [@milano2021]; the last was recalled.
struct Range {
    double low, high;
};
Range table_range(double v12_cc) {
    constexpr std::array<double, 3> volume{5.0, 10.0, 15.0}, p{0.10, 0.15, 0.20};
    if (v12_cc <= 0.0) return {0.0, 0.0};
    if (v12_cc < volume.front()) return {0.0, p.front()};
    if (v12_cc > volume.back()) return {p.back(), 1.0};
    const std::size_t i = v12_cc <= volume[1] ? 0 : 1;
    const double value = p[i] + (p[i + 1] - p[i]) * (v12_cc - volume[i]) / (volume[i + 1] - volume[i]);
    return {value, value};
}

/// 1 − (1 − p)^ratio: the probability under a proportional hazard.
double with_hazard_ratio(double p, double ratio) { return 1.0 - std::pow(1.0 - p, ratio); }

NecrosisView melanoma_view(const Range& table) {
    return {"melanoma", "the table with the odds ratio of 2.35 of melanoma with checkpoint inhibition (p = 0.065)", with_odds_ratio(table.low, 2.35),
            with_odds_ratio(table.high, 2.35), "[@milano2021; @kim2021]", {"EXT-necrosis-table", "EXT-necrosis"}, NecrosisSide::drug_matters};
}
NecrosisView lung_view(const Range& table) {
    return {"lung", "the table with an odds ratio of 1.0 to 1.3 for lung cancer with checkpoint inhibition", table.low, with_odds_ratio(table.high, 1.3),
            "[@milano2021; @kim2021]", {"EXT-necrosis-table", "EXT-necrosis"}, NecrosisSide::drug_matters};
}
NecrosisView pooled_view(const Range& table) {
    return {"all-histologies", "the table with the pooled hazard ratio of 1.27 (0.58 to 2.79) over all histologies", with_hazard_ratio(table.low, 0.58),
            with_hazard_ratio(table.high, 2.79), "[@milano2021; @he2020]", {"EXT-necrosis-table", "EXT-necrosis-pooled"}, NecrosisSide::drug_matters};
}
/// One-year symptomatic 3.8 % (concurrent) and 3.6 % (not): taken as the rate below 10 cm3, at and above it odds × 3.95.
NecrosisView volume_view(double v12_cc) {
    const double ratio = v12_cc >= 10.0 ? 3.95 : 1.0;
    return {"volume-only", "395 patients with lung cancer: V12 of 10 cm3 or more matters (odds ratio 3.95), concurrency does not", with_odds_ratio(0.036, ratio),
            with_odds_ratio(0.038, ratio), "[@lehrer2023]", {"EXT-necrosis-volume"}, NecrosisSide::volume_alone};
}

double volume_above(const patient::OrganExposure& organ, double per_fraction_gy) {
    double share = 0.0;
    for (std::size_t i = 0; i < organ.per_fraction.dose_gy.size(); ++i)
        if (organ.per_fraction.dose_gy[i] >= per_fraction_gy) share += organ.per_fraction.volume_fraction[i];
    return share * organ.dose_coverage * organ.volume_cc;
}

/// The table that speaks about a number of fractions: its own number and the dose it counts from.
struct Table {
    int fractions;
    double least_gy;
};
Table table_for(int fractions) {
    if (fractions <= 2) return {1, 12.0};
    if (fractions <= 4) return {3, 20.0};
    return {5, 24.0};
}

/// Three and five fractions: one bound [@milano2021].
void add_few_fractions(BrainNecrosis& out, const Table& table) {
    constexpr double limit_cc = 20.0, below = 0.10;
    const bool small = out.volume_cc < limit_cc;
    out.views.push_back({"few-fractions",
                         fmt::format("{} fractions: less than 20 cm3 with {:.0f} Gy goes with less than 10 %{}", table.fractions, table.least_gy, small ? "" : "; here it is more, and the source gives no number"),
                         0.0, small ? below : 1.0, "[@milano2021]", {"EXT-necrosis-few"}, NecrosisSide::radiotherapy_alone});
    if (out.checkpoint_inhibitor) out.note = "what a checkpoint inhibitor changes was studied after one fraction only: neither side gives a number here";
}

void set_range(BrainNecrosis& out) {
    if (out.views.empty()) return;
    out.low = 1.0;
    out.high = 0.0;
    for (const auto& view : out.views) {
        out.low = std::min(out.low, view.low);
        out.high = std::max(out.high, view.high);
    }
}

}  // namespace

std::vector<NecrosisView> necrosis_views(double v12_cc, std::optional<Histology> histology, bool checkpoint_inhibitor) {
    const auto table = table_range(v12_cc);
    std::vector<NecrosisView> views{{"v12-table", "pooled reports of one-fraction radiosurgery, by V12", table.low, table.high, "[@milano2021]", {"EXT-necrosis-table"},
                                     NecrosisSide::radiotherapy_alone}};
    if (!checkpoint_inhibitor) return views;
    if (!histology || *histology == Histology::melanoma) views.push_back(melanoma_view(table));
    if (!histology || *histology == Histology::nsclc) views.push_back(lung_view(table));
    if (!histology || *histology == Histology::other) views.push_back(pooled_view(table));
    views.push_back(volume_view(v12_cc));
    return views;
}

std::optional<BrainNecrosis> brain_necrosis(const patient::Exposure& exposure, std::optional<Histology> histology, bool checkpoint_inhibitor,
                                            const CourseVariant& variant) {
    if (exposure.blocks.empty() || !exposure.blocks.front().brain) return std::nullopt;
    const auto& block = exposure.blocks.front();
    const auto& brain = *block.brain;
    const double scale = variant.dose_scale.empty() ? 1.0 : variant.dose_scale.front();
    BrainNecrosis out;
    out.fractions = variant.fractions.empty() ? block.fractions : variant.fractions.front();
    out.histology = histology;
    out.checkpoint_inhibitor = checkpoint_inhibitor;
    out.targets = brain.targets;
    const auto table = table_for(out.fractions);
    out.least_gy = table.least_gy;
    out.volume_cc = volume_above(brain.with_targets, table.least_gy / (out.fractions * scale));
    out.without_targets_cc = volume_above(brain.without_targets, table.least_gy / (out.fractions * scale));
    if (exposure.blocks.size() > 1) {
        out.note = "the tables are of one course; this case has several";
        return out;
    }
    if (out.fractions > 5) {
        out.note = fmt::format("no table of radiosurgery speaks about {} fractions", out.fractions);
        return out;
    }
    if (table.fractions == 1) out.views = necrosis_views(out.volume_cc, histology, checkpoint_inhibitor);
    else add_few_fractions(out, table);
    if (table.fractions != out.fractions) {
        for (auto& view : out.views) view.low = 0.0;
        const auto bound = fmt::format("there is no table for {} fractions: the table for {} is an upper bound", out.fractions, table.fractions);
        out.note = out.note.empty() ? bound : bound + "; " + out.note;
    }
    set_range(out);
    return out;
}

std::string_view histology_name(Histology histology) {
    constexpr std::array<std::string_view, 3> names{"melanoma", "non-small-cell lung cancer", "other"};
    return names[static_cast<std::size_t>(histology)];
}

}  // namespace abscope::toxicity
