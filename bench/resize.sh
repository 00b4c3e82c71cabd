#!/usr/bin/env bash
# 24 clips of 10 s and 1280x720 brought to a shorter side of 256 with a key frame every 16: against the bundled ffmpeg
# alone with the same options, a process a core, and against the distribution's ffmpeg under xargs at the same SSIM
# and size. Needs the distribution's ffmpeg.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

in_memory
needs ffmpeg
measure "$top" "$data" <<'END'
import os
import re
import subprocess
import sys
from common import Run, cpu, median, runs, say

top, data = sys.argv[1:]
COUNT, CLIPS, CORES = 3, int(os.environ.get("CLIPS", 24)), os.cpu_count()
KINETICS = f"{top}/kinetics"
BUNDLED = re.search(
    r"^ffmpeg .*bundled, (.*)\)$", Run([KINETICS, "--version"]).output, re.MULTILINE)
if not BUNDLED:
    sys.exit("the bundled ffmpeg does not run here: kinetics setup")
BUNDLED = BUNDLED[1]
CLIP_FOLDER = f"{data}/dataset/train/pole_vault"
# As src/main/java/dev/kinetics/pass/Pass.java has them.
OURS = ("-threads 1 -i \"$2\" -map_metadata -1 -vf 'scale=-2:256,setsar=1,format=yuv420p' -fps_mode passthrough"
        " -c:v libx264 -preset veryfast -crf 19.7 -x264-params ref=2:trellis=1:psy=0 -threads:v 1 -g 16"
        " -c:a aac -b:a 128k -movflags +faststart")
# The preset that ffmpeg takes by itself, with the quality at which SSIM and size come out as ours.
USUAL = ("-threads 1 -i \"$2\" -vf scale=-2:256 -c:v libx264 -crf 20.5 -threads:v 1 -g 16 -c:a aac -b:a 128k"
         " -movflags +faststart")


def make_clips():
    """Clips with motion, fine structure and noise, as from a camera."""
    os.makedirs(CLIP_FOLDER)
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "mandelbrot=size=1280x720:rate=30", "-f", "lavfi", "-i",
         "anoisesrc=color=pink:amplitude=0.2:seed=1", "-t", str(10 + CLIPS), "-vf", "noise=alls=6:allf=t,format=yuv420p",
         "-c:v", "libx264", "-preset", "veryfast", "-b:v", "2500k", "-g", "150", "-c:a", "aac", f"{data}/long.mp4"],
        check=True)
    for number in range(CLIPS):
        subprocess.run(
            ["ffmpeg", "-v", "error", "-ss", str(number), "-t", "10", "-i", f"{data}/long.mp4", "-c:v", "libx264",
             "-preset", "ultrafast", "-b:v", "2500k", "-c:a", "aac", f"{CLIP_FOLDER}/clip{number:07}.mp4"], check=True)
    with open(f"{data}/list.csv", "w") as file:
        file.write("label,youtube_id,time_start,time_end,split\n")
        file.writelines(f"pole vault,clip{n:07},0,10,train\n" for n in range(CLIPS))


def each(name, program, options):
    with open(f"{data}/{name}.sh", "w") as file:
        file.write(f'exec {program} -v error -y {options} "$1/$(basename "$2")"\n')
    return ["bash", "-c", f'rm -rf "$1"; mkdir "$1"; ls "$0"/*.mp4 | xargs -P {CORES} -n 1 bash "$2" "$1"',
            CLIP_FOLDER, f"{data}/{name}", f"{data}/{name}.sh"]


def ssim(folder):
    """Of the first clip, against its picture scaled without loss."""
    words = subprocess.run(
        ["ffmpeg", "-i", f"{folder}/clip0000000.mp4", "-i", f"{CLIP_FOLDER}/clip0000000.mp4", "-lavfi",
         "[1:v]scale=-2:256:flags=bicubic[whole];[0:v][whole]ssim", "-f", "null", "-"],
        check=True, capture_output=True, text=True).stderr
    return float(re.search(r"All:([0-9.]+)", words)[1])


def size(folder):
    return sum(os.path.getsize(f"{folder}/{name}") for name in os.listdir(folder)) / 1e6


make_clips()
ours, least, others = runs(
    COUNT,
    ["bash", "-c", 'rm -rf "$0"; exec "$@"', f"{data}/small", KINETICS, "resize", "--all", "--quiet", "--annotations",
     f"{data}/list.csv", "--dataset-dir", f"{data}/dataset", "--short-side", "256", "--output-dir", f"{data}/small"],
    each("least", f"env LD_LIBRARY_PATH={os.path.dirname(BUNDLED)} {BUNDLED}", OURS),
    each("usual", "ffmpeg", USUAL),
)
made = f"{data}/small/train/pole_vault"
if len(os.listdir(made)) != CLIPS:
    sys.exit(f"resize: {len(os.listdir(made))} clips, not {CLIPS}")
cost = median(ours) / median(least)
say("resize, time against the bundled ffmpeg alone, a process a core", cost,
    f"{CLIPS} clips in {median(ours):.2f} s ({cpu(ours):.1f} CPU) against {median(least):.2f} ({cpu(least):.1f} CPU),"
    f" limit 1.1: {'kept' if cost <= 1.1 else 'MISSED'}", COUNT)
times = median(others) / median(ours)
say("resize, times as fast as the distribution's ffmpeg", times,
    f"{median(others):.2f} s ({cpu(others):.1f} CPU); SSIM {ssim(made):.4f} against {ssim(data + '/usual'):.4f},"
    f" {size(made):.2f} MB against {size(data + '/usual'):.2f}, limit 1.2: {'kept' if times >= 1.2 else 'MISSED'}", COUNT)
END
