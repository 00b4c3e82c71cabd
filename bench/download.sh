#!/usr/bin/env bash
# Downloading sections from a site on the loopback interface, by the real yt-dlp: how many bytes a
# section costs, what the brake of YouTube's media servers does, and the scripts' way beside ours.
# Needs ffmpeg, ffprobe and yt-dlp on PATH: the alternatives run the distribution's.
# BENCH_VIDEO names a video to cut the sources of the comparison from, in place of made ones.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

in_memory
needs ffmpeg ffprobe yt-dlp
measure "$top" "$data" <<'END'
import json
import os
import re
import statistics
import subprocess
import sys
from common import Run, cpu, median, say
from site_of_videos import Site

top, data = sys.argv[1:]
MINUTE = f"{data}/minute.mp4"


def ffmpeg(*arguments):
    command = ["ffmpeg", "-v", "error", "-y", *[str(word) for word in arguments]]
    subprocess.run(command, check=True)


def probe(*arguments):
    command = ["ffprobe", "-v", "error", "-of", "json", *[str(word) for word in arguments]]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def make_minute():
    """A minute of 640x360 at the rate of a usual 360p video, a key frame every five seconds."""
    picture = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30"]
    if os.environ.get("BENCH_VIDEO"):
        picture = ["-stream_loop", "-1", "-i", os.environ["BENCH_VIDEO"]]
    sound = ["-f", "lavfi", "-i", "anoisesrc=color=pink:sample_rate=44100:amplitude=0.2"]
    ffmpeg(*picture, *sound, "-map", "0:v", "-map", "1:a", "-t", "60", "-vf", "scale=640:360,fps=30",
           "-pix_fmt", "yuv420p", "-c:v", "libx264", "-b:v", "600k", "-maxrate", "900k",
           "-bufsize", "1200k", "-g", "150", "-c:a", "aac", "-b:a", "96k", MINUTE)
    ffmpeg("-i", MINUTE, "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8",
           "-row-mt", "1", "-b:v", "600k", "-g", "150", "-c:a", "libopus", "-b:a", "96k",
           f"{data}/minute.webm")


def repeat(minute, times, name, *options):
    ffmpeg("-stream_loop", times - 1, "-i", minute, "-c", "copy", *options, f"{data}/{name}")
    return f"{data}/{name}"


def index_bytes(name):
    """The size of what tells where a section lies: moov and sidx, or Cues."""
    with open(name, "rb") as file:
        return (webm_index if name.endswith(".webm") else mp4_index)(file, os.path.getsize(name))


def mp4_index(file, end):
    total = at = 0
    while at < end:
        file.seek(at)
        head = file.read(16)
        size, kind = int.from_bytes(head[:4], "big"), head[4:8]
        size = int.from_bytes(head[8:16], "big") if size == 1 else size or end - at
        total += size if kind in (b"moov", b"sidx") else 0
        at += size
    return total


def webm_index(file, end):
    def number(keep_marker):
        first = file.read(1)[0]
        length = 9 - first.bit_length()
        rest = int.from_bytes(file.read(length - 1), "big")
        first = first if keep_marker else first & ((1 << 8 - length) - 1)
        return first << 8 * (length - 1) | rest

    file.seek(0)
    while file.tell() < end:
        kind, size = number(True), number(False)
        if kind == 0x1C53BB6B:
            return size
        if kind != 0x18538067:  # Into the segment, over all else.
            file.seek(size, 1)
    raise SystemExit(f"no Cues in {file.name}")


def section_bytes(name, start, seconds):
    packets = probe("-show_entries", "packet=size,pts_time", "-read_intervals",
                    f"{start - 10}%{start + seconds + 1}", name)["packets"]
    return sum(int(packet["size"]) for packet in packets
               if start <= float(packet["pts_time"]) < start + seconds)


H264 = {"vcodec": "avc1.64001e", "acodec": "mp4a.40.2"}
VP9 = {"vcodec": "vp9", "acodec": "opus"}
PICTURE = {"vcodec": "avc1.64001e", "acodec": "none"}
SOUND = {"vcodec": "none", "acodec": "mp4a.40.2"}


def download(site, sections, workers, name, *options):
    """Sections are (id, start); returns the run and the folder of its clips."""
    rows = "".join(f"pole vault,{clip},{start},{start + 10},train\n" for clip, start in sections)
    folder = f"{data}/{name}"
    subprocess.run(["rm", "-rf", folder], check=True)
    with open(f"{data}/list.csv", "w") as file:
        file.write("label,youtube_id,time_start,time_end,split\n" + rows)
    run = Run([*site.environment, f"{top}/kinetics", "download", "--all", "--quiet",
               "--annotations", f"{data}/list.csv", "--dataset-dir", folder,
               "--num-workers", workers, *options])
    clips = f"{folder}/train/pole_vault"
    if len(os.listdir(clips)) != len(sections):
        sys.exit(f"{clips}: {len(os.listdir(clips))} clips, not {len(sections)}")
    return run, clips


def bytes_of_a_section():
    dash = ["-movflags", "frag_keyframe+empty_moov+default_base_moof+global_sidx"]
    dash_sound = ["-movflags", "empty_moov+default_base_moof+global_sidx", "-frag_duration", "10000000"]
    hour = f"{data}/hour.mp4"
    forms = {
        "mp4, index in front": [(repeat(MINUTE, 60, "hour.mp4", "-movflags", "faststart"), H264)],
        "mp4, index at the end": [(repeat(MINUTE, 60, "end.mp4"), H264)],
        "fragmented mp4": [(repeat(MINUTE, 60, "fragments.mp4", *dash), H264)],
        "webm": [(repeat(f"{data}/minute.webm", 60, "hour.webm", "-cues_to_front", "1"), VP9)],
        "fragmented mp4 and m4a": [
            (repeat(hour, 1, "picture.mp4", "-an", *dash), PICTURE),
            (repeat(hour, 1, "sound.m4a", "-vn", *dash_sound), SOUND),
        ],
    }
    site = Site(top)
    for number, (name, files) in enumerate(forms.items()):
        clip = f"hourOfForm{number}"
        site.video(clip, 3600, *[{"file": file, **codecs} for file, codecs in files])
        download(site, [(clip, 1800)], 1, "bytes")
        index = sum(index_bytes(file) for file, _ in files)
        section = sum(section_bytes(file, 1800, 10) for file, _ in files)
        whole = sum(os.path.getsize(file) for file, _ in files)
        limit = index + 2 * section + (1 << 20)
        sent = site.take_sent()
        say(
            f"bytes of 10 s out of an hour, {name}, times fewer than the whole",
            whole / sent,
            f"{sent / 1e6:.2f} MB of {whole / 1e6:.0f}; index {index / 1e6:.2f},"
            f" section {section / 1e6:.2f}, limit {limit / 1e6:.2f}:"
            f" {'kept' if sent <= limit else 'MISSED'}",
            1,
        )


def brake():
    count = 3
    sections = [(f"hourOfBrak{number}", 600 + 211 * number) for number in range(8)]
    sites = Site(top), Site(top, braked=True)
    for site in sites:
        for clip, _ in sections:
            site.video(clip, 3600, {"file": f"{data}/hour.mp4", **H264})
    free, braked = [], []
    for _ in range(count):
        free.append(download(sites[0], sections, 2, "free")[0])
        braked.append(download(sites[1], sections, 2, "braked")[0])
    ratio = median(braked) / median(free)
    say(
        "brake, time against the same site without",
        ratio,
        f"8 clips in {median(braked):.2f} s against {median(free):.2f}, limit 1.3:"
        f" {'kept' if ratio <= 1.3 else 'MISSED'}",
        count,
    )
    one = [download(sites[1], sections[:1], 1, "one")[0] for _ in range(count)]
    patience = 22 * median(one)
    theirs = subprocess.Popen(
        [*sites[1].environment, "yt-dlp", "-q", "--no-warnings", "--download-sections", "*600-610",
         "--force-keyframes-at-cuts", "-o", f"{data}/theirs.%(ext)s",
         f"https://www.youtube.com/watch?v={sections[0][0]}"],
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        theirs.wait(patience)
        sys.exit(f"yt-dlp --download-sections: exit {theirs.returncode} within {patience:.0f} s")
    except subprocess.TimeoutExpired:
        os.killpg(theirs.pid, 9)
        theirs.wait()
    say(
        "brake, times as fast as yt-dlp --download-sections, at the least",
        patience / median(one),
        f"a clip in {median(one):.2f} s; yt-dlp was not done after {patience:.0f}; limit 20: kept",
        count,
    )


def similarity(source, start, clip):
    """SSIM of a clip's picture against its section of the source, at the frame that fits best."""
    found = []
    for shift in (-1, 0, 1):
        command = ["ffmpeg", "-hide_banner", "-nostats", "-ss", str(start + shift / 30), "-t", "9",
                   "-i", source, "-t", "9", "-i", clip, "-lavfi",
                   "[0:v]setpts=N[a];[1:v]setpts=N[b];[a][b]ssim=shortest=1", "-f", "null", "-"]
        errors = subprocess.run(command, check=True, stderr=subprocess.PIPE).stderr.decode()
        found.append(float(re.search(r"SSIM.*All:([0-9.]+)", errors)[1]))
    return max(found)


def scripts_way():
    """The whole video, then a cut by decoding from its start, with x264's default settings."""
    count = 3
    source = repeat(MINUTE, 5, "five.mp4", "-movflags", "faststart")
    picture = repeat(source, 1, "five-picture.mp4", "-an", "-movflags", "faststart")
    sound = repeat(source, 1, "five-sound.m4a", "-vn", "-movflags", "faststart")
    sections = [(f"fiveMinut{number:02}", 8 + 12 * number) for number in range(24)]
    # Copies cost so little that the start of the program would be most of 24.
    many = sections + [(f"copy{number:07}", 5 + 2 * number) for number in range(120)]
    site = Site(top)
    for clip, _ in many:
        site.video(clip, 300, {"file": picture, **PICTURE}, {"file": sound, **SOUND})
    with open(f"{data}/scripts-way", "w") as file:
        file.write(
            "set -e\n"
            'yt-dlp -q --no-warnings -f bestvideo+bestaudio --merge-output-format mkv -o "$3/$1_raw.mkv"'
            ' "https://www.youtube.com/watch?v=$1"\n'
            'ffmpeg -v error -y -i "$3/$1_raw.mkv" -ss "$2" -t 10 -c:v libx264 -c:a copy -threads 1'
            ' "$3/$1.mp4"\n'
            'rm "$3/$1_raw.mkv"\n'
        )
    theirs, ours, copies, sent = [], [], [], {}
    their_clips = f"{data}/theirs"
    words = "\n".join(f"{clip} {start} {their_clips}" for clip, start in sections)
    for _ in range(count):
        subprocess.run(["rm", "-rf", their_clips], check=True)
        os.mkdir(their_clips)
        theirs.append(Run([*site.environment, "bash", "-c",
                           'printf "%s\n" "$0" | xargs -P 2 -L 1 bash "$1"', words, f"{data}/scripts-way"]))
        sent["theirs"] = site.take_sent()
        run, our_clips = download(site, sections, 2, "ours")
        ours.append(run)
        sent["ours"] = site.take_sent()
        copies.append(download(site, many, 2, "copies", "--cut", "copy")[0])
    seconds = median(theirs) / median(ours)
    fewer = sent["theirs"] / sent["ours"]
    size = sum(os.path.getsize(f"{our_clips}/{clip}.mp4") for clip, _ in sections) / sum(
        os.path.getsize(f"{their_clips}/{clip}.mp4") for clip, _ in sections)
    quality = [statistics.mean(similarity(source, start, f"{clips}/{clip}.mp4") for clip, start in sections[::3])
               for clips in (our_clips, their_clips)]
    say(
        "download, times as fast as the scripts' way",
        seconds,
        f"{len(sections)} clips, 2 workers, in {median(ours):.2f} s against {median(theirs):.2f},"
        f" limit 3: {'kept' if seconds >= 3 else 'MISSED'}",
        count,
    )
    say(
        "download, times fewer bytes than the scripts' way",
        fewer,
        f"{sent['ours'] / 1e6:.1f} MB against {sent['theirs'] / 1e6:.1f},"
        f" limit 10: {'kept' if fewer >= 10 else 'MISSED'}",
        1,
    )
    kept = quality[0] >= quality[1] and size <= 1.3
    say(
        "download, size of the clips against the scripts' way",
        size,
        f"limit 1.3; SSIM {quality[0]:.5f} against {quality[1]:.5f}, no lower:"
        f" {'kept' if kept else 'MISSED'}",
        1,
    )
    a_copy = cpu(copies) / len(many)
    for name, others in (("our own cut", ours), ("the scripts' way", theirs)):
        times = cpu(others) / len(sections) / a_copy
        say(
            f"--cut copy, times the clips a CPU-second of {name}",
            times,
            f"{a_copy:.3f} CPU-seconds a clip against {cpu(others) / len(sections):.3f},"
            f" limit 10: {'kept' if times >= 10 else 'MISSED'}",
            count,
        )


make_minute()
bytes_of_a_section()
brake()
scripts_way()
END
