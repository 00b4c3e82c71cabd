#!/usr/bin/env bash
# Frames and sound of 96 clips, TFRecords of 480 tracks, against the distribution's ffmpeg with a process a clip,
# against OpenCV with a process a core, and against what the bundled ffmpeg itself needs.
# Frames are made once more on the disk, with and without being flushed to it, which is what that costs.
# Needs the distribution's ffmpeg, Debian's python3-opencv and eatmydata.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

on_disk=$data
in_memory
trap 'rm -rf "$data" "$on_disk"' EXIT
needs ffmpeg eatmydata
if ! /usr/bin/python3 -c 'import cv2' 2>/dev/null; then
  printf '%s: OpenCV is missing; install it by the package manager (Debian: python3-opencv)\n' "$0" >&2
  exit 1
fi
mkdir -p "$on_disk"
measure "$top" "$data" "$on_disk" <<'END'
import os
import re
import shutil
import subprocess
import sys
from common import Run, cpu, median, runs, say

top, data, on_disk = sys.argv[1:]
COUNT, CLIPS, TRACKS, CORES = 3, 96, 480, os.cpu_count()
KINETICS = f"{top}/kinetics"
BUNDLED = re.search(
    r"^ffmpeg .*bundled, (.*)\)$", Run([KINETICS, "--version"]).output, re.MULTILINE)
if not BUNDLED:
    sys.exit("the bundled ffmpeg does not run here: kinetics setup")
BUNDLED = BUNDLED[1]


def bundled(*arguments):
    return ["env", f"LD_LIBRARY_PATH={os.path.dirname(BUNDLED)}", BUNDLED, *arguments]


def make_clips():
    """Clips of 10 s and 640x360 with sound, each a section of one video of a minute."""
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30",
         "-f", "lavfi", "-i", "anoisesrc=color=pink:sample_rate=44100:amplitude=0.2:seed=1",
         "-t", "60", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-b:v", "600k", "-g", "150",
         "-ac", "2", "-c:a", "aac", "-b:a", "128k", f"{data}/minute.mp4"], check=True)
    clips = f"{data}/dataset/train/pole_vault"
    os.makedirs(clips)
    for number in range(CLIPS):
        subprocess.run(
            ["ffmpeg", "-v", "error", "-ss", str(number / 2), "-t", "10", "-i", f"{data}/minute.mp4",
             "-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac", f"{clips}/clip{number:07}.mp4"],
            check=True)
    write_list(CLIPS)
    return clips


def script(name, *lines):
    with open(f"{data}/{name}", "w") as file:
        file.write("set -e\n" + "\n".join(lines) + "\n")
    return f"{data}/{name}"


def each(folder, ending, script_of_one):
    """A process a clip, as many at once as there are cores, the results into a fresh folder."""
    return ["bash", "-c", f'rm -rf "$3"; mkdir "$3"; ls "$0"/*.{ending} | xargs -P {CORES} -n 1 bash "$1" "$2" "$3"',
            folder, script_of_one]


def kinetics(job, *options):
    return ["bash", "-c", f'rm -rf "$0/dataset/train_{job}" "$0/dataset/.kinetics"; exec "$@"', data,
            KINETICS, job, "--all", "--quiet", "--annotations", f"{data}/list.csv",
            "--dataset-dir", f"{data}/dataset", *options]


def write_list(count):
    with open(f"{data}/list.csv", "w") as file:
        file.write("label,youtube_id,time_start,time_end,split\n")
        file.writelines(f"pole vault,clip{n:07},0,10,train\n" for n in range(count))


def ratio(name, others, ours, limit, what=f"{CLIPS} clips"):
    times = median(others) / median(ours)
    say(name, times, f"{what} in {median(ours):.2f} s ({cpu(ours):.1f} CPU) against {median(others):.2f} ({cpu(others):.1f} CPU),"
                f" limit {limit}: {'kept' if times >= limit else 'MISSED'}", COUNT)


def cost(name, ours, limits, limit):
    times = median(ours) / median(limits)
    say(name, times, f"{median(ours):.2f} s ({cpu(ours):.1f} CPU) against {median(limits):.2f} ({cpu(limits):.1f} CPU),"
        f" limit {limit}: {'kept' if times <= limit else 'MISSED'}", COUNT)


def frames(clips):
    plain = script("frames-plain", 'folder="$2/$(basename "$3" .mp4)"; mkdir "$folder"',
                   'exec ffmpeg -v error -i "$3" -vf scale=-2:256 -q:v 4 -start_number 0 "$folder/frame%d.jpg"')
    pipe = script("frames-pipe",
                  f'LD_LIBRARY_PATH={os.path.dirname(BUNDLED)} {BUNDLED} -v error -threads 1 -i "$3"'
                  " -vf scale=-2:256,format=yuvj420p -threads 1 -q:v 4 -huffman default -f image2pipe pipe:1 >/dev/null")
    opencv = f"{data}/opencv.py"
    with open(opencv, "w") as file:
        file.write('''import os, sys, multiprocessing
import cv2
cv2.setNumThreads(1)
def extract(job):
    source, folder = job
    os.mkdir(folder)
    video = cv2.VideoCapture(source)
    number = 0
    while True:
        there, picture = video.read()
        if not there:
            break
        height, width = picture.shape[:2]
        picture = cv2.resize(picture, (width * 256 // height, 256))
        cv2.imwrite(f"{folder}/frame{number}.jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 75])
        number += 1
clips, output, cores = sys.argv[1:]
jobs = [(f"{clips}/{name}", f"{output}/{name[:-4]}") for name in sorted(os.listdir(clips))]
with multiprocessing.Pool(int(cores)) as pool:
    pool.map(extract, jobs, 1)
''')
    ours, others, cv, least = runs(
        COUNT,
        kinetics("frames"),
        [*each(clips, "mp4", plain), "-", f"{data}/plain"],
        ["bash", "-c",
         'rm -rf "$0"; mkdir "$0"; exec /usr/bin/python3 "$1" "$2" "$0" "$3"',
         f"{data}/cv", opencv, clips, str(CORES)],
        [*each(clips, "mp4", pipe), "-", f"{data}/pipe"],
    )
    counts = {len(os.listdir(f"{data}/{folder}/clip0000007"))
              for folder in ("dataset/train_frames/pole_vault", "plain", "cv")}
    if counts != {300}:
        sys.exit(f"frames: {counts}, not 300")
    ratio("frames, times as fast as the distribution's ffmpeg", others, ours, 1.5)
    ratio("frames, times as fast as OpenCV", cv, ours, 1.5)
    cost("frames, time against the bundled ffmpeg alone, to /dev/null", ours, least, 1.15)


def flushes(clips):
    """The same frames on the disk, and there with nothing flushed: libeatmydata lets each flush be nothing."""
    make = kinetics("frames", "--output-dir", f"{on_disk}/out")
    fresh = ["bash", "-c", 'rm -rf "$0"; exec "$@"', f"{on_disk}/out"]
    ours, without = runs(COUNT, [*fresh, *make], [*fresh, "eatmydata", *make])
    cost("frames on the disk, time against the same without flushing", ours, without, 1.1)


def sound(clips):
    plain = script("sound-plain", 'exec ffmpeg -v error -i "$3" -vn -c:a libmp3lame -b:a 192k "$2/$(basename "$3" .mp4).mp3"')
    ours, others = runs(COUNT, kinetics("sound"), [*each(clips, "mp4", plain), "-", f"{data}/mp3"])
    ratio("sound, times as fast as an ffmpeg process a clip", others, ours, 2)


def tfrecords():
    tracks = f"{data}/dataset/train_sound/pole_vault"
    for number in range(CLIPS, TRACKS):
        shutil.copy(f"{tracks}/clip{number % CLIPS:07}.mp3", f"{tracks}/clip{number:07}.mp3")
    write_list(TRACKS)
    Run([KINETICS, "meta", "sound", "--quiet", "--annotations", f"{data}/list.csv", "--dataset-dir",
         f"{data}/dataset", "--save", f"{data}/meta", "--sets", "1", "--force"])
    names = sorted(name for name in os.listdir(data) if name.startswith("meta_"))
    metadata = next(name for name in names if name.endswith("_train.json"))
    classes = next(name for name in names if name.endswith("_classes.json"))
    plain = script("decode-plain", 'exec ffmpeg -v error -i "$3" -ac 1 -ar 22050 -f f32le "$2/$(basename "$3" .mp3).f32"')
    files = sorted(f"{tracks}/{name}" for name in os.listdir(tracks))
    batches = [files[n:n + 12] for n in range(0, TRACKS, 12)]
    lines = "\n".join(
        " ".join([*(f"-i {name}" for name in batch),
                  *(f"-map {n}:a:0 -ac 1 -ar 22050 -f f32le /dev/null" for n in range(len(batch)))])
        for batch in batches)
    ours, others, least = runs(
        COUNT,
        [KINETICS, "tfrecords", "train", f"{data}/{metadata}", f"{data}/{classes}",
         f"{data}/out.tfrecords", "--dataset-dir", f"{data}/dataset"],
        [*each(tracks, "mp3", plain), "-", f"{data}/f32"],
        ["env", f"LD_LIBRARY_PATH={os.path.dirname(BUNDLED)}", "bash", "-c",
         f'printf "%s\n" "$0" | xargs -P {CORES} -L 1 {BUNDLED} -v error -y', lines],
    )
    ratio("tfrecords, times as fast as an ffmpeg process a track", others, ours, 4, f"{TRACKS} tracks")
    cost("tfrecords, time against ffmpeg alone in batches, to /dev/null", ours, least, 1.3)


clips = make_clips()
frames(clips)
flushes(clips)
sound(clips)
tfrecords()
END
