# One precompiled header of standard headers and fmt, built once and reused by every target.

add_library(abscope_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)
target_link_libraries(abscope_pch PRIVATE abscope_numerics abscope_warnings)
if(ABSCOPE_PCH)
  target_precompile_headers(abscope_pch PRIVATE
    <algorithm> <array> <cmath> <cstdint> <functional> <map> <memory> <optional> <span> <string>
    <string_view> <utility> <variant> <vector> <fmt/format.h>)
endif()

function(abscope_use_pch target)
  if(ABSCOPE_PCH)
    target_precompile_headers(${target} REUSE_FROM abscope_pch)
  endif()
endfunction()
