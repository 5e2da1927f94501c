#!/bin/sh
# house.links: every relative link or picture in a Markdown page leads to a file that is there, and every page of docs/ can
# be reached: its folder's README.md names it.
# usage: links.sh ROOT      prints one line a violation; exit status 1 if there is any
cd "$1" || exit 2
pages=$(find . \( -name .git -o -name build -o -name out -o -path ./test/house \) -prune -o -name '*.md' -print | LC_ALL=C sort)
{
    # shellcheck disable=SC2086
    awk '
        { text = $0
          while (match(text, /\]\([^)]*\)/)) {
              link = substr(text, RSTART + 2, RLENGTH - 3); text = substr(text, RSTART + RLENGTH)
              sub(/#.*/, "", link)
              if (link == "" || link ~ /^[a-z]+:/) continue
              folder = FILENAME; sub(/[^\/]*$/, "", folder)
              print FILENAME "|" FNR "|" folder link "|" link
          } }' $pages | while IFS='|' read -r page line target link; do
        [ -e "$target" ] || echo "${page#./}:$line: the link $link leads nowhere"
    done
    for page in $pages; do
        case $page in ./docs/*/README.md) continue ;; ./docs/*) ;; *) continue ;; esac
        index=$(dirname "$page")/README.md
        [ -f "$index" ] || continue
        grep -q "($(basename "$page"))" "$index" || echo "${page#./}:1: $(echo "$index" | sed 's#^\./##') does not name this page"
    done
} | { ! grep . ; }
