#!/bin/sh
# house.citations: every key cited as [@key] in src/, data/ or docs/ stands in docs/references.bib; keys there are unique and
# sorted; every header of the physics modules cites something (or is listed in cmake/citation_exceptions.txt); every file
# of data/ starts with its provenance: source, licence, changes.
# usage: citations.sh ROOT      prints one line a violation; exit status 1 if there is any
cd "$1" || exit 2
status=0

grep -n '^@' docs/references.bib 2>/dev/null | awk -F'[:{,]' '
    { key = $3
      if (seen[key]++) { print "docs/references.bib:" $1 ": key " key " stands twice"; bad = 1 }
      else if (key < last) { print "docs/references.bib:" $1 ": key " key " is not in its sorted place"; bad = 1 }
      last = key }
    END { exit bad }' || status=1

find src data docs -type f ! -name '*.png' ! -name '*.test.cpp' 2>/dev/null | LC_ALL=C sort | xargs awk '
    BEGIN { while ((getline text < "docs/references.bib") > 0)
                if (text ~ /^@/) { sub(/^@[a-zA-Z]*\{/, "", text); sub(/,.*/, "", text); known[text] = 1 } }
    { text = $0
      while (match(text, /\[@[^]]*\]/)) {
          n = split(substr(text, RSTART + 1, RLENGTH - 2), cited, /[ ;,]+/)
          text = substr(text, RSTART + RLENGTH)
          for (i = 1; i <= n; i++) if (cited[i] ~ /^@/) {
              key = substr(cited[i], 2)
              if (!(key in known)) { print FILENAME ":" FNR ": [@" key "] is not in docs/references.bib"; bad = 1 }
          }
      } }
    END { exit bad }' /dev/null || status=1

for module in dose blood windows toxicity; do
    find "src/$module" -name '*.hpp' 2>/dev/null
done | LC_ALL=C sort | while read -r file; do
    grep -q "^$file\([ \t]\|\$\)" cmake/citation_exceptions.txt 2>/dev/null && continue
    grep -q '\[@' "$file" || echo "$file:1: a physics header without a citation ([@key])"
done | { ! grep . ; } || status=1

find data -type f \( -name '*.toml' -o -name '*.csv' -o -name '*.json' \) 2>/dev/null | LC_ALL=C sort | while read -r file; do
    for word in source licence 'change[sd]'; do
        head -n 20 "$file" | grep -qi "^[#/ \t*\"]*$word[\"]*[ \t]*[:=]" ||
            echo "$file:1: the provenance header lacks '$(echo "$word" | sed 's/\[sd\]/s/'):'"
    done
done | { ! grep . ; } || status=1
exit $status
