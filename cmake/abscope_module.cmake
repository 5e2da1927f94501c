# abscope_module(name): one folder of src/ becomes one static library and one test executable.
# What a module links to is read from layers.txt, never written down a second time.

# Reads layers.txt: ABSCOPE_MODULES in order of floors, ABSCOPE_FLOOR_<name>, ABSCOPE_PARTS_<name>.
macro(abscope_read_layers file)
  set(ABSCOPE_MODULES)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(STRINGS ${file} _lines REGEX "^[0-9]")
  foreach(_line IN LISTS _lines)
    string(REGEX REPLACE "[ \t]+" ";" _fields "${_line}")
    list(POP_FRONT _fields _floor _name)
    list(APPEND ABSCOPE_MODULES ${_name})
    set(ABSCOPE_FLOOR_${_name} ${_floor})
    list(TRANSFORM _fields REPLACE "=.*" "")
    set(ABSCOPE_PARTS_${_name} ${_fields})
  endforeach()
endmacro()

function(abscope_module name)
  set(root ${CMAKE_SOURCE_DIR}/src/${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${root}/*.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "\\.test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "\\.(test|bench)\\.cpp$|/app/cli/main\\.cpp$")
  if(sources)
    add_library(abscope_${name} STATIC ${sources})
  else()
    add_library(abscope_${name} STATIC ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)
  endif()
  target_include_directories(abscope_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(abscope_${name} PUBLIC abscope_numerics PRIVATE abscope_warnings)
  foreach(lower IN LISTS ABSCOPE_MODULES)
    if(TARGET abscope_${lower} AND ABSCOPE_FLOOR_${lower} LESS ABSCOPE_FLOOR_${name})
      target_link_libraries(abscope_${name} PUBLIC abscope_${lower})
    endif()
  endforeach()
  foreach(key IN LISTS ABSCOPE_PARTS_${name})
    abscope_third_party(${key} part)
    target_link_libraries(abscope_${name} PRIVATE ${part})
  endforeach()
  abscope_use_pch(abscope_${name})
  if(tests AND ABSCOPE_TESTS)
    abscope_test(abscope_${name}_test abscope_${name} ${tests})
    foreach(key IN LISTS ABSCOPE_PARTS_${name})
      abscope_third_party(${key} part)
      target_link_libraries(abscope_${name}_test PRIVATE ${part})
    endforeach()
  endif()
endfunction()

# abscope_test(target library sources...): a doctest executable; each of its cases becomes one ctest test.
function(abscope_test target library)
  add_executable(${target} ${ARGN})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/test)
  target_link_libraries(${target} PRIVATE abscope_doctest_main ${library} abscope_test_warnings)
  abscope_use_pch(${target})
  set(list_file ${CMAKE_CURRENT_BINARY_DIR}/${target}_cases.cmake)
  string(REGEX REPLACE "^abscope_(.*)_test$" "\\1" prefix ${target})
  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -D EXECUTABLE=$<TARGET_FILE:${target}> -D PREFIX=${prefix}
            -D OUTPUT=${list_file} -D SOURCE_DIR=${CMAKE_SOURCE_DIR}
            -P ${CMAKE_SOURCE_DIR}/cmake/discover_cases.cmake
    BYPRODUCTS ${list_file} VERBATIM)
  set(include_file ${CMAKE_CURRENT_BINARY_DIR}/${target}_include.cmake)
  file(WRITE ${include_file}
    "if(EXISTS [==[${list_file}]==])\n  include([==[${list_file}]==])\n"
    "else()\n  add_test([==[${prefix}: not built]==] ${target}_is_not_built)\n"
    "  set_tests_properties([==[${prefix}: not built]==] PROPERTIES LABELS unit)\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${include_file})
endfunction()
