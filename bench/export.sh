#!/usr/bin/env bash
# Exports: tar files of 900 clips against tar, lists and trees of 650,000 clips, SequenceExamples of 48 clips against
# the bundled ffmpeg making the same JPEGs.
# Needs the distribution's ffmpeg, to make the clips.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

needs ffmpeg
measure "$top" "$data" <<'END_OF_PYTHON'
import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
from common import Run, cpu, median, memory, runs, say
from make_lists import write_csv, write_dataset

top, data = sys.argv[1:]
COUNT, CLIPS, PICTURED, RELEASE, CORES = 3, 900, 48, 650_000, os.cpu_count()
KINETICS = f"{top}/kinetics"
BUNDLED = re.search(
    r"^ffmpeg .*bundled, (.*)\)$", Run([KINETICS, "--version"]).output, re.MULTILINE)
if not BUNDLED:
    sys.exit("the bundled ffmpeg does not run here: kinetics setup")
BUNDLED = BUNDLED[1]


def kept(good):
    return "kept" if good else "MISSED"


def make_clips():
    """Clips of 10 s, 640x360, of about 3 MB."""
    clips = f"{data}/dataset/train/pole_vault"
    os.makedirs(clips)
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30,noise=alls=20:allf=t",
         "-f", "lavfi", "-i", "anoisesrc=color=pink:sample_rate=44100:amplitude=0.2:seed=1", "-t", "10",
         "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "veryfast", "-b:v", "2400k", "-c:a", "aac",
         f"{data}/clip.mp4"], check=True)
    for number in range(CLIPS):
        os.link(f"{data}/clip.mp4", f"{clips}/clip{number:07}.mp4")
    with open(f"{data}/list.csv", "w") as file:
        file.write("label,youtube_id,time_start,time_end,split\n")
        file.writelines(f"pole vault,clip{n:07},0,10,train\n" for n in range(CLIPS))
    return clips


def export(form, list_file, dataset, *options):
    return [KINETICS, "export", form, "--out", f"{data}/out", "--quiet", "--annotations", list_file,
            "--dataset-dir", dataset, *options]


def nothing_there():
    shutil.rmtree(f"{data}/out", ignore_errors=True)
    if os.path.exists(f"{data}/plain.tar"):
        os.remove(f"{data}/plain.tar")
    os.sync()


def webdataset(clips):
    # Both end when their bytes are on the disk.
    ours, tar = runs(
        COUNT,
        export("webdataset", f"{data}/list.csv", f"{data}/dataset"),
        ["bash", "-c", 'tar --hard-dereference -cf "$0" -C "$1" . && sync "$0"', f"{data}/plain.tar", clips],
        before=nothing_there,
    )
    speed = median(tar) / median(ours)
    say("export webdataset, speed against tar cf", speed,
        f"{CLIPS * os.path.getsize(f'{data}/clip.mp4') / 1e9:.1f} GB in {median(ours):.2f} s against {median(tar):.2f},"
        f" {memory(ours):.0f} MiB, limit 0.9 and 200 MB: {kept(speed >= 0.9 and memory(ours) * 1.048576 <= 200)}",
        COUNT)


def dmvr():
    few = ["--max-clips", str(PICTURED), "--shards", str(4 * CORES)]
    scale = ("fps=25.0,scale='if(lte(iw,ih),256,max(1,trunc(iw*256/ih)))':'if(lte(iw,ih),max(1,trunc(ih*256/iw)),256)':"
             "out_range=pc,format=yuv420p,scale=out_range=pc:out_color_matrix=bt601:flags=neighbor,setsar=1,format=yuvj420p")
    with open(f"{data}/pictures.sh", "w") as file:
        file.write(
            f'LD_LIBRARY_PATH={os.path.dirname(BUNDLED)} exec {BUNDLED} -v error -threads 1 -i "$1" -map 0:V:0'
            f' -fps_mode passthrough -vf "{scale}" -threads 1 -c:v mjpeg -qmin 1 -q:v 4 -huffman default'
            " -f image2pipe pipe:1 >/dev/null\n")
    ours, least = runs(
        COUNT,
        export("dmvr", f"{data}/list.csv", f"{data}/dataset", *few),
        ["bash", "-c", 'ls "$0"/*.mp4 | head -n "$1" | xargs -P "$2" -n 1 bash "$3"',
         f"{data}/dataset/train/pole_vault", str(PICTURED), str(CORES), f"{data}/pictures.sh"],
        before=nothing_there,
    )
    times = median(ours) / median(least)
    say("export dmvr, time against the bundled ffmpeg alone, to /dev/null", times,
        f"{PICTURED} clips in {median(ours):.2f} s ({cpu(ours):.1f} CPU) against {median(least):.2f}"
        f" ({cpu(least):.1f} CPU), limit 1.15: {kept(times <= 1.15)}", COUNT)


def whole_release():
    """In memory where that can be: a disk takes longer for 650,000 links than all the rest."""
    global data
    if os.access("/dev/shm", os.W_OK):
        data = tempfile.mkdtemp(prefix="kinetics-bench.", dir="/dev/shm")
        atexit.register(shutil.rmtree, data)
    write_csv(f"{data}/release.csv", RELEASE)
    write_dataset(f"{data}/release", RELEASE, 1234567)
    for form in ("lists", "tree"):
        ours, csv = runs(
            COUNT,
            export(form, f"{data}/release.csv", f"{data}/release"),
            [KINETICS, "download", "--all", "--quiet", "--annotations", f"{data}/release.csv", "--dataset-dir",
             f"{data}/release"],
            before=nothing_there,
        )
        say(f"export {form}, time against a download with nothing to do", median(ours) / median(csv),
            f"{RELEASE:,} clips in {median(ours):.2f} s against {median(csv):.2f}, {memory(ours):.0f} MiB,"
            f" limit 10 s and 400 MB: {kept(median(ours) <= 10 and memory(ours) * 1.048576 <= 400)}", COUNT)


webdataset(make_clips())
dmvr()
whole_release()
END_OF_PYTHON
