#include <vector>
// TODO: later
// FIXME(me) as well; but todo list, METHODOLOGY and XXXL are words
const char* path = "/home/somebody/file";
const char* fine = "/usr/share/thing and a/home/b and ${ROOT}/tmp/x";
for (int i : std::views::iota(0, 3)) {}
for (int i : x | std::ranges::views::take(2)) {}
