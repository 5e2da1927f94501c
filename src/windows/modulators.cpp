// Modulators and their ablation. Belongs to windows.
#include "windows/modulators.hpp"

#include <algorithm>

namespace abscope::windows {

namespace {

using immune::t2::Parameters;

/// A change of one modulator, or of the map's own settings (interval, start of the drug).
struct Change {
    std::string modulator, setting;
    Modulators modulators;
    std::optional<Duration> interval;
    IciTiming ici = IciTiming::none;
    IciTiming ici_default = IciTiming::none;
    int expected_sign = 0;
    std::vector<std::string> sources;
};

std::vector<Change> changes() {
    std::vector<Change> all;
    const auto add = [&](const char* modulator, const char* setting, int sign, std::vector<std::string> sources, auto change) {
        Change line{modulator, setting, {}, {}, IciTiming::none, IciTiming::none, sign, std::move(sources)};
        change(line);
        all.push_back(std::move(line));
    };
    add("interval", "7 d between fractions", 0, {"Wmod"}, [](Change& c) { c.interval = days(7); });
    add("ici_start", "anti-PD-1 after instead of with radiotherapy", 0, {"Wmod", "S-PDL1", "S-PDL1-conc"}, [](Change& c) {
        c.ici = IciTiming::sequential;
        c.ici_default = IciTiming::concurrent;
    });
    add("target_volume", "twice the field", -1, {"Wmod", "DCC-PTV"}, [](Change& c) { c.modulators.target_volume = 2.0; });
    add("low_dose_bath", "twice the share of blood", -1, {"Wmod", "DCC-PTV"}, [](Change& c) { c.modulators.low_dose_bath = 2.0; });
    add("low_dose_to_other_lesions", "1 Gy to the other lesion with each fraction", 1, {"Wmod", "LD1"}, [](Change& c) { c.modulators.other_lesions_gy = 1.0; });
    add("site", "liver", -1, {"Wmod", "liver"}, [](Change& c) { c.modulators.site = Site::liver; });
    add("site", "lymph node", 0, {"Wmod"}, [](Change& c) { c.modulators.site = Site::lymph_node; });
    add("dose_rate", "FLASH: 1.5 instead of 42.4 % of blood irradiated", 1, {"Wmod", "FLASH-blood"}, [](Change& c) { c.modulators.blood_dose = 1.5 / 42.4; });
    add("lymphocytes", "half the count", -1, {"Wmod", "ALC"}, [](Change& c) { c.modulators.lymphocytes = 0.5; });
    add("lymphocytes", "twice the neutrophils", -1, {"Wmod", "NLR-abs"}, [](Change& c) { c.modulators.neutrophils = 2.0; });
    add("infiltrate", "half the entry of T cells", 0, {"Wmod"}, [](Change& c) { c.modulators.infiltrate = 0.5; });
    add("microbiome", "favourable (a flag: no term in the model)", 0, {"Wmod"}, [](Change& c) { c.modulators.microbiome_favourable = true; });
    return all;
}

TwinMap one_schedule(std::span<const Parameters> patients, double dose_gy, int fractions, const Change& change, bool changed) {
    std::vector<Parameters> list;
    for (const auto& patient : patients) list.push_back(changed ? modulated(patient, change.modulators) : patient);
    TwinMapOptions options;
    options.dose_gy = {dose_gy};
    options.most_fractions = fractions;
    options.ici = changed ? change.ici : change.ici_default;
    if (changed) options.interval = change.interval;
    if (changed) options.other_lesions_gy = change.modulators.other_lesions_gy;
    return twin_map(list, options);
}

}  // namespace

Parameters modulated(Parameters p, const Modulators& m) {
    p.field *= m.target_volume;
    p.fB *= m.blood_dose * m.low_dose_bath;
    p.ALC0 *= m.lymphocytes;
    p.NEU0 *= m.neutrophils;
    p.kin *= m.infiltrate;
    if (m.site == Site::liver) {
        p.siteM *= 2.2;
        p.siteT *= 0.6;
        p.siteL = 1.0;
    }
    if (m.site == Site::lymph_node) p.siteM *= 0.8;
    return p;
}

std::vector<AblationLine> ablation(std::span<const Parameters> patients, double dose_gy, int fractions) {
    std::vector<AblationLine> lines;
    for (const auto& change : changes()) {
        const auto with = one_schedule(patients, dose_gy, fractions, change, true);
        const auto without = one_schedule(patients, dose_gy, fractions, change, false);
        const std::size_t at = with.entry(0, fractions), entries = with.yield.median.size();
        AblationLine line{change.modulator, change.setting, with.yield.median[at], without.yield.median[at], 0.0, change.expected_sign, change.sources};
        for (std::size_t p = 0; p < patients.size(); ++p)
            line.p_higher += with.yield.patient[p * entries + at] > without.yield.patient[p * entries + at];
        line.p_higher /= static_cast<double>(patients.size());
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace abscope::windows
