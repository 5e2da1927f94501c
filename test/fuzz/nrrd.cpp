// Volumes called x.seg.nrrd: any bytes, read and taken as labels.
#include "volume_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { return abscope::fuzz::read_as("x.seg.nrrd", data, size); }

namespace abscope::fuzz {

std::vector<std::string> seeds() { return volume_seeds("x.seg.nrrd"); }

std::vector<std::string> words() {
    return {"\n\n", "sizes: ", "99999999999", "-1", "1e300", "nan", "type: double\n", "encoding: raw\n", "endian: big\n", "space: RAS\n",
            "Segment0_Name:=x\n", "Segment0_LabelValue:=1e99\n", "(0,0,0)", "dimension: 3\n", "data file: x\n", "\x1F\x8B\x08"};
}

}  // namespace abscope::fuzz
