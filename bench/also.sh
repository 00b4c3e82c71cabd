#!/usr/bin/env bash
# Clips, their frames and their sound from one decoding (download --also frames,sound), with clips and
# without, against download, frames and sound in turn: processor time, all processes together.
# BENCH_VIDEO names a video to cut the source from, in place of a made one. Needs ffmpeg and yt-dlp on PATH.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

in_memory
needs ffmpeg yt-dlp
measure "$top" "$data" <<'END'
import array
import os
import subprocess
import sys
from common import Run, cpu, median, say
from site_of_videos import Site

top, data = sys.argv[1:]
COUNT, CLIPS = 3, 48
picture = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30"]
if os.environ.get("BENCH_VIDEO"):
    picture = ["-stream_loop", "-1", "-i", os.environ["BENCH_VIDEO"]]
subprocess.run(
    ["ffmpeg", "-v", "error", "-y", *picture, "-f", "lavfi", "-i", "anoisesrc=color=pink:sample_rate=44100:amplitude=0.2",
     "-map", "0:v", "-map", "1:a", "-t", "300", "-vf", "scale=640:360,fps=30", "-pix_fmt", "yuv420p",
     "-c:v", "libx264", "-b:v", "600k", "-maxrate", "900k", "-bufsize", "1200k", "-g", "150",
     "-c:a", "aac", "-b:a", "96k", "-ac", "2", "-movflags", "+faststart", f"{data}/source.mp4"], check=True)
site = Site(top)
rows = []
for number in range(CLIPS):
    clip = f"alsoOfFive{number:01d}" if number < 10 else f"alsoOfFiv{number}"
    site.video(clip, 300, {"file": f"{data}/source.mp4", "vcodec": "avc1.64001e", "acodec": "mp4a.40.2"})
    rows.append(f"pole vault,{clip},{5 + 5 * number},{15 + 5 * number},train\n")
with open(f"{data}/list.csv", "w") as file:
    file.write("label,youtube_id,time_start,time_end,split\n" + "".join(rows))


def run(folder, job, *options):
    workers = ["--num-workers", 2] if job == "download" else []
    return Run([*site.environment, f"{top}/kinetics", job, "--all", "--quiet", "--annotations", f"{data}/list.csv",
                "--dataset-dir", f"{data}/{folder}", *workers, *options])


def size(folder):
    return subprocess.run(["du", "-s", "--apparent-size", f"{data}/{folder}/train_frames"],
                          check=True, stdout=subprocess.PIPE).stdout.split()[0].decode()


class Sum:
    def __init__(self, parts):
        self.seconds = sum(part.seconds for part in parts)
        self.cpu_seconds = sum(part.cpu_seconds for part in parts)


apart, also, none = [], [], []
for _ in range(COUNT):
    for folder in ("apart", "also", "none"):
        subprocess.run(["rm", "-rf", f"{data}/{folder}"], check=True)
    apart.append(Sum([run("apart", job) for job in ("download", "frames", "sound")]))
    also.append(run("also", "download", "--also", "frames,sound"))
    none.append(run("none", "download", "--also", "frames,sound", "--no-clips"))
counts = {sum(len(files) for _, _, files in os.walk(f"{data}/{folder}/{kind}"))
          for folder in ("apart", "also", "none") for kind in ("train_frames",)}
if counts != {CLIPS * 300}:
    sys.exit(f"frames: {counts}, not {CLIPS * 300}")


def picture(folder, number, clip):
    """How close the frames of a clip are to the source, in dB."""
    frames = f"{data}/{folder}/train_frames/pole_vault/{clip}/frame%d.jpg"
    said = subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "info", "-framerate", "30", "-i", frames, "-ss", str(5 + 5 * number), "-t", "10",
         "-i", f"{data}/source.mp4", "-filter_complex", "[1:v]scale=455:256,format=yuvj420p[s];[0:v][s]psnr",
         "-f", "null", "-"], check=True, stderr=subprocess.PIPE).stderr.decode()
    return float(said.rsplit("average:", 1)[1].split()[0])


def sound(folder, clip):
    """The samples of a clip's track, 8,000 a second."""
    return array.array("h", subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-i", f"{data}/{folder}/train_sound/pole_vault/{clip}.mp3", "-ac", "1",
         "-ar", "8000", "-f", "s16le", "-"], check=True, stdout=subprocess.PIPE).stdout)


def lag(one, other):
    """By how many samples one comes later, as far as they are most alike."""
    def alike(shift):
        return sum(one[i + shift] * other[i] for i in range(1000, 70000, 7))
    return max(range(-400, 401), key=alike)


for folder in ("also", "none"):
    for number in (0, 17, 40):
        clip = f"alsoOfFive{number:01d}" if number < 10 else f"alsoOfFiv{number}"
        made, before = picture(folder, number, clip), picture("apart", number, clip)
        tracks = sound(folder, clip), sound("apart", clip)
        print(f"{folder}, {clip}: frames {made:.2f} dB from the source, those of the three commands {before:.2f};"
              f" sound {len(tracks[0])} and {len(tracks[1])} samples of 8 kHz, {lag(*tracks)} apart", flush=True)
        if made < before or abs(len(tracks[0]) - len(tracks[1])) > 420 or abs(lag(*tracks)) > 210:
            sys.exit("frames or sound are not what the three commands make")
for name, done, limit in (("with clips", also, 0.92), ("without clips", none, 0.35)):
    ratio = cpu(done) / cpu(apart)
    say(f"download --also frames,sound, {name}, processor time against the three commands", ratio,
        f"{CLIPS} clips, {cpu(done):.1f} CPU-seconds ({median(done):.1f} s) against {cpu(apart):.1f} ({median(apart):.1f} s),"
        f" limit {limit}: {'kept' if ratio <= limit else 'MISSED'}", COUNT)
END
