// Tables: any bytes as CSV, every column as numbers.
#include "core/embedded.hpp"
#include "io/csv.hpp"
#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto table = abscope::io::parse_csv({reinterpret_cast<const char*>(data), size}, "table.csv");
    if (!table.ok()) return 0;
    for (const auto& name : table->header) (void)table->numbers(name);
    return 0;
}

namespace abscope::fuzz {

std::vector<std::string> seeds() {
    std::vector<std::string> out{"dose_gy,volume_fraction\n0,1\n1.5,0.5\n3,0\n", "label,name\n1,\"Left, lung\"\n2,\"a \"\"b\"\"\"\n"};
    for (const auto name : core::embedded_file_names())
        if (name.ends_with(".csv") && core::embedded_file(name).size() < 20'000) out.emplace_back(core::embedded_file(name));
    return out;
}

std::vector<std::string> words() { return {"\"", "\"\"", ",", ";", "\r\n", "\n", "#", "NaN", "1e999", "-", "+", "0x1", "\t"}; }

}  // namespace abscope::fuzz
