// JSON: any bytes as a document.
#include "io/json.hpp"
#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)abscope::io::parse_json({reinterpret_cast<const char*>(data), size}, "x.json");
    return 0;
}

namespace abscope::fuzz {

std::vector<std::string> seeds() {
    return {R"({"schema": "abscope.dvh/1", "structures": [{"name": "Heart", "mean_gy": 1.25, "min_gy": null, "curve": {"dose_gy": [0, 1e-3]}}]})",
            R"(["a\u00e4\n", true, false, -1, 123456789012345678, 1.5e10])"};
}

std::vector<std::string> words() {
    return {"[", "]", "{", "}", "\"", ":", ",", "null", "1e999", "-0", "\\ud800", "\\u0000", std::string(200, '['), "99999999999999999999"};
}

}  // namespace abscope::fuzz
