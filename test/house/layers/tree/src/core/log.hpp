// core, upwards
#include "dose/dvh.hpp"
#include "log_sink.hpp"
#include <tbb/parallel_for.h>
#include <vector>
