#!/bin/bash
# Seconds of an incremental build after a change in one source of each module (its largest), with the processor time it took, and
# the longest of them. Nothing comes from a compiler cache.
# usage: bench/rebuild.sh BUILD_FOLDER      in a checkout that is built; sources are put back
set -u
build=${1:?usage: bench/rebuild.sh BUILD_FOLDER}
cd "$(dirname "$0")/.." || exit 2
export CCACHE_DISABLE=1
TIMEFORMAT='%R %U %S'
worst=0 where=
for module in $(awk '/^[0-9]/ { print $2 }' cmake/layers.txt); do
    source=$(find "src/$module" -name '*.cpp' ! -name '*.test.cpp' -printf '%s %p\n' 2>/dev/null | sort -rn | awk 'NR == 1 { print $2 }')
    [ -n "$source" ] || continue
    cp -p "$source" "$source.kept"
    echo "// changed" >> "$source"
    times=$({ time cmake --build "$build" -j2 > /dev/null 2>&1; } 2>&1)
    mv "$source.kept" "$source"
    touch "$source"
    read -r wall user system <<< "$times"
    awk -v m="$module" -v w="$wall" -v u="$user" -v s="$system" -v f="$source" \
        'BEGIN { printf "%-12s %6.1f s, %6.1f s of processors  %s\n", m, w, u + s, f }'
    if awk -v a="$wall" -v b="$worst" 'BEGIN { exit !(a > b) }'; then worst=$wall where=$module; fi
    env -u CCACHE_DISABLE cmake --build "$build" -j2 > /dev/null 2>&1
done
printf 'longest: %s s (%s)\n' "$worst" "$where"
