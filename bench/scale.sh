#!/usr/bin/env bash
# A whole release on disk, with nothing left to do: 65,000 and 650,000 clips, as empty files with
# the journal that their download left. Limits: 5 s and 400 MB each. Held against the small one:
# the time for ten times the clips should be ten times as long at most.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

measure "$top" "$data" <<'END'
import os
import sys
from common import median, memory, runs, say
from make_lists import write_csv, write_dataset

top, data = sys.argv[1:]
sizes, count = (65_000, 650_000), 3
for size in sizes:
    write_csv(f"{data}/{size}.csv", size)
    write_dataset(f"{data}/{size}", size)

jobs = {
    "download": lambda size: ["download", "--all", "--annotations", f"{data}/{size}.csv"],
    "meta videos": lambda size: ["meta", "videos", "--force", "--save", f"{data}/meta{size}/k"],
    "stats": lambda size: ["stats", "--annotations", f"{data}/{size}.csv"],
}
for name, arguments in jobs.items():
    small, large = (
        runs(
            count,
            [f"{top}/kinetics", *arguments(size), "--quiet", "--dataset-dir", f"{data}/{size}"],
        )[0]
        for size in sizes
    )
    kept = median(large) <= 5 and memory(large) * 1.048576 <= 400
    say(
        f"scale {name}, times as fast as in step with the list",
        10 * median(small) / median(large),
        f"{sizes[0]:,} clips {median(small):.2f} s and {memory(small):.0f} MiB,"
        f" {sizes[1]:,} clips {median(large):.2f} s and {memory(large):.0f} MiB,"
        f" CPU {min(run.cpu_seconds for run in large):.1f} s,"
        f" limit 5 s and 400 MB: {'kept' if kept else 'MISSED'}",
        count,
    )
END
