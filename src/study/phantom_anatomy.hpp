// x
#pragma once
#include "patient/case.hpp"
namespace abscope::study { inline patient::Anatomy phantom_anatomy() { return {}; } }
