# Compiler cache, when one is installed. Paths are made relative to the checkout so that several checkouts share it.

option(ABSCOPE_CCACHE "Use ccache when it is installed" ON)
find_program(ABSCOPE_CCACHE_PROGRAM ccache)
mark_as_advanced(ABSCOPE_CCACHE_PROGRAM)
if(ABSCOPE_CCACHE AND ABSCOPE_CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
    CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    ${ABSCOPE_CCACHE_PROGRAM})
endif()
