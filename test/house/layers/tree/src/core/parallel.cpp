// the place of tbb
#include "core/log.hpp"
#include <tbb/parallel_for.h>
