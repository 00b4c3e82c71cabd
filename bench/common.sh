# What the benchmarks share. To be read by bash's 'source', from a script in this folder.

set -euo pipefail
top=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
data=$top/target/bench/$(basename -- "$0" .sh)
jar=$top/target/kinetics.jar
rm -rf "$data"
mkdir -p "$data"
trap 'rm -rf "$data"' EXIT
cd "$top"
"$top/kinetics" list-classes >/dev/null # builds the jar and the archive, outside of what is timed

# Runs Python with the functions of common.py at hand: the script on standard input.
measure() {
  PYTHONPATH=$top/bench PYTHONDONTWRITEBYTECODE=1 python3 - "$@"
}

# Ends the benchmark when a program that it is held against is not there.
needs() {
  for program; do
    if ! command -v "$program" >/dev/null; then
      printf '%s: %s is missing; install it by the package manager (Debian: %s)\n' \
        "$0" "$program" "${program/ffprobe/ffmpeg}" >&2
      exit 1
    fi
  done
}

# Puts the data into memory where that can be, so that the disk is not what is measured.
in_memory() {
  if [[ -d /dev/shm && -w /dev/shm ]]; then
    rm -rf "$data"
    data=$(mktemp -d /dev/shm/kinetics-bench.XXXXXX)
  fi
}
