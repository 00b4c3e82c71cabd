#!/usr/bin/env bash
# Starting up: the launcher against 'java -jar' of the same jar. Limits: 150 ms for list-classes,
# 200 ms for --help.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

measure "$top" "$jar" <<'END'
import sys
from common import median, memory, runs, say

top, jar = sys.argv[1:]
count = 21
for arguments, limit in ((["list-classes"], 0.150), (["list-categories"], 0.150), (["--help"], 0.200)):
    ours, plain, least = runs(
        count,
        [f"{top}/kinetics", *arguments],
        ["java", "-jar", jar, *arguments],
        ["bash", "-c", ":"],
    )
    say(
        f"start {' '.join(arguments)}, times as fast as java -jar",
        median(plain) / median(ours),
        f"{1000 * median(ours):.0f} ms against {1000 * median(plain):.0f}"
        f" (fastest {1000 * min(run.seconds for run in ours):.0f},"
        f" CPU {1000 * min(run.cpu_seconds for run in ours):.0f}; bash alone {1000 * median(least):.0f}),"
        f" limit {1000 * limit:.0f} ms: {'kept' if median(ours) <= limit else 'MISSED'}",
        count,
    )
END
