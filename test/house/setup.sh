#!/usr/bin/env bash
# scripts/setup against a pretended machine: what it says and runs when packages are missing, as root and as a user.
# usage: setup.sh ROOT
root=$1
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
failed=0

pretend() { printf '#!/bin/sh\n%s\n' "$2" > "$box/bin/$1"; chmod +x "$box/bin/$1"; }
check() { if eval "$2"; then echo "ok: $1"; else echo "FAILED: $1"; cat "$box/output" "$box/calls"; failed=1; fi; }
setup() {
  : > "$box/calls"
  CALLS=$box/calls PATH=$box/bin bash "$root/scripts/setup" "$@" > "$box/output" 2>&1 < /dev/null
  code=$?
}

mkdir "$box/bin"
for tool in sh bash sed awk dirname basename grep wc env cat; do ln -s "$(command -v $tool)" "$box/bin/$tool"; done
pretend dpkg-query 'for last; do :; done; [ "$last" = libfmt-dev ] || [ "$last" = chromium ] || echo "install ok installed"'
pretend apt-get 'echo "apt-get $*" >> "$CALLS"'
pretend sudo 'echo "sudo" >> "$CALLS"; exec "$@"'
pretend id 'echo 0'

setup --no-install
check "--no-install names what is missing" '[ $code -eq 0 ] && grep -q "Missing Debian packages: libfmt-dev$" "$box/output"'
check "--no-install runs nothing" '[ ! -s "$box/calls" ]'

setup
check "root: update first, then install what is missing" \
  '[ $code -eq 0 ] && [ "$(cat "$box/calls")" = "$(printf "apt-get -q update\napt-get -q install -y --no-install-recommends libfmt-dev")" ]'
check "it says beforehand what it installs" 'grep -q "About to run as root: .*libfmt-dev" "$box/output"'

setup --ci
check "--ci adds the second list" 'grep -q "install .* libfmt-dev chromium$" "$box/calls"'

pretend id 'echo 1000'
setup
check "user: through sudo" '[ $code -eq 0 ] && [ "$(grep -c sudo "$box/calls")" -eq 2 ]'

rm "$box/bin/sudo"
setup
check "user without sudo: status 3 and the command to run" '[ $code -eq 3 ] && grep -q "apt-get install libfmt-dev" "$box/output" && [ ! -s "$box/calls" ]'

pretend id 'echo 0'
pretend apt-get 'echo "apt-get $*" >> "$CALLS"; case $* in *install*) exit 100 ;; esac'
setup
check "a failed install is status 3" '[ $code -eq 3 ]'

setup --nonsense
check "unknown option: status 2" '[ $code -eq 2 ] && grep -q nonsense "$box/output"'

pretend dpkg-query 'echo "install ok installed"'
setup
check "nothing missing: nothing run" '[ $code -eq 0 ] && [ ! -s "$box/calls" ]'
exit $failed
