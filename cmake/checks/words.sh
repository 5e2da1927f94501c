#!/bin/sh
# house.words: what no file of the repository may hold: notes to ourselves, paths of one machine, std::views, -ffast-math;
# and every source file says in its first line what it is.
# usage: words.sh ROOT      prints one line a violation; exit status 1 if there is any
cd "$1" || exit 2
{
    find . \( -name .git -o -name build -o -name out -o -path ./test/house -o -path ./cmake/checks \) -prune -o \
        -type f \( -name '*.[ch]pp' -o -name '*.cmake' -o -name CMakeLists.txt -o -name '*.json' -o -name '*.toml' -o -name '*.csv' \
        -o -name '*.md' -o -name '*.sh' -o -name '*.py' -o -name '*.js' -o -name '*.css' -o -path './scripts/*' -o -path './.ci/*' \) -print |
        LC_ALL=C sort | xargs awk '
    function report(text) { file = FILENAME; sub(/^\.\//, "", file); print file ":" FNR ": " text; bad = 1 }
    /(^|[^A-Za-z])(TODO|FIXME|XXX|HACK)([^A-Za-z]|$)/ { report("a note to ourselves (finish it, or open an issue)") }
    /(^|[^A-Za-z0-9_.$}])\/(home|root|work|Users|tmp)\// && !/\/tmp\/bash/ && FILENAME !~ /\.test\.cpp$/ { report("a path of one machine") }
    /https?:\/\/(localhost|127\.0\.0\.1|10\.[0-9]|192\.168\.)/ { report("an address of one machine") }
    FILENAME ~ /\.[ch]pp$/ && /std::(ranges::)?views([^a-z_]|$)/ { report("std::views (write the loop)") }
    FILENAME ~ /(\.cmake|CMakeLists\.txt|Presets\.json)$/ && /-ffast-math|-Ofast/ { report("fast-math changes results") }
    FNR == 1 && FILENAME ~ /^\.\/(src|test|bench)\/.*\.[ch]pp$/ && $0 !~ /^\/\// { report("the file does not start with a comment that says what it is") }
    END { exit bad }'
}
