#!/bin/sh
# Long runs of the fuzz targets with libFuzzer: clang and libclang-rt-14-dev are needed (packages-ci.txt).
# usage: test/fuzz/long.sh [SECONDS] [TARGET...]      600 s a target by default; findings stand in build/fuzz/findings
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
seconds=${1:-600}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- dicom nifti nrrd mha case_file tables json
command -v clang++ > /dev/null || { echo "skipped: clang++ is absent"; exit 0; }
cmake -S "$root" -B "$root/build/fuzz" -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_CXX_FLAGS="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -Wno-unknown-warning-option" \
  -DCMAKE_EXE_LINKER_FLAGS="-fsanitize=address,undefined" -DABSCOPE_LIBFUZZER=ON -DABSCOPE_PCH=OFF > /dev/null
mkdir -p "$root/build/fuzz/findings"
for target in "$@"; do
  cmake --build "$root/build/fuzz" --target "fuzz_$target"
  seeds=$root/build/fuzz/corpus/$target
  if [ ! -d "$seeds" ]; then
    mkdir -p "$seeds"
    replay=$(find "$root/build" -name "fuzz_$target" -path '*release*' | head -n 1)
    [ -n "$replay" ] && "$replay" --corpus "$seeds"
  fi
  "$root/build/fuzz/test/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
    -artifact_prefix="$root/build/fuzz/findings/$target-" "$seeds"
done
