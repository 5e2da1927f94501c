#!/bin/sh
# The test of the decision report on a page with every fault: it must complain about each.   usage: decision_goes_red.sh DECISION_PAGES_SH PAGE
out=$(sh "$1" --page "$2")
status=$?
[ $status -eq 77 ] && exit 77
[ $status -eq 1 ] || { echo "exit status $status instead of 1"; exit 1; }
for fault in 'main part has [3-9] pages' 'no appendix' 'without evidence: <li>claim without any' 'without evidence: <p class="answer">'; do
    printf '%s\n' "$out" | grep -q "$fault" || { printf 'no complaint about: %s\n%s\n' "$fault" "$out"; exit 1; }
done
