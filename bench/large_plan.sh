#!/bin/sh
# Reading, solids and all DVHs of a large plan: 512 × 512 × 400 CT, 60 structures of 200 contours. Time and memory of the whole
# process on 2 threads, three runs.
# usage: bench/large_plan.sh BUILD_FOLDER [FOLDER]      FOLDER is made where it is absent
set -eu
build=$1 folder=${2:-${TMPDIR:-/tmp}/abscope_large_plan}
cmake --build "$build" --target make_large_plan abscope > /dev/null
[ -d "$folder" ] || "$build/test_tools/make_large_plan" "$folder"
for run in 1 2 3; do
  /usr/bin/time -f "run $run: %e s wall, %U s user, %M kB" "$build/abscope" dvh "$folder" --threads 2 --quiet --out /dev/null
done
