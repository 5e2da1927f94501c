#!/bin/sh
# house.units: in the public headers of the physics modules, every raw double among a function's parameters or a type's
# public members says its unit: by a unit suffix in its name (dose_gy, t_day), or by "name [unit]" in the comment above
# (`name`: words [unit]), or by [unit] in a comment on its own line. [-] means dimensionless.
# usage: units.sh ROOT      prints one line a violation; exit status 1 if there is any
cd "$1" || exit 2
files=$(for m in dose blood toxicity windows twin immune; do find src/$m -name '*.hpp' 2>/dev/null; done | LC_ALL=C sort)
[ -n "$files" ] || exit 0
# shellcheck disable=SC2086
awk '
function report(where, text) { print FILENAME ":" where ": " text; bad = 1 }
function has_suffix(word) {
    return word ~ /_(gy|mgy|gy_per_[a-z]+|per_[a-z0-9_]+|mm|cm|cm2|cm3|mm3|cc|ml|l|s|min|h|hours|days?|weeks?|months?|years?|kg|g|mg|percent|mev)$/
}
# "name [unit]", or `name` in backquotes with an [unit] somewhere after it.
function explained(word,   at) {
    at = index(notes, "`" word "`")
    return index(notes, word " [") || (at && substr(notes, at) ~ /\[[^\]]+\]/)
}
# Looks at one parameter list (without its parentheses): each raw double needs its unit.
function parameters(list, where,   n, i, item, word) {
    n = split(list, item, ",")
    for (i = 1; i <= n; i++) {
        sub(/=.*/, "", item[i])
        if (item[i] !~ /(^|[^A-Za-z_<])(double|float)[ &]+[A-Za-z_]/ && item[i] !~ /span<(const )?double>[ &]+[A-Za-z_]/) continue
        if (item[i] ~ /\(/) continue
        word = item[i]; gsub(/[ \t]+$/, "", word); sub(/.*[^A-Za-z0-9_]/, "", word)
        if (has_suffix(word) || explained(word) || inline_unit[word]) continue
        report(where, "double " word " has no [unit]")
    }
}
# A data member: "double a = 0.0, b;" or "std::vector<double> c;" whose line carries no [unit].
function members(text, comment, where,   n, i, item, word) {
    if (text !~ /^[ \t]*(std::(vector|optional)<)?double>?[ \t]+[A-Za-z]/ || text ~ /\(/ || comment ~ /\[[^\]]+\]/) return
    sub(/^[ \t]*(std::(vector|optional)<)?double>?[ \t]+/, "", text); sub(/;.*/, "", text)
    gsub(/[{][^}]*[}]/, "", text)
    n = split(text, item, ",")
    for (i = 1; i <= n; i++) {
        word = item[i]; sub(/=.*/, "", word); gsub(/[ \t]/, "", word)
        if (word !~ /_$/ && !has_suffix(word) && !explained(word)) report(where, "member double " word " has no [unit]")
    }
}
FNR == 1 { notes = ""; pending = ""; delete inline_unit; after_comment = 0; inside = 0 }
/^[ \t]*(\/\/|\*|\/\*)/ { if (!after_comment && pending == "") notes = ""; notes = notes " " $0; after_comment = 1; next }
{
    after_comment = 0
    text = $0; comment = ""
    if ((at = index(text, "//")) > 0) { comment = substr(text, at); text = substr(text, 1, at - 1) }
    while (match(text, /\/\*[^*]*\*\//)) {
        comment = comment substr(text, RSTART, RLENGTH)
        text = substr(text, 1, RSTART - 1) substr(text, RSTART + RLENGTH)
    }
    if (inside > 0) {  # the body of an inline function: its locals are its own affair
        inside += gsub(/[{]/, "{", text) - gsub(/[}]/, "}", text)
        next
    }
    if (text ~ /^[ \t]*(public|private|protected):[ \t]*$/) next
    if (pending == "") members(text, comment, FNR)
    if (comment ~ /\[[^\]]+\]/) {
        n = split(text, piece, /[^A-Za-z0-9_]+/)
        for (i = 1; i <= n; i++) inline_unit[piece[i]] = 1
    }
    if (pending == "") start = FNR
    pending = pending " " text
    if (pending ~ /[;{}]/) {
        # The parameter list of a declaration: from the first "(" that follows an identifier to its closing partner.
        if (match(pending, /[A-Za-z0-9_]\(/)) {
            rest = substr(pending, RSTART + 2); level = 1; list = ""
            for (i = 1; i <= length(rest) && level; i++) {
                c = substr(rest, i, 1)
                if (c == "(") level++
                if (c == ")") level--
                if (level) list = list c
            }
            parameters(list, start)
            inside = gsub(/[{]/, "{", pending) - gsub(/[}]/, "}", pending)
        }
        pending = ""; notes = ""; delete inline_unit
    } else if (pending ~ /^[ \t]*$/) { pending = ""; notes = "" }
}
END { exit bad }' $files
