#!/bin/sh
# The browser test on a page with every fault: it must complain about each.   usage: goes_red.sh REPORT_SH PAGE
out=$(sh "$1" "$2")
status=$?
[ $status -eq 77 ] && exit 77
[ $status -eq 1 ] || { echo "exit status $status instead of 1"; exit 1; }
for fault in 'console: .*something went wrong' 'request: .*abscope.invalid' 'blank figure-empty' 'blank figure-none' 'scrolls sideways'; do
    printf '%s\n' "$out" | grep -q "$fault" || { printf 'no complaint about: %s\n%s\n' "$fault" "$out"; exit 1; }
done
