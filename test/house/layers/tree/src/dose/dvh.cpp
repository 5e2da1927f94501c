// dose
#include "core/log.hpp"
#include "dose/dvh.hpp"
#include "io/dicom.hpp"
#include "pictures/png.hpp"
#  include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>
#include <doctest/doctest.h>
#include <Eigen/Dense>
#include "dose/../io/dicom.hpp"
