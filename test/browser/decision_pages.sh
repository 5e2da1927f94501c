#!/bin/sh
# Prints the decision report of each case with headless Chromium: its main part is at most two pages, the appendix begins on a
# page of its own, and no statement of the main part lacks a link to its evidence.
# usage: decision_pages.sh PROGRAM CASE.toml...  |  decision_pages.sh --page REPORT.html     exit status 1 with complaints, 77 without Chromium
set -u
browser=$(command -v chromium || command -v chromium-browser) || { echo "skipped: no chromium"; exit 77; }
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
bad=0
complain() { printf '%s: %s\n' "$name" "$1"; bad=1; }

# Pages of a document when printed, counted in the PDF itself.
pages() {
    rm -f "$scratch/printed.pdf"
    "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update \
        --disable-sync --user-data-dir="$scratch/profile" --no-pdf-header-footer --print-to-pdf="$scratch/printed.pdf" "file://$1" > /dev/null 2>&1
    LC_ALL=C grep -a -c '/Type /Page$\|/Type /Page[^s]' "$scratch/printed.pdf"
}

# The document before its appendix.
main_part() { sed '/<section class="appendix">/{s|<section class="appendix">.*||;q}' "$1"; }

look() {
    sed 's|</style>|.appendix { display: none }</style>|' "$1" > "$scratch/main.html"
    whole=$(pages "$1")
    main=$(pages "$scratch/main.html")
    [ "${main:-0}" -ge 1 ] || { complain "the page could not be printed"; return; }
    [ "$main" -le 2 ] || complain "the main part has $main pages (at most 2)"
    [ "$whole" -gt "$main" ] || complain "no appendix after the main part"
    main_part "$1" | grep -o '<li>.*' | sed 's|<li>|\n<li>|g' | grep '^<li>' | sed 's|</li>.*||' | grep -v 'class="id"' > "$scratch/bare"
    main_part "$1" | grep -o '<p class="answer">.*' | sed 's|</p>.*||' | grep -v 'class="id"' >> "$scratch/bare"
    while read -r line; do complain "a statement without evidence: $line"; done < "$scratch/bare"
    printf '%s: %s pages and %s of appendix\n' "$name" "$main" $((whole - main))
}

if [ "$1" = --page ]; then
    name=$(basename "$2")
    look "$2"
    exit $bad
fi
program=$1
shift
for case in "$@"; do
    name=$(basename "$case" .toml)
    "$program" schedule "$case" --budget 250 --patients 16 --quiet --report "$scratch/decision.html" > /dev/null 2>&1 || { complain "the search failed"; continue; }
    look "$scratch/decision.html"
done
exit $bad
