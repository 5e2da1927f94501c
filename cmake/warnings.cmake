# Compiler warnings and numerical flags, as one interface target each.

add_library(abscope_numerics INTERFACE)
target_compile_options(abscope_numerics INTERFACE
  -fno-math-errno -fno-trapping-math -ffp-contract=off)

# g++ 12 warns about its own std::string concatenation (GCC bug 105651); the sanitizer build watches the same ground.
set(ABSCOPE_FALSE_ALARMS -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)

# For sources of the product.
add_library(abscope_warnings INTERFACE)
target_compile_options(abscope_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion ${ABSCOPE_FALSE_ALARMS})

# For tests: literal-heavy code makes -Wconversion useless there. -Wpedantic stays: it changes a predefined macro, and
# with it the validity of the shared precompiled header.
add_library(abscope_test_warnings INTERFACE)
target_compile_options(abscope_test_warnings INTERFACE -Wall -Wextra -Wpedantic ${ABSCOPE_FALSE_ALARMS})

if(ABSCOPE_WERROR)
  target_compile_options(abscope_warnings INTERFACE -Werror)
  target_compile_options(abscope_test_warnings INTERFACE -Werror)
endif()
