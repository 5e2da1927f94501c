// Case files: any bytes as TOML, then as a case.
#include "core/embedded.hpp"
#include "io/toml.hpp"
#include "study/case_file.hpp"
#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto document = abscope::io::parse_toml({reinterpret_cast<const char*>(data), size}, "case.toml");
    if (document.ok()) (void)abscope::study::parse_case_file(*document, "/none");
    return 0;
}

namespace abscope::fuzz {

std::vector<std::string> seeds() {
    std::vector<std::string> out;
    for (const auto name : core::embedded_file_names())
        if (name.ends_with(".toml") && core::embedded_file(name).find("[anatomy]") != std::string_view::npos)
            out.emplace_back(core::embedded_file(name));
    out.emplace_back("[anatomy]\nphantom = \"thorax\"\n[[lesion]]\nvolume = \"12 cm3\"\n[host]\nalc = \"1.4e9/L\"\n");
    return out;
}

std::vector<std::string> words() {
    return {"[anatomy]\n", "[[lesion]]\n", "[[radiotherapy]]\n", "\"8 Gy\"", "\"-8 Gy\"", "\"1e308 Gy\"", "\"nan d\"", "\"\"", "= [", "]", "{",
            "'''", "\"\"\"", "99999999999999999999", "fractions = ", "interval = \"0 d\"\n", "\\u0000", "\xFF", "[[[[[[[[", "a.a.a.a.a.a.a = 1\n"};
}

}  // namespace abscope::fuzz
