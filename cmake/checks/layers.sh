#!/bin/sh
# house.layers: every #include of src/ obeys cmake/layers.txt: own folder and lower floors only, third-party headers only
# where the module's line names them, and inside the module only in the file or folder given as key=path.
# usage: layers.sh ROOT      prints one line a violation; exit status 1 if there is any
cd "$1" || exit 2
[ -d src ] || exit 0
find src -name '*.[ch]pp' | LC_ALL=C sort | xargs grep -n '^[ \t]*#[ \t]*include' /dev/null | awk -v layers=cmake/layers.txt '
function report(text) { print file ":" line ": " text; bad = 1 }
# The key in layers.txt of a third-party header; "" for the standard library and POSIX.
function part_of(header) {
    if (header ~ /^dcmtk\//) return "dcmtk"
    if (header ~ /^nlohmann\//) return "nlohmann_json"
    if (header ~ /^toml\+\+\//) return "tomlplusplus"
    if (header ~ /^CLI\//) return "cli11"
    if (header ~ /^(oneapi\/)?tbb\//) return "tbb"
    if (header ~ /^Random123\//) return "random123"
    if (header ~ /^boost\//) return "boost_math"
    if (header ~ /^polyclipping\//) return "polyclipping"
    if (header ~ /^zlib\.h$/) return "zlib"
    if (header ~ /^(fmt|sys)\//) return ""
    if (header ~ /^doctest\//) return "doctest"
    if (header ~ /\//) return "unknown"
    return ""
}
BEGIN {
    while ((getline text < layers) > 0) {
        if (text !~ /^[0-9]/) continue
        n = split(text, field, " ")
        floor[field[2]] = field[1]
        for (i = 3; i <= n; i++) {
            key = field[i]; where = ""
            if (key ~ /=/) { where = key; sub(/^[^=]*=/, "", where); sub(/=.*/, "", key) }
            allowed[field[2], key] = 1
            place[field[2], key] = where
        }
    }
}
{
    split($0, piece, ":"); file = piece[1]; line = piece[2]
    text = $0; sub(/^[^:]*:[^:]*:/, "", text)
    split(file, path, "/"); module = path[2]
    is_test = file ~ /\.(test|bench)\.cpp$/
    if (!(module in floor)) {
        if (!(module in told)) report("folder src/" module " is on no floor (cmake/layers.txt does not list it)")
        told[module] = 1
        next
    }
    header = text; sub(/^[ \t]*#[ \t]*include[ \t]*/, "", header)
    quoted = header ~ /^"/
    header = substr(header, 2); sub(/[>"].*/, "", header)
    if (quoted) {
        split(header, part, "/"); other = part[1]
        if (is_test && other == "support") next
        if (header !~ /\//) report("\"" header "\" does not start at the include root src/")
        else if (header ~ /\.\.\//) report("\"" header "\" climbs with ..")
        else if (!(other in floor)) report("\"" header "\" names no module")
        else if (other != module && floor[other] == floor[module])
            report("\"" header "\" is a sibling on floor " floor[module] " (siblings exchange values of lower floors)")
        else if (floor[other] > floor[module])
            report("\"" header "\" is on floor " floor[other] ", above floor " floor[module])
        next
    }
    key = part_of(header)
    if (key == "" || (is_test && key == "doctest")) next
    if (key == "unknown") report("<" header "> belongs to no known third-party part")
    else if (!((module, key) in allowed)) report("<" header "> (" key ") is not open to module " module)
    else if (place[module, key] != "" && index(file, "src/" module "/" place[module, key]) != 1 && !is_test)
        report("<" header "> (" key ") is confined to src/" module "/" place[module, key])
}
END { exit bad }'
