// tests obey the floors too
#include "dose/dvh.hpp"
#include "io/dicom.hpp"
#include "support/files.hpp"
#include <doctest/doctest.h>
