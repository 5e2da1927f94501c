#!/bin/sh
# Runs the scenarios of one file: commands in, text and exit status out (the language: test/scenario/README.md).
# usage: run.sh PROGRAM_FOLDER FILE [TOOLS_FOLDER]      exit status 1 if any expectation does not hold
set -u
program=$(cd "$1" 2>/dev/null && pwd) tools=$(cd "${3:-$1}" 2>/dev/null && pwd)
PATH=$program:$tools:$PATH
# Root may read and write everything; commands behind $unprivileged meet permissions whoever runs them.
if [ "$(id -u)" = 0 ]; then unprivileged='setpriv --bounding-set=-dac_override,-dac_read_search'; else unprivileged=env; fi
examples=$(cd "$(dirname "$0")/../../examples" && pwd)
export PATH unprivileged examples
suite=$2
scratch=$(mktemp -d) || exit 2
trap 'chmod -R u+w "$scratch" 2>/dev/null; rm -rf "$scratch"' EXIT
failures=0 passed=0 skipped=0 name= number=0 line=0 state=idle

complain() {
    [ "$state" = failed ] || printf 'FAILED  %s\n' "$name"
    state=failed
    printf '  %s:%s: %s\n' "$suite" "$line" "$1"
}

# What stands in the folder of the scenario, and with which bytes.
listing() { (cd "$folder" && find . ! -type d -exec cksum {} + 2>/dev/null | sort; cd "$folder" && find . -type d | sort); }

finish() {
    case $state in
        idle) return ;;
        failed)
            failures=$((failures + 1))
            if [ -f "$scratch/stderr" ]; then
                printf '  exit status: %s\n' "$status"
                sed 's/^/  stdout: /' "$scratch/stdout" | head -n 20
                sed 's/^/  stderr: /' "$scratch/stderr" | head -n 20
            fi ;;
        skipped) skipped=$((skipped + 1)) ;;
        *) passed=$((passed + 1)) ;;
    esac
    rm -f "$scratch/stdout" "$scratch/stderr"
}

begin() {
    finish
    name=$1 state=ok status= target=
    number=$((number + 1))
    folder=$scratch/$number
    mkdir "$folder"
}

# expect STREAM HOW TEXT
expect() {
    stream=$1 how=${2%% *} text=${2#* }
    case $how in
        empty) [ -s "$scratch/$stream" ] && complain "$stream is not empty" ;;
        contains) grep -qF -e "$text" "$scratch/$stream" || complain "$stream does not contain: $text" ;;
        lacks) grep -qF -e "$text" "$scratch/$stream" && complain "$stream contains: $text" ;;
        matches) grep -qE -e "$text" "$scratch/$stream" || complain "$stream does not match: $text" ;;
        *) complain "unknown expectation '$how'" ;;
    esac
}

while IFS= read -r text || [ -n "$text" ]; do
    line=$((line + 1))
    word=${text%% *} rest=${text#* }
    case $text in '' | '#'*) continue ;; esac
    if [ "$word" = scenario ]; then begin "$rest"; continue; fi
    case $state in failed | skipped) continue ;; esac
    case $word in
        file) target=$folder/$rest; mkdir -p "$(dirname "$target")"; : > "$target" ;;
        '|') if [ "$text" = '|' ]; then echo; else printf '%s\n' "$rest"; fi >> "$target" ;;
        needs) (cd "$folder" && eval "$rest") > /dev/null 2>&1 || { state=skipped; printf 'not run %s (needs: %s)\n' "$name" "$rest"; } ;;
        prepare) (cd "$folder" && eval "$rest") > "$scratch/stdout" 2> "$scratch/stderr" || { status=$?; complain "preparation failed"; } ;;
        '$') before=$(listing)
             (cd "$folder" && eval "$rest") > "$scratch/stdout" 2> "$scratch/stderr" < /dev/null
             status=$? ;;
        status) [ "$status" = "$rest" ] || complain "exit status $status instead of $rest" ;;
        stdout | stderr) expect "$word" "$rest" ;;
        exists) [ -e "$folder/$rest" ] || complain "'$rest' is not there" ;;
        absent) [ ! -e "$folder/$rest" ] || complain "'$rest' is there" ;;
        unchanged) [ "$before" = "$(listing)" ] || complain "the command has left something behind or changed a file" ;;
        check) (cd "$folder" && eval "$rest") > /dev/null 2>&1 || complain "does not hold: $rest" ;;
        *) complain "unknown word '$word'" ;;
    esac
done < "$suite"
finish
printf '%s passed, %s failed, %s not run\n' "$passed" "$failures" "$skipped"
[ "$failures" -eq 0 ] && [ "$number" -gt 0 ]
