#!/usr/bin/env bash
# The pool with its journal, on a source that costs nothing. Limit: 2,000 clips a second.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

javac -d "$data/classes" -cp "$jar" bench/IdlePool.java
measure "$data" "$jar" <<'END'
import statistics
import sys
from common import Run, memory, say

data, jar = sys.argv[1:]
clips, count, limit = 40_000, 5, 2_000
for workers in (4, 32):
    done = [
        Run(
            ["java", "-XX:+UseSerialGC", "-Xmx320m", "-cp", f"{data}/classes:{jar}", "IdlePool"]
            + [f"{data}/dataset-{workers}-{number}", clips, workers]
        )
        for number in range(count)
    ]
    rate = statistics.median(float(run.output) for run in done)
    say(
        f"pool of {workers} workers, times the limit of {limit:,} clips a second",
        rate / limit,
        f"{rate:,.0f} clips a second, {memory(done):.0f} MiB:"
        f" {'kept' if rate >= limit else 'MISSED'}",
        count,
    )
END
