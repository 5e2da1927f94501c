#!/bin/sh
# The runner of the scenarios must see every kind of wrong expectation.
# usage: goes_red.sh RUN_SH FOLDER
out=$(sh "$1" /nowhere "$2/wrong.scenario.txt")
status=$?
printf '%s\n' "$out"
[ "$status" -eq 1 ] && printf '%s\n' "$out" | grep -qx '1 passed, 12 failed, 0 not run'
