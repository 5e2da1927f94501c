// Volumes called x.nii.gz: any bytes, read and taken as labels.
#include "volume_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { return abscope::fuzz::read_as("x.nii.gz", data, size); }

namespace abscope::fuzz {

std::vector<std::string> seeds() { return volume_seeds("x.nii.gz"); }

std::vector<std::string> words() { return {std::string("n+1\0", 4), "ni1", std::string("\x5C\x01\x00\x00", 4), "\x1F\x8B\x08"}; }

}  // namespace abscope::fuzz
