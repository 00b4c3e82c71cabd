#!/usr/bin/env bash
# Videos a day from a site that blocks an address for an hour after 500 in an hour; simulated.
# Limit: 1.5 times as many as without a pace, and as with a fixed one of 300 an hour.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

javac -d "$data/classes" -cp "$jar" bench/PaceSimulation.java
measure "$data" "$jar" <<'END'
import sys
from common import Run, say

data, jar = sys.argv[1:]
found, none, fixed = map(
    int, Run(["java", "-cp", f"{data}/classes:{jar}", "PaceSimulation"]).output.split()
)
for name, other in (("none", none), ("a fixed 300 an hour", fixed)):
    say(
        f"videos a day with the pace that is found, times those with {name}",
        found / other,
        f"{found:,} and {other:,}: {'kept' if found >= 1.5 * other else 'MISSED'}",
        1,
    )
END
