// abscope doctor: what this program is made of and what it found on this machine.
#include <array>
#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "app/cli/table.hpp"
#include "app/cli/verbs.hpp"
#include "core/embedded.hpp"
#include "core/parallel.hpp"
#include "core/version.hpp"
#include "io/json_value.hpp"

namespace abscope::app {

namespace {

/// The widest vector instructions that this processor has and that run-time dispatch may choose.
std::string simd_level() {
#ifdef ABSCOPE_REFERENCE
    return "scalar (reference build)";
#elif defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f")) return "AVX-512";
    if (__builtin_cpu_supports("avx2")) return "AVX2";
    if (__builtin_cpu_supports("avx")) return "AVX";
    return "SSE2";
#else
    return "baseline of this processor";
#endif
}

/// A part of the program that a build may lack.
struct Part {
    const char* name;
    bool present;
    const char* why;
};

constexpr std::array parts{
    Part{"DICOM-RT", true, "DCMTK"},
    Part{"threads", true, "oneTBB"},
    Part{"NIfTI, NRRD, MetaImage", true, "zlib"},
    Part{"immune twin, schedule search", true, "built in"},
    Part{"SBML", true, "built in"},
    Part{"dose engines, plan optimisation, virtual trials", false, "not written yet"},
};

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr || *value == '\0' ? "not set" : value;
}

struct Findings {
    std::string version{core::version};
    std::string compiler = "g++ " __VERSION__;
    std::string simd = simd_level();
    std::size_t cores = std::thread::hardware_concurrency();
    std::size_t threads = thread_count();
    std::vector<std::string_view> data = core::embedded_file_names();
    std::string locale = environment("LC_ALL") != "not set" ? environment("LC_ALL") : environment("LANG");
    std::string terminal =
        ::isatty(STDOUT_FILENO) != 0 ? environment("TERM") : "standard output is not a terminal";
};

std::string as_text(const Findings& found, bool style) {
    Table program({{"abscope"}, {found.version}});
    program.row({"compiler", found.compiler});
    program.row({"SIMD level", found.simd});
    program.row({"threads", fmt::format("{} of {} cores", found.threads, found.cores)});
    program.row({"data files", fmt::format("{} built in", found.data.size())});
    program.row({"locale", found.locale});
    program.row({"terminal", found.terminal});
    Table optional({{"part"}, {"state"}, {"by, or why not"}});
    for (const auto& part : parts) optional.row({part.name, part.present ? "on" : "off", part.why});
    return program.text(style) + "\n" + optional.text(style);
}

std::string as_json(const Findings& found) {
    auto out = io::JsonValue::object({{"schema", "abscope.doctor/1"},
                                      {"version", found.version},
                                      {"compiler", found.compiler},
                                      {"simd", found.simd},
                                      {"cores", found.cores},
                                      {"threads", found.threads},
                                      {"locale", found.locale},
                                      {"terminal", found.terminal}});
    auto list = io::JsonValue::array();
    for (const auto& part : parts)
        list.push(io::JsonValue::object({{"name", part.name}, {"on", part.present}, {"why", part.why}}));
    out.add("parts", std::move(list));
    out.add("data_files",
            io::JsonValue::array(std::vector<std::string>(found.data.begin(), found.data.end())));
    return out.text() + "\n";
}

}  // namespace

Result<void> run_doctor(const DoctorOptions&, const GlobalOptions& global, const Terminal& terminal) {
    const Findings found;
    return deliver({as_text(found, terminal.has_style() && global.out.empty()), as_json(found), ""}, global,
                   terminal);
}

}  // namespace abscope::app
