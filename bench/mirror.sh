#!/usr/bin/env bash
# Clips out of an archive at the mirror, from a server on this machine, against 'curl | tar -xz' to
# the same disk. Limits: 0.8 of its speed with all clips wanted, its speed with one in a hundred,
# 200 MB of memory. BENCH_MIRROR_MB is the archive's size; it takes three times as much disk.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

needs ffmpeg curl tar
measure "$top" "$data" "${BENCH_MIRROR_MB:-2000}" <<'END_PYTHON'
import os
import shutil
import subprocess
import sys
from common import Run, median, memory, say
from make_archive import PART, RELEASE, make_mirror, write_list

top, data, megabytes = sys.argv[1:]
root, target, count = f"{data}/mirror", f"{data}/target", 3
clips = make_mirror(root, int(megabytes))
server = subprocess.Popen(
    [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", root],
    stdout=subprocess.PIPE,
    stderr=subprocess.DEVNULL,
)
try:
    base = server.stdout.readline().decode().split("(")[1].split(")")[0].rstrip("/")
    for step, limit in ((1, 0.8), (100, 1.0)):
        wanted = range(0, clips, step)
        write_list(f"{data}/list.csv", wanted)
        download = [f"{top}/kinetics", "download", "--all", "--source", "mirror", "--quiet"]
        download += ["--release", RELEASE, "--annotations", f"{data}/list.csv"]
        download += ["--mirror-url", base, "--dataset-dir", target]
        unpack = f"mkdir '{target}' && curl -sSf '{base}/{PART}' | tar -xz -C '{target}'"
        ours, plain = [], []
        for _ in range(count):
            for command, done, found in (
                (download, ours, len(wanted)),
                (["bash", "-o", "pipefail", "-c", unpack], plain, clips),
            ):
                os.sync()  # What one has left to be written is not the other's to wait for.
                done.append(Run(command))
                files = sum(name.endswith(".mp4") for _, _, names in os.walk(target) for name in names)
                assert files == found, f"{files} clips, not {found}\n{done[-1].output}"
                shutil.rmtree(target)
        ratio, most = median(plain) / median(ours), memory(ours) * 1.048576
        say(
            f"mirror, 1 clip in {step} of {clips:,}, times as fast as curl | tar -xz",
            ratio,
            f"{median(ours):.2f} s against {median(plain):.2f}, {most:.0f} MB,"
            f" pairs {' '.join(f'{b.seconds / a.seconds:.2f}' for a, b in zip(ours, plain))},"
            f" CPU {min(run.cpu_seconds for run in ours):.1f} s,"
            f" limits {limit} and 200 MB: {'kept' if ratio >= limit and most < 200 else 'MISSED'}",
            count,
        )
finally:
    server.terminate()
    server.wait()
END_PYTHON
