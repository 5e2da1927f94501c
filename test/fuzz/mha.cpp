// Volumes called x.mha: any bytes, read and taken as labels.
#include "volume_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { return abscope::fuzz::read_as("x.mha", data, size); }

namespace abscope::fuzz {

std::vector<std::string> seeds() { return volume_seeds("x.mha"); }

std::vector<std::string> words() {
    return {"NDims = 3\n", "DimSize = ", "99999999999", "-1", "1e300", "nan", "CompressedData = False\n", "ElementType = MET_DOUBLE\n",
            "ElementDataFile = LOCAL\n", "TransformMatrix = 0 0 0 0 0 0 0 0 0\n", "BinaryDataByteOrderMSB = True\n"};
}

}  // namespace abscope::fuzz
