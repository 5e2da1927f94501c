// Reading single values out of a DICOM item, tolerantly: an illegal or empty value is absent, never an exception.
// Internal to io/dicom.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "patient/vector3.hpp"

class DcmFileFormat;
class DcmItem;
class DcmDataset;
class DcmTagKey;

namespace abscope::io::dicom {

/// Text of an element without padding; several values stay joined by backslashes. Empty where absent.
std::string text(DcmItem& item, const DcmTagKey& tag);
/// Text in UTF-8: `charset` is the Specific Character Set of the dataset (Latin-1 and UTF-8 are converted; of others the bytes
/// outside ASCII become '?').
std::string label(DcmItem& item, const DcmTagKey& tag, const std::string& charset);
/// All numbers of a DS, IS or binary element; a value that is not a finite number makes the whole list absent.
std::optional<std::vector<double>> numbers(DcmItem& item, const DcmTagKey& tag);
/// The first number.
std::optional<double> number(DcmItem& item, const DcmTagKey& tag);
/// The first number, where it is whole.
std::optional<int> integer(DcmItem& item, const DcmTagKey& tag);
/// Three numbers [as the element says].
std::optional<patient::Vector3> vector3(DcmItem& item, const DcmTagKey& tag);
/// Items of a sequence; empty where the element is absent or not a sequence.
std::vector<DcmItem*> items(DcmItem& item, const DcmTagKey& tag);

/// Numbers of a backslash-separated decimal string; nothing if one is not a finite number. Empty components are refused.
std::optional<std::vector<double>> parse_numbers(const std::string& text);
/// "(3004,000e) DoseGridScaling", for messages.
std::string tag_name(const DcmTagKey& tag);

}  // namespace abscope::io::dicom
