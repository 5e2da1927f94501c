// From a table to the files of a problem.
#include "app/cli/petab_files.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "core/embedded.hpp"
#include "io/nonmem.hpp"
#include "io/output.hpp"
#include "io/petab.hpp"
#include "io/toml.hpp"
#include "study/petab_problem.hpp"

namespace abscope::app {

Result<std::string> write_petab(const std::string& data, const std::vector<std::string>& estimated, const std::string& folder) {
    constexpr const char* parameters = "immune/models/t2/parameters.toml";
    ABSCOPE_TRY(const auto table, io::read_nonmem(data));
    ABSCOPE_TRY(const auto document, io::parse_toml(core::embedded_file(parameters), parameters));
    ABSCOPE_TRY(const auto set, immune::t2::read_parameters(document));
    ABSCOPE_TRY(const auto problem, study::petab_problem(table, set, estimated));
    ABSCOPE_TRY(const auto files, io::petab_files(problem));
    std::error_code fault;
    std::filesystem::create_directories(folder, fault);
    if (fault) return bad_output("the folder '" + folder + "' cannot be made", fault.message());
    for (const auto& [name, text] : files) ABSCOPE_CHECK_OK(io::write_file(std::filesystem::path(folder) / name, text));
    return fmt::format("  {} patients, {} parameters: {}\n", problem.parts.size(), problem.parameters.size(),
                       (std::filesystem::path(folder) / "problem.yaml").string());
}

}  // namespace abscope::app
