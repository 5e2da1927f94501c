#!/bin/sh
# Seconds of an incremental build after a change in one source of each module (its largest), and the longest of them.
# usage: bench/rebuild.sh BUILD_FOLDER      in a checkout that is built; sources are put back
set -u
build=${1:?usage: bench/rebuild.sh BUILD_FOLDER}
cd "$(dirname "$0")/.." || exit 2
export CCACHE_DISABLE=1
worst=0 where=
for module in $(awk '/^[0-9]/ { print $2 }' cmake/layers.txt); do
    source=$(find "src/$module" -name '*.cpp' ! -name '*.test.cpp' -printf '%s %p\n' 2>/dev/null | sort -rn | awk 'NR == 1 { print $2 }')
    [ -n "$source" ] || continue
    cp -p "$source" "$source.kept"
    echo "// changed" >> "$source"
    start=$(date +%s%N)
    cmake --build "$build" -j2 > /dev/null 2>&1 || echo "$module: the build failed"
    seconds=$((($(date +%s%N) - start) / 100000000))
    mv "$source.kept" "$source"
    touch "$source"
    printf '%-12s %4s.%s s  %s\n' "$module" $((seconds / 10)) $((seconds % 10)) "$source"
    [ "$seconds" -gt "$worst" ] && worst=$seconds where=$module
    cmake --build "$build" -j2 > /dev/null 2>&1
done
printf 'longest: %s.%s s (%s)\n' $((worst / 10)) $((worst % 10)) "$where"
