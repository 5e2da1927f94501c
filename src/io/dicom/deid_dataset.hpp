// De-identification of one dataset, element by element. Internal to io/dicom.
#pragma once

#include <set>
#include <string>

#include "io/dicom/deid_rules.hpp"

class DcmDataset;

namespace abscope::io::dicom {

/// Words of the texts that name people, places and numbers of the dataset: they must not stay anywhere.
std::set<std::string> identifying_words(DcmDataset& dataset);

/// Applies the rules to the dataset and everything nested in it, and says in it what was done.
void disguise_dataset(DcmDataset& dataset, const Disguise& disguise, const std::set<std::string>& identifying);

}  // namespace abscope::io::dicom
