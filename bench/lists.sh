#!/usr/bin/env bash
# Reading a list of 650,000 rows from a cold JVM. Limits: 2 s as CSV, 3 s as JSON. Held against
# Python's own csv and json, which the original scripts' reader stands on.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

javac -d "$data/classes" -cp "$jar" bench/ReadList.java
measure "$data" "$jar" <<'END'
import sys
from common import median, memory, runs, say
from make_lists import write_csv, write_json

data, jar = sys.argv[1:]
rows, count = 650_000, 5
write_csv(f"{data}/list.csv", rows)
write_json(f"{data}/list.json", rows)
read_csv = "import csv,sys; print(len([row for row in csv.DictReader(open(sys.argv[1]))]))"
read_json = "import json,sys; print(len(json.load(open(sys.argv[1]))))"
for form, limit, script in (("csv", 2.0, read_csv), ("json", 3.0, read_json)):
    path = f"{data}/list.{form}"
    ours, python = runs(
        count,
        ["java", "-XX:+UseSerialGC", "-Xmx320m", "-cp", f"{data}/classes:{jar}", "ReadList", path],
        ["python3", "-c", script, path],
    )
    assert {int(run.output) for run in ours} == {rows}, ours[0].output
    say(
        f"lists {form} of {rows:,} rows, times as fast as Python",
        median(python) / median(ours),
        f"{median(ours):.2f} s against {median(python):.2f}, {memory(ours):.0f} MiB,"
        f" fastest {min(run.seconds for run in ours):.2f} s,"
        f" CPU {min(run.cpu_seconds for run in ours):.2f} s, limit {limit} s:"
        f" {'kept' if median(ours) <= limit else 'MISSED'}",
        count,
    )
END
