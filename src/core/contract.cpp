// What happens when a contract is broken: say which one and stop with the status of "our own fault".
#include "core/contract.hpp"

#include <cstdio>
#include <cstdlib>

namespace abscope {

void contract_broken(const char* condition, const char* file, int line) noexcept {
    std::fprintf(stderr, "abscope: internal error: '%s' does not hold (%s:%d) please report this as a bug\n", condition, file,
                 line);
    std::fflush(stderr);
    std::_Exit(5);
}

}  // namespace abscope
