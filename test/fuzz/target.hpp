// What a fuzz target offers: the function that libFuzzer and our replay call, and seeds made from our own files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace abscope::fuzz {

/// Valid inputs to begin with.
std::vector<std::string> seeds();
/// Words that this format gives a meaning to; put in at random.
std::vector<std::string> words();

}  // namespace abscope::fuzz
