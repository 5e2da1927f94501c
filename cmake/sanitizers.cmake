# ABSCOPE_SANITIZE=ON builds everything with the address and undefined-behaviour sanitizers; any finding ends the test.
# Checks of every pointer access (null, alignment, object size, dynamic type) are left out: the address sanitizer sees what
# they would find on this processor, and they double the time to compile.

if(ABSCOPE_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=null,alignment,object-size,vptr
                      -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
