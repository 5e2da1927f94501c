// From values to what DICOM elements may hold: decimal strings, texts of limited length, identifiers. Internal to io/dicom.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

class DcmDataset;
class DcmItem;
class DcmTagKey;

namespace abscope::io::dicom {

/// The decimal string (DS) of a finite number: the shortest that reads back as the same number, or, where that is longer
/// than 16 bytes, the closest of 16 bytes.
std::string decimal_string(double value);
/// Several of them, joined by backslashes.
std::string decimal_strings(std::span<const double> values);

/// Text without backslashes and control characters, of at most `length` characters (UTF-8).
std::string short_text(std::string_view text, std::size_t length);

/// A UID from any text: 2.25 and the decimal form of a UUID (version 8) that is the start of the text's SHA-256.
std::string derived_uid(std::string_view text);
/// A UID from the encoded elements of a dataset.
Result<std::string> content_uid(DcmDataset& dataset, std::string_view purpose);

/// Setters; values come from decimal_string, short_text or constants, so a refusal by the library is a bug.
void put(DcmItem& item, const DcmTagKey& tag, const std::string& text);
void put_decimal(DcmItem& item, const DcmTagKey& tag, double value);
void put_decimals(DcmItem& item, const DcmTagKey& tag, std::span<const double> values);
void put_integer(DcmItem& item, const DcmTagKey& tag, long value);
void put_short(DcmItem& item, const DcmTagKey& tag, unsigned short value);
/// Adds an item to a sequence, which is made with its first item.
DcmItem& add_item(DcmItem& parent, const DcmTagKey& sequence);

}  // namespace abscope::io::dicom
