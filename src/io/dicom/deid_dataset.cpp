// Element by element: first what the table says, then, for what it does not name, what kind of value it is. Whatever could hold
// free text and is not known to be harmless goes.
#include "io/dicom/deid_dataset.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>

#include "io/dicom/access.hpp"
#include "io/dicom/encode.hpp"

namespace abscope::io::dicom {
namespace {

constexpr std::size_t shortest_identifying = 3;

enum class Fate { keep, remove, recurse };

bool is_text(DcmEVR vr) {
    return vr == EVR_LO || vr == EVR_SH || vr == EVR_ST || vr == EVR_LT || vr == EVR_UT || vr == EVR_UC || vr == EVR_UR ||
           vr == EVR_AE;
}
bool is_long_text(DcmEVR vr) { return vr == EVR_ST || vr == EVR_LT || vr == EVR_UT || vr == EVR_UR || vr == EVR_AE; }
bool is_number_text(DcmEVR vr) { return vr == EVR_DS || vr == EVR_IS || vr == EVR_AS || vr == EVR_TM; }
bool is_binary_number(DcmEVR vr) {
    return vr == EVR_US || vr == EVR_SS || vr == EVR_UL || vr == EVR_SL || vr == EVR_FL || vr == EVR_FD || vr == EVR_AT ||
           vr == EVR_UV || vr == EVR_SV || vr == EVR_xs || vr == EVR_lt;
}

std::string value_of(DcmElement& element) {
    char* characters = nullptr;
    Uint32 length = 0;
    if (element.getString(characters, length).bad() || characters == nullptr) return {};
    std::string value(characters, length);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\0')) value.pop_back();
    return value;
}

void set_value(DcmElement& element, const std::string& value) {
    const OFCondition status = element.putString(value.c_str(), static_cast<Uint32>(value.size()));
    if (status.bad()) element.putString("");
}

/// Each of the values joined by backslashes, changed.
template <class Change>
std::string each_value(const std::string& joined, Change change) {
    std::string out;
    std::size_t begin = 0;
    while (true) {
        const std::size_t cut = joined.find('\\', begin);
        out += change(joined.substr(begin, cut == std::string::npos ? cut : cut - begin));
        if (cut == std::string::npos) return out;
        out += '\\';
        begin = cut + 1;
    }
}

/// What is known while one dataset is gone through.
struct Pass {
    const Disguise& disguise;
    const std::set<std::string>& identifying;

    bool names_somebody(const std::string& value) const {
        for (const std::string& word : words_in(value))
            if (identifying.contains(word)) return true;
        return false;
    }
    std::string shifted(const std::string& value) const {
        return each_value(value, [&](const std::string& date) { return disguise.shifted(date).value_or(""); });
    }
    std::string new_uid(const std::string& value) const {
        return each_value(value, [&](const std::string& uid) {
            return uid.empty() || uid.starts_with("1.2.840.10008.") ? uid : disguise.uid(uid);
        });
    }
};

/// The value that stands for one that must be there.
std::string dummy(DcmEVR vr, const Pass& pass) {
    if (vr == EVR_PN) return "Anonymous";
    if (vr == EVR_DA) return "19000101";
    if (vr == EVR_DT) return "19000101000000";
    if (vr == EVR_TM) return "000000";
    if (vr == EVR_UI) return pass.disguise.uid("dummy");
    if (vr == EVR_DS || vr == EVR_IS) return "0";
    if (vr == EVR_AS) return "000Y";
    return is_text(vr) || vr == EVR_CS ? "REMOVED" : "";
}

bool is_well_formed_number(const std::string& value, DcmEVR vr) {
    const std::string more = vr == EVR_AS ? "DWMY" : vr == EVR_TM ? ".:" : vr == EVR_IS ? "+-" : "+-.eE";
    return std::all_of(value.begin(), value.end(), [&](char c) {
        return (c >= '0' && c <= '9') || c == '\\' || c == ' ' || more.find(c) != std::string::npos;
    });
}

bool is_code_string(const std::string& value) {
    return value.size() <= 16 * 64 && std::all_of(value.begin(), value.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ' ' || c == '\\';
    });
}

/// A label that must not be empty takes its number, or "REMOVED".
std::string label_or_number(DcmItem& parent, const DcmTagKey& tag, std::string label) {
    if (!label.empty()) return label;
    if (tag == DCM_ROIName) return fmt::format("ROI {}", integer(parent, DCM_ROINumber).value_or(0));
    if (tag == DCM_BeamName) return fmt::format("beam {}", integer(parent, DCM_BeamNumber).value_or(0));
    return tag == DCM_RTPlanLabel || tag == DCM_StructureSetLabel ? "REMOVED" : "";
}

void clean_text(DcmItem& parent, DcmElement& element, const Pass& pass) {
    const std::string kept = each_value(value_of(element), [&](const std::string& value) { return cleaned(value, pass.identifying); });
    set_value(element, label_or_number(parent, element.getTag(), kept));
}

/// Attributes that the table does not name, by their kind of value.
Fate disguise_by_kind(DcmItem& parent, DcmElement& element, const Pass& pass) {
    const DcmEVR vr = element.getVR();
    const std::string value = element.isaString() ? value_of(element) : "";
    if (vr == EVR_UI) set_value(element, pass.new_uid(value));
    else if (vr == EVR_DA || vr == EVR_DT) set_value(element, pass.shifted(value));
    else if (is_number_text(vr)) return is_well_formed_number(value, vr) ? Fate::keep : Fate::remove;
    else if (vr == EVR_CS) {
        if (!is_code_string(value) || pass.names_somebody(value)) set_value(element, "");
    } else if (is_long_text(vr) || vr == EVR_PN) set_value(element, "");
    else if (is_text(vr)) clean_text(parent, element, pass);
    else return is_binary_number(vr) || element.getGTag() == 0x7FE0 || element.getGTag() == 0x0028 ? Fate::keep : Fate::remove;
    return Fate::keep;
}

Fate disguise_person(DcmElement& element) {
    const std::string value = value_of(element);
    if (element.getTag() == DCM_PatientSex) {
        if (value != "M" && value != "F" && value != "O") set_value(element, "");
        return Fate::keep;
    }
    if (element.getTag() == DCM_PatientAge) {
        // Ages above 89 years are few enough to tell people apart.
        if (value.size() == 4 && value[3] == 'Y' && is_well_formed_number(value, EVR_AS))
            set_value(element, value > "089Y" ? "090Y" : value);
        else if (!is_well_formed_number(value, EVR_AS)) return Fate::remove;
        return Fate::keep;
    }
    const bool size_or_weight = element.getTag() == DCM_PatientSize || element.getTag() == DCM_PatientWeight;
    return size_or_weight && is_well_formed_number(value, EVR_DS) ? Fate::keep : Fate::remove;
}

/// X, Z, D and U, the mildest that is allowed where there are several.
Fate disguise_by_rule(DcmItem& parent, DcmElement& element, const DeidRule& rule, const Pass& pass) {
    const DcmEVR vr = element.getVR();
    const auto allows = [&](char action) { return rule.basic.find(action) != std::string::npos; };
    if (rule.person) return disguise_person(element);
    if (vr == EVR_SQ) return allows('U') || allows('D') || allows('K') ? Fate::recurse : Fate::remove;
    if (vr == EVR_UI || allows('U')) {
        if (vr != EVR_UI) return Fate::remove;
        set_value(element, pass.new_uid(value_of(element)));
        return Fate::keep;
    }
    if (rule.dates && (vr == EVR_DA || vr == EVR_DT)) {
        set_value(element, pass.shifted(value_of(element)));
        return Fate::keep;
    }
    if (rule.dates && vr == EVR_TM) return is_well_formed_number(value_of(element), vr) ? Fate::keep : Fate::remove;
    if (rule.text && is_text(vr) && !is_long_text(vr)) {
        clean_text(parent, element, pass);
        return Fate::keep;
    }
    if (!allows('Z') && !allows('D')) return Fate::remove;
    if (!element.isaString()) return Fate::remove;
    set_value(element, allows('Z') ? "" : dummy(vr, pass));
    return Fate::keep;
}

/// Standard codes say what they are by their number; their meaning is a text like any other and goes.
bool disguise_code(DcmItem& item) {
    static const std::set<std::string> standard{"DCM", "SRT", "SCT", "UCUM", "LN", "FMA", "SNM3", "RADLEX", "NCIt", "UMLS"};
    if (!item.tagExists(DCM_CodeValue) || !standard.contains(text(item, DCM_CodingSchemeDesignator))) return false;
    const std::string value = text(item, DCM_CodeValue), scheme = text(item, DCM_CodingSchemeDesignator);
    if (value.size() > 16 || value.find(' ') != std::string::npos) return false;
    while (item.card() > 0) delete item.remove(0UL);
    put(item, DCM_CodeValue, value);
    put(item, DCM_CodingSchemeDesignator, scheme);
    put(item, DCM_CodeMeaning, "see code");
    return true;
}

void disguise_item(DcmItem& item, const Pass& pass);

void disguise_sequence(DcmElement& element, const Pass& pass) {
    auto& sequence = static_cast<DcmSequenceOfItems&>(element);
    for (unsigned long n = 0; n < sequence.card(); ++n)
        if (DcmItem* item = sequence.getItem(n); !disguise_code(*item)) disguise_item(*item, pass);
}

Fate fate_of(DcmItem& parent, DcmElement& element, const Pass& pass) {
    const Uint16 group = element.getGTag();
    const bool overlay_or_curve = (group & 0xFF00) == 0x5000 || (group & 0xFF00) == 0x6000;
    if (group % 2 == 1 || overlay_or_curve || group == 0x4000 || group == 0xFFFC) return Fate::remove;
    const auto rule = deid_rules().find(static_cast<std::uint32_t>(group) << 16 | element.getETag());
    if (rule != deid_rules().end()) return disguise_by_rule(parent, element, rule->second, pass);
    if (element.ident() == EVR_SQ) return Fate::recurse;
    return disguise_by_kind(parent, element, pass);
}

void disguise_item(DcmItem& item, const Pass& pass) {
    for (unsigned long n = 0; n < item.card();) {
        DcmElement* element = item.getElement(n);
        const Fate fate = fate_of(item, *element, pass);
        if (fate == Fate::remove) {
            delete item.remove(n);
            continue;
        }
        if (fate == Fate::recurse && element->ident() == EVR_SQ) disguise_sequence(*element, pass);
        ++n;
    }
}

/// No two structures of a set have the same name.
void tell_structures_apart(DcmDataset& dataset) {
    std::map<std::string, int> seen;
    for (DcmItem* region : items(dataset, DCM_StructureSetROISequence)) {
        const std::string name = text(*region, DCM_ROIName);
        const int count = ++seen[name];
        if (count > 1) put(*region, DCM_ROIName, short_text(fmt::format("{} ({})", name, count), 64));
    }
}

void say_what_was_done(DcmDataset& dataset) {
    put(dataset, DCM_PatientIdentityRemoved, "YES");
    put(dataset, DCM_DeidentificationMethod, "PS3.15 basic profile, labels cleaned, dates shifted");
    put(dataset, DCM_LongitudinalTemporalInformationModified, "MODIFIED");
    const std::pair<const char*, const char*> done[] = {{"113100", "Basic Application Confidentiality Profile"},
                                                        {"113105", "Clean Descriptors Option"},
                                                        {"113107", "Retain Longitudinal Temporal Information Modified Dates Option"},
                                                        {"113108", "Retain Patient Characteristics Option"}};
    for (const auto& [code, meaning] : done) {
        DcmItem& item = add_item(dataset, DCM_DeidentificationMethodCodeSequence);
        put(item, DCM_CodeValue, code);
        put(item, DCM_CodingSchemeDesignator, "DCM");
        put(item, DCM_CodeMeaning, short_text(meaning, 64));
    }
}

void collect_words(DcmItem& item, std::set<std::string>& words) {
    static const std::set<DcmTagKey> numbers{DCM_PatientID, DCM_AccessionNumber, DCM_InstitutionName, DCM_InstitutionAddress,
                                             DCM_StationName, DCM_InstitutionalDepartmentName, DCM_PatientAddress,
                                             DCM_PatientTelephoneNumbers, DCM_StudyID, DCM_OtherPatientIDsSequence};
    for (unsigned long n = 0; n < item.card(); ++n) {
        DcmElement* element = item.getElement(n);
        if (element->ident() == EVR_SQ) {
            auto& sequence = static_cast<DcmSequenceOfItems&>(*element);
            for (unsigned long i = 0; i < sequence.card(); ++i) collect_words(*sequence.getItem(i), words);
        } else if (element->getVR() == EVR_PN || numbers.contains(element->getTag())) {
            for (std::string& word : words_in(value_of(*element)))
                if (word.size() >= shortest_identifying) words.insert(std::move(word));
        }
    }
}

}  // namespace

std::set<std::string> identifying_words(DcmDataset& dataset) {
    std::set<std::string> words;
    collect_words(dataset, words);
    return words;
}

void disguise_dataset(DcmDataset& dataset, const Disguise& disguise, const std::set<std::string>& identifying) {
    disguise_item(dataset, Pass{disguise, identifying});
    put(dataset, DCM_PatientName, disguise.pseudonym());
    put(dataset, DCM_PatientID, disguise.pseudonym());
    tell_structures_apart(dataset);
    dataset.findAndDeleteElement(DCM_DeidentificationMethodCodeSequence);
    say_what_was_done(dataset);
}

}  // namespace abscope::io::dicom
