# Shared by the scripts of this folder: options, messages, phases with their times. Sourced, not run.

set -uo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
INSTALL=yes
ASSUME_YES=no
PHASES=()

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; }

# parse_options USAGE ARGS...: the options that demo, check and setup have in common.
parse_options() {
  local usage=$1
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --no-install) INSTALL=no ;;
      --yes | -y) ASSUME_YES=yes ;;
      --ci) WITH_CI=yes ;;
      -h | --help) say "$usage"; exit 0 ;;
      *) fail "$(basename "$0"): unknown option '$1' (it knows --no-install, --yes, --help)"; exit 2 ;;
    esac
    shift
  done
}

# Parallel build jobs: the processors, but 1.5 GB of memory for each; ABSCOPE_JOBS overrides.
jobs_for_build() {
  local cores memory_kb by_memory
  cores=$(nproc 2>/dev/null || echo 2)
  memory_kb=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo 2>/dev/null)
  by_memory=$(( ${memory_kb:-4000000} / 1500000 ))
  [ "$by_memory" -lt 1 ] && by_memory=1
  [ "$by_memory" -lt "$cores" ] && cores=$by_memory
  echo "${ABSCOPE_JOBS:-$cores}"
}

# phase NAME COMMAND...: runs the command, says so, remembers how long it took and whether it worked.
phase() {
  local name=$1 begin status
  shift
  say ""
  say "== $name"
  begin=$(date +%s)
  "$@"
  status=$?
  PHASES+=("$(printf '%-34s %5d s   %s' "$name" $(( $(date +%s) - begin )) "$([ $status -eq 0 ] && echo ok || echo FAILED)")")
  return $status
}

summary() {
  say ""
  say "---- summary ------------------------------------------"
  [ ${#PHASES[@]} -gt 0 ] && printf '%s\n' "${PHASES[@]}"
}

# configure_and_build PRESET [TARGET...]
configure_and_build() {
  local preset=$1
  shift
  (cd "$ROOT" && cmake --preset "$preset" > "$ROOT/build/.$preset.log" 2>&1) || { cat "$ROOT/build/.$preset.log" >&2; return 1; }
  (cd "$ROOT" && cmake --build --preset "$preset" -j "$(jobs_for_build)" ${1:+--target "$@"})
}

# junit_count FILE: "passed failed skipped" from a ctest JUnit file.
junit_count() {
  awk 'match($0, /tests="[0-9]+"/)    { t = substr($0, RSTART + 7, RLENGTH - 8) }
       match($0, /failures="[0-9]+"/) { f = substr($0, RSTART + 10, RLENGTH - 11) }
       match($0, /disabled="[0-9]+"/) { d = substr($0, RSTART + 10, RLENGTH - 11) }
       match($0, /skipped="[0-9]+"/)  { s = substr($0, RSTART + 9, RLENGTH - 10) }
       END { print t - f - d - s, f + 0, d + s }' "$1"
}
