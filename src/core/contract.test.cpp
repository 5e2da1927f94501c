// A broken contract ends the process with status 5, and says where.
#include "core/contract.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>

TEST_CASE("contract: one that holds costs nothing, a broken one names itself and ends with status 5") {
    ABSCOPE_EXPECT(1 + 1 == 2);
    std::array<int, 2> pipe{};
    REQUIRE(::pipe(pipe.data()) == 0);
    const auto child = ::fork();
    if (child == 0) {
        ::dup2(pipe[1], 2);
        ABSCOPE_EXPECT(1 + 1 == 3);
        ::_exit(0);
    }
    ::close(pipe[1]);
    std::string text(4096, '\0');
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(pipe[0], text.data(), text.size()))));
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 5);
    CHECK(text.find("'1 + 1 == 3' does not hold") != std::string::npos);
    CHECK(text.find("contract.test.cpp") != std::string::npos);
}
