#!/usr/bin/env bash
# Finds the naming of 300,000 files that others made, on a warm file system. Limits: 3 s and 400 MB.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

measure "$top" "$data" <<'END'
import os
import sys
from common import median, memory, runs, say
from make_lists import clips

top, data = sys.argv[1:]
size, count = 300_000, 3
for number, (clip, label, start) in enumerate(clips(size)):
    split = "val_256" if number % 15 == 0 else "train_256"
    folder = os.path.join(data, "copy", split, label)
    os.makedirs(folder, exist_ok=True)
    open(os.path.join(folder, f"{clip}_{start:06}_{start + 10:06}.mp4"), "w").close()
# Of the list nothing but one clip, so that to find the naming is all there is to do.
with open(f"{data}/one.csv", "w") as out:
    out.write(f"label,youtube_id,time_start,time_end,split\n{label},{clip},{start},{start + 10},train\n")

stats = ["stats", "--annotations", f"{data}/one.csv", "--dataset-dir", f"{data}/copy"]
(done,) = runs(count, [f"{top}/kinetics", *stats])
if " 1 " not in done[0].output:
    sys.exit(f"the clip was not found: {done[0].output}")
kept = median(done) <= 3 and memory(done) * 1.048576 <= 400
say(
    "adopt, times as fast as its limit",
    3 / median(done),
    f"the naming of {size:,} files found in {median(done):.2f} s and {memory(done):.0f} MiB,"
    f" limit 3 s and 400 MB: {'kept' if kept else 'MISSED'}",
    count,
)
END
