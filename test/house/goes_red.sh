#!/bin/sh
# Runs a check on a fixture tree: it must fail, and say exactly what expected.txt says.
# usage: goes_red.sh CHECK FIXTURE
actual=$(sh "$1" "$2/tree")
status=$?
if [ "$actual" != "$(cat "$2/expected.txt")" ]; then
    echo "the check said something else than $2/expected.txt:"
    printf '%s\n' "$actual" | diff "$2/expected.txt" -
    exit 1
fi
[ $status -ne 0 ] || { echo "the check reported violations but ended with status 0"; exit 1; }
