// Contracts: a broken one is a bug of ours, never bad input. Belongs to core, usable everywhere.
#pragma once

namespace abscope {

/// Reports a broken contract on standard error and aborts; the program exits with status 5 (see app/cli).
[[noreturn]] void contract_broken(const char* condition, const char* file, int line) noexcept;

}  // namespace abscope

#define ABSCOPE_EXPECT(condition)                                        \
    do {                                                                 \
        if (!(condition)) [[unlikely]]                                   \
            ::abscope::contract_broken(#condition, __FILE__, __LINE__);  \
    } while (false)
