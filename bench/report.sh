#!/usr/bin/env bash
# The report of a whole release, 650,000 clips, without pictures (limits: 8 s and 400 MB; held against 'stats' of the
# same, whose figures it shows), and the pictures of 1,200 clips against the bundled ffmpeg alone making the same ones.
# Needs the distribution's ffmpeg.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

in_memory
needs ffmpeg
measure "$top" "$data" <<'END'
import os
import re
import subprocess
import sys
from common import Run, cpu, median, memory, runs, say
from make_lists import write_csv, write_dataset

top, data = sys.argv[1:]
SIZE, CLASSES, PER_CLASS, COUNT, CORES = 650_000, 400, 3, 3, os.cpu_count()
KINETICS = f"{top}/kinetics"
BUNDLED = re.search(
    r"^ffmpeg .*bundled, (.*)\)$", Run([KINETICS, "--version"]).output, re.MULTILINE)
if not BUNDLED:
    sys.exit("the bundled ffmpeg does not run here: kinetics setup")
BUNDLED = BUNDLED[1]


def whole_release():
    write_csv(f"{data}/list.csv", SIZE)
    write_dataset(f"{data}/release", SIZE)
    common = ["--annotations", f"{data}/list.csv", "--dataset-dir", f"{data}/release", "--quiet"]
    stats, report = runs(
        COUNT,
        [KINETICS, "stats", *common],
        [KINETICS, "report", "--no-samples", "--out", f"{data}/report.html", *common])
    kept = median(report) <= 8 and memory(report) * 1.048576 <= 400
    megabytes = os.path.getsize(f"{data}/report.html") / 1e6
    say("report of a release, times as fast as stats", median(stats) / median(report),
        f"{SIZE:,} clips {median(report):.2f} s and {memory(report):.0f} MiB, the page {megabytes:.1f} MB,"
        f" stats {median(stats):.2f} s, limit 8 s and 400 MB: {'kept' if kept else 'MISSED'}", COUNT)
    subprocess.run(["rm", "-rf", f"{data}/release"], check=True)


def pictures():
    """Clips of 10 s of 640x360, a few different ones under many names."""
    source = f"{data}/source"
    os.makedirs(source)
    for number in range(12):
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
             f"testsrc2=size=640x360:rate=30:duration={10 + number}", "-ss", str(number), "-t", "10",
             "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "veryfast", f"{source}/{number}.mp4"], check=True)
    clips = []
    with open(f"{data}/list.csv", "w") as out:
        out.write("label,youtube_id,time_start,time_end,split\n")
        for number in range(CLASSES * PER_CLASS):
            label, name = f"class {number // PER_CLASS:03}", f"clip{number:07}"
            out.write(f"{label},{name},0,10,train\n")
            folder = f"{data}/dataset/train/{label.replace(' ', '_')}"
            os.makedirs(folder, exist_ok=True)
            os.link(f"{source}/{number % 12}.mp4", f"{folder}/{name}.mp4")
            clips.append(f"{folder}/{name}.mp4")
    os.makedirs(f"{data}/alone")
    batches = [clips[i:i + 8] for i in range(0, len(clips), 8)]
    once = ("gte(t,{0})*(isnan(prev_selected_t)+lt(prev_selected_t,{0}))")
    select = "+".join(once.format(time) for time in ("1.000", "4.500", "8.000"))
    scripts = []
    for number, batch in enumerate(batches):
        graph = ";".join(
            f"[{i}:V:0]select='{select}',scale=160:90:force_original_aspect_ratio=decrease:force_divisible_by=2,"
            f"pad=160:90:-1:-1,setsar=1,format=yuvj420p,tile=3x1[o{i}]" for i in range(len(batch)))
        words = [BUNDLED, "-nostdin", "-v", "error", "-y"]
        for clip in batch:
            words += ["-threads", "1", "-t", "9.000", "-i", clip]
        words += ["-filter_complex_threads", "1", "-filter_complex", f'"{graph}"']
        for i in range(len(batch)):
            words += ["-map", f"'[o{i}]'", "-frames:v", "1", "-c:v", "mjpeg", "-q:v", "6", "-f", "image2",
                      "-update", "1", f"{data}/alone/{number}-{i}.jpg"]
        scripts.append(f"{data}/batch{number}.sh")
        with open(scripts[-1], "w") as out:
            out.write(f"export LD_LIBRARY_PATH={os.path.dirname(BUNDLED)}\nexec {' '.join(words)}\n")
    with open(f"{data}/batches", "w") as out:
        out.write("\n".join(scripts))
    alone, ours, again = runs(
        COUNT,
        ["bash", "-c", f"xargs -P {CORES} -n 1 bash < {data}/batches"],
        ["bash", "-c", f'rm -rf {data}/dataset/.kinetics; exec "$@"', "bash", KINETICS, "report", "--annotations",
         f"{data}/list.csv", "--dataset-dir", f"{data}/dataset", "--out", f"{data}/report.html", "--quiet"],
        [KINETICS, "report", "--annotations", f"{data}/list.csv", "--dataset-dir", f"{data}/dataset", "--out",
         f"{data}/report.html", "--quiet"])
    cost = median(ours) / median(alone)
    say("report, time of the bundled ffmpeg alone", cost,
        f"{len(clips)} pictures in {median(ours):.2f} s ({cpu(ours):.1f} CPU) against {median(alone):.2f}"
        f" ({cpu(alone):.1f} CPU), a second report {median(again):.2f} s,"
        f" limit 1.2: {'kept' if cost <= 1.2 else 'MISSED'}", COUNT)


whole_release()
pictures()
END
