// app/cli
#include "io/dicom.hpp"
#include <CLI/CLI.hpp>
