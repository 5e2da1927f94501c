// The rules of de-identification: what is done to which attribute, and how texts, dates and identifiers are replaced.
// Internal to io/dicom.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace abscope::io::dicom {

/// One row of data/deid_profile.csv.
struct DeidRule {
    std::string basic;  ///< "X", "Z", "D", "U", "X/Z", …
    bool dates = false, text = false, person = false;
};

/// Rules by group << 16 | element.
const std::map<std::uint32_t, DeidRule>& deid_rules();

/// The secrets of one patient.
class Disguise {
public:
    /// `patient` is what tells patients apart (Patient ID, else name and birth date).
    Disguise(std::string key, const std::string& patient);
    const std::string& pseudonym() const { return pseudonym_; }
    /// "20240131…" so many whole weeks earlier; what follows the eight digits stays. Nothing where it is no date.
    std::optional<std::string> shifted(std::string_view date) const;
    /// The identifier that replaces another; the same for all patients of a key, so that references stay whole.
    std::string uid(std::string_view original) const;

private:
    std::string key_, pseudonym_;
    int weeks_ = 0;
};

/// Words of a text: runs of letters or of digits, in lower case.
std::vector<std::string> words_in(std::string_view text);

/// The text with only words of data/deid_words.csv, single letters and numbers of up to three digits left; words of
/// `identifying` never stay.
std::string cleaned(std::string_view text, const std::set<std::string>& identifying);

}  // namespace abscope::io::dicom
