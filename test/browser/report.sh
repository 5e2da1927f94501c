#!/bin/sh
# Opens a report in headless Chromium and complains about console messages, requests, blank figures and sideways scrolling.
# usage: report.sh REPORT.html | report.sh --demo PROGRAM      exit status 1 with complaints, 77 where there is no Chromium
set -u
here=$(cd "$(dirname "$0")" && pwd)
browser=$(command -v chromium || command -v chromium-browser) || { echo "skipped: no chromium"; exit 77; }
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
if [ "$1" = --demo ]; then
    "$2" demo --quiet --out "$scratch/run" > /dev/null 2>&1 || { echo "the demo failed"; exit 1; }
    report=$scratch/run/report.html
else
    report=$1
fi

# The page as it is, and at its end a script that looks at every figure and writes what it sees into the document.
{ cat "$report"; printf '<script>\n'; cat "$here/probe.js"; printf '</script>\n'; } > "$scratch/page.html"

bad=0
complain() { printf '%s px: %s\n' "$width" "$1"; bad=1; }

for width in 1280 500; do  # narrower than 500 px no window of Chromium gets; phones and 500 px share a layout
    "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --user-data-dir="$scratch/profile" --window-size="$width",1600 \
        --virtual-time-budget=20000 --enable-logging=stderr --log-net-log="$scratch/net.json" \
        --dump-dom "file://$scratch/page.html" > "$scratch/dom.html" 2> "$scratch/log"
    grep ':CONSOLE' "$scratch/log" | while read -r line; do printf '%s px: console: %s\n' "$width" "$line"; done | grep . && bad=1
    grep -o '"url":"[a-z]*:[^"]*"' "$scratch/net.json" 2>/dev/null | sort -u | grep -v '"url":"\(file\|data\|chrome\|about\|devtools\)' \
        > "$scratch/requests"
    # Hosts that the browser itself asks for (its own services) are not the page's.
    grep -v 'google\(apis\)\?\.com\|gvt1\.com\|gstatic\.com' "$scratch/requests" | while read -r line; do
        printf '%s px: request: %s\n' "$width" "$line"; done | grep . && bad=1
    sed -n 's/.*<pre id="probe">//; /^figures /,/^end$/p' "$scratch/dom.html" > "$scratch/seen"
    grep -q '^end$' "$scratch/seen" || complain "the page could not be looked at"
    figures=$(sed -n 's/^figures //p' "$scratch/seen")
    [ "${figures:-0}" -ge 1 ] || complain "no figure on the page"
    grep '^blank ' "$scratch/seen" | while read -r line; do printf '%s px: %s\n' "$width" "$line"; done | grep . && bad=1
    grep '^wide ' "$scratch/seen" | while read -r line; do printf '%s px: scrolls sideways: %s\n' "$width" "$line"; done | grep . && bad=1
    printf '%s px: %s figures seen\n' "$width" "${figures:-0}"
done
exit $bad
