# Run after a test executable is linked: lists its cases and writes one ctest test for each.
# The label comes from the tag in the case name: [property], [golden], [validation], [shared]; without a tag it is unit.
#   EXECUTABLE, PREFIX, OUTPUT, SOURCE_DIR

execute_process(COMMAND ${EXECUTABLE} --list-test-cases --no-colors=true
  OUTPUT_VARIABLE listing RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${EXECUTABLE} could not list its test cases (status ${status})\n${listing}")
endif()

# Brackets and semicolons would be taken for list syntax, so they travel as control characters.
string(ASCII 1 left)
string(ASCII 2 right)
string(ASCII 3 semicolon)
string(REPLACE "[" "${left}" listing "${listing}")
string(REPLACE "]" "${right}" listing "${listing}")
string(REPLACE ";" "${semicolon}" listing "${listing}")
string(REPLACE "\n" ";" listing "${listing}")

set(script "")
foreach(line IN LISTS listing)
  string(REPLACE "${left}" "[" name "${line}")
  string(REPLACE "${right}" "]" name "${name}")
  string(REPLACE "${semicolon}" ";" name "${name}")
  if(name STREQUAL "" OR name MATCHES "^\\[doctest\\]" OR name MATCHES "^=+$")
    continue()
  endif()
  # Two cases of one name run under one filter: one test.
  string(MD5 key "${name}")
  if(DEFINED seen_${key})
    continue()
  endif()
  set(seen_${key} 1)
  if(name MATCHES "\\[(property|golden|validation|shared)\\]")
    set(label ${CMAKE_MATCH_1})
  else()
    set(label unit)
  endif()
  string(REPLACE "\\" "\\\\" filter "${name}")
  string(REPLACE "," "\\," filter "${filter}")
  string(APPEND script
    "add_test([===[${PREFIX}: ${name}]===] [===[${EXECUTABLE}]===] [===[--test-case=${filter}]===])\n"
    "set_tests_properties([===[${PREFIX}: ${name}]===] PROPERTIES LABELS ${label} TIMEOUT 300\n"
    "  WORKING_DIRECTORY [===[${SOURCE_DIR}]===]\n"
    "  FAIL_REGULAR_EXPRESSION \"test cases: +0 \" SKIP_REGULAR_EXPRESSION \"skipped: \")\n")
endforeach()
file(WRITE ${OUTPUT} "${script}")
