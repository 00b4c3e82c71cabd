#!/usr/bin/env bash
# Starting up: the launcher against 'java -jar' of the same jar. Limits: 150 ms for list-classes,
# 200 ms for --help. And the image for machines without Java against the launcher: no slower.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

if [[ $(uname -s) == Linux ]]; then
  java_home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  IMAGE_COMPRESSION=1 "$top/src/main/image/make" "$java_home" "$top/kinetics" bench-image
  tar -xzf "$top/target/bench-image.tar.gz" -C "$data"
  rm "$top/target/bench-image.tar.gz"
fi

measure "$top" "$jar" "$data/bench-image/kinetics" <<'END'
import os
import sys
from common import cpu, median, runs, say

top, jar, image = sys.argv[1:]
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
if os.path.exists(image):
    ours, launcher = runs(count, [image, "list-classes"], [f"{top}/kinetics", "list-classes"])
    say(
        "start list-classes, the image as fast as the launcher",
        median(launcher) / median(ours),
        f"{1000 * median(ours):.0f} ms against {1000 * median(launcher):.0f},"
        f" CPU {1000 * cpu(ours):.0f} ms against {1000 * cpu(launcher):.0f}",
        count,
    )
END
