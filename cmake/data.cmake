# Embeds the data files into abscope_core: data/** under its name below data/, and the text files that stand beside
# their model under src/ under their name below src/; the case files of examples/, and the bibliography, so that reports can cite.

file(GLOB_RECURSE ABSCOPE_DATA CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/data/*.toml ${CMAKE_SOURCE_DIR}/data/*.csv ${CMAKE_SOURCE_DIR}/data/*.json
  ${CMAKE_SOURCE_DIR}/data/*.css ${CMAKE_SOURCE_DIR}/data/*.js ${CMAKE_SOURCE_DIR}/data/*.html
  ${CMAKE_SOURCE_DIR}/src/*.toml ${CMAKE_SOURCE_DIR}/src/*.css ${CMAKE_SOURCE_DIR}/src/*.js
  ${CMAKE_SOURCE_DIR}/examples/*.toml ${CMAKE_SOURCE_DIR}/docs/references.bib)
set(entries)
foreach(path IN LISTS ABSCOPE_DATA)
  file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR} ${path})
  string(REGEX REPLACE "^(data|src|docs)/" "" name ${name})
  list(APPEND entries "${name}|${path}")
endforeach()
list(SORT entries)
list(JOIN entries "\n" text)
# configure_file-like: rewrite only on change, so that a configure run does not rebuild the table.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/embedded_files.txt CONTENT "${text}\n" @ONLY)

add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/generated/embedded_data.cpp
  COMMAND ${CMAKE_COMMAND} -D LIST=${CMAKE_BINARY_DIR}/generated/embedded_files.txt
          -D OUTPUT=${CMAKE_BINARY_DIR}/generated/embedded_data.cpp -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${ABSCOPE_DATA} ${CMAKE_BINARY_DIR}/generated/embedded_files.txt ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
  COMMENT "Embedding the data files" VERBATIM)
target_sources(abscope_core PRIVATE ${CMAKE_BINARY_DIR}/generated/embedded_data.cpp)
