// app
#include "dose/dvh.hpp"
#include <CLI/CLI.hpp>
