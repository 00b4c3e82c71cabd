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
