#!/bin/sh
# house.size: functions of at most 60 lines (brace to brace), files of at most 500, unless listed in
# cmake/size_exceptions.txt ("path lines record": largest file or function allowed there, and the decision record).
# usage: size.sh ROOT      prints one line a violation; exit status 1 if there is any
cd "$1" || exit 2
[ -d src ] || exit 0
find src test bench -name '*.[ch]pp' 2>/dev/null | grep -v '^test/house/' | LC_ALL=C sort | xargs awk -v exceptions=cmake/size_exceptions.txt '
function limit(default_limit) { return (FILENAME in allowed) && allowed[FILENAME] > default_limit ? allowed[FILENAME] : default_limit }
function end_of_file() {
    if (name != "" && lines > file_limit) { print name ": " lines " lines (at most " file_limit " in a file)"; bad = 1 }
}
# Removes strings, characters and comments from a line; keeps the state of block comments and raw strings.
function strip(s,   at, delimiter) {
    for (;;) {
        if (in_comment) {
            at = index(s, "*/")
            if (!at) return clean
            s = substr(s, at + 2); in_comment = 0
        } else if (raw_end != "") {
            at = index(s, raw_end)
            if (!at) return clean
            s = substr(s, at + length(raw_end)); raw_end = ""
        } else {
            if (!match(s, /\/\/|\/\*|R"[^(]*\(|"|\047/)) { clean = clean s; return clean }
            clean = clean substr(s, 1, RSTART - 1)
            token = substr(s, RSTART, RLENGTH)
            before = RSTART > 1 ? substr(s, RSTART - 1, 1) : " "
            s = substr(s, RSTART + RLENGTH)
            if (token == "//") return clean
            if (token == "/*") in_comment = 1
            else if (substr(token, 1, 1) == "R") raw_end = ")" substr(token, 3, length(token) - 3) "\""
            else if (token == "\"") {
                if (match(s, /^([^"\\]|\\.)*"/)) s = substr(s, RLENGTH + 1)
                clean = clean "\"\""
            } else if (before !~ /[0-9a-fA-F]/) {
                if (match(s, /^([^\047\\]|\\.)*\047/)) s = substr(s, RLENGTH + 1)
                clean = clean "0"
            }
        }
    }
}
# What a brace opens, from the text before it: "n"amespace or type, "f"unction, or "b"lock (initialiser, statement).
function kind_of(head) {
    gsub(/alignas *\([^()]*\)/, "", head)
    if (head ~ /(^|[^A-Za-z_])(namespace|TEST_SUITE)([^A-Za-z_]|$)/ || head ~ /extern *"" *$/) return "n"
    if (head ~ /(^|[^A-Za-z_])(class|struct|union|enum)([^A-Za-z_]|$)/ && head !~ /\)[^()]*$/) return "n"
    if (head ~ /\)[^():]*:[^:].*[A-Za-z0-9_>]$/) return "b"  # a member initialiser: x_{a}
    if (head ~ /\(/ && head !~ /=[^=)]*$/) return "f"
    if (head ~ /= *\[[^=]*$/) return "f"  # a lambda without parameters
    return "b"
}
BEGIN {
    while ((getline text < exceptions) > 0)
        if (text !~ /^#/ && split(text, field, " ") >= 3) allowed[field[1]] = field[2] + 0
}
FNR == 1 {
    end_of_file()
    name = FILENAME; file_limit = limit(500); function_limit = limit(60)
    depth = 0; function_depth = 0; head = ""; in_comment = 0; raw_end = ""; continued = 0
}
{ lines = FNR }
continued || /^[ \t]*#/ { continued = /\\$/; next }
{
    clean = ""
    text = strip($0)
    while (match(text, /[{};]/)) {
        head = head " " substr(text, 1, RSTART - 1)
        token = substr(text, RSTART, 1)
        text = substr(text, RSTART + 1)
        if (token == "{") {
            depth++
            kind = function_depth ? "b" : kind_of(head)
            if (kind == "f") { function_depth = depth; begin = FNR }
            outer[depth] = kind == "b" && !function_depth ? head " 0" : ""
            head = ""
        } else if (token == "}") {
            if (function_depth == depth) {
                size = FNR - begin + 1
                if (size > function_limit) {
                    print FILENAME ":" begin ": function of " size " lines (at most " function_limit ")"; bad = 1
                }
                function_depth = 0
            }
            head = outer[depth]
            depth--
        } else head = ""
    }
    head = head " " text
}
END { end_of_file(); exit bad }'
