#!/usr/bin/env bash
# friday beside its peers, side by side in one run; prints Markdown tables of medians and ratios.
#   benches/compare.sh [PART…]      reading parsing sending growth starting composing size    (all of them when none is named)
# Installs nothing: what is not here is left out, and said. See docs/performance.md for what each part does.
#
#   FRIDAY, BARE   programs to measure (else both are built, friday as packagers build it: --profile dist)
#   PYTHON         a Python that has `reader` and `feedparser`
#   FEEDS=2000 MANY=100000 ROUNDS=3 CONCURRENCY=64 MAILS=20000 SESSIONS=20    sizes
#   FEEDS_TO=100000 ENTRIES_TO=10000000 SUBSCRIBERS_TO=1000000    how far `growth` goes
#   LIMIT=600      seconds after which a peer is stopped and left out; PEERS=none leaves all of them out
#   QUICK=1        everything small, to see whether it works: its figures are worth nothing
#   TIMED=1        `size` builds from nothing and says what took longest
#   WORK           scratch folder (target/compare)
set -euo pipefail
cd "$(dirname "$0")/.."
all=(reading parsing sending growth starting composing size)
parts=("${@:-${all[@]}}")
for part in "${parts[@]}"; do
  [[ " ${all[*]} " == *" $part "* ]] || { echo "no such part: $part; there are: ${all[*]}" >&2; exit 2; }
done
if [[ ${QUICK:-} == 1 ]]; then
  export FEEDS=${FEEDS:-100} MANY=${MANY:-400} ROUNDS=${ROUNDS:-1} MAILS=${MAILS:-2000}
fi
WORK=$(realpath -m "${WORK:-target/compare}")
export WORK PATH="$PATH:/usr/sbin:/usr/local/sbin" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
mkdir -p "$WORK"
# Every feed is a file for the server, and every connection is one for both ends.
ulimit -S -n "$(ulimit -H -n)" || echo "the limit of open files stays at $(ulimit -S -n)" >&2

# The first that has both modules, else any.
find_python() {
  local each
  for each in ${PYTHON:+"$PYTHON"} python3 python; do
    "$each" -c 'import feedparser, reader' 2>/dev/null && { command -v "$each"; return; }
  done
  echo "no Python here has \`reader\` and \`feedparser\`; PYTHON names one" >&2
  command -v "${PYTHON:-python3}" || { echo "Python 3 is needed to run the comparisons" >&2; exit 1; }
}
python=$(find_python)

# The executable out of cargo's messages.
built() {
  "$python" -c 'import json, sys
names = [json.loads(line) for line in sys.stdin if line.startswith("{")]
print([one["executable"] for one in names if one.get("executable") and one["target"]["name"] == sys.argv[1]][-1])' "$1"
}

if [[ -z ${FRIDAY:-} ]]; then
  FRIDAY=$(cargo build --profile dist --locked --bin friday --message-format=json-render-diagnostics | built friday)
fi
if [[ -z ${BARE:-} && " ${parts[*]} " =~ \ (reading|growth|starting)\  ]]; then
  BARE=$(cargo bench --no-run --locked --bench bare --message-format=json-render-diagnostics | built bare)
fi
FRIDAY=$(realpath "$FRIDAY")
BARE=${BARE:+$(realpath "$BARE")}
export FRIDAY BARE

# Python runs beside this shell, so that a signal to the shell alone ends it, and it ends what it has started.
child=
trap '[[ -z $child ]] || { kill "$child" 2>/dev/null; wait "$child"; } ; exit 130' INT TERM HUP
run() {
  "$python" "benches/compare/$1.py" "${@:2}" &
  child=$!
  wait "$child" || { echo "$1 failed" >&2; failed=1; }
  child=
}

failed=0
printf '# friday beside its peers, %s\n\n' "$(date -u +%Y-%m-%dT%H:%MZ)"
run machine
for part in "${parts[@]}"; do
  printf '\n## %s\n' "$part"
  run "$part"
done
exit "$failed"
