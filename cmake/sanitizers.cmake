# ABSCOPE_SANITIZE=ON builds everything with the address and undefined-behaviour sanitizers; any finding ends the test.

if(ABSCOPE_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
