"""Makes an archive of the mirror's kind, of so many megabytes, with the lists that go with it."""

import io
import os
import subprocess
import tarfile

RELEASE, PART = "400", "400/train/part_0.tar.gz"


def make_clip(path):
    """Ten seconds of the size and rate that clips at the mirror have: about 1 MB."""
    subprocess.run(
        ["ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "lavfi"]
        + ["-i", "testsrc2=size=340x256:rate=25,noise=alls=20:allf=t", "-f", "lavfi"]
        + ["-i", "sine", "-t", "10", "-c:v", "libx264", "-preset", "veryfast", "-b:v", "750k"]
        + ["-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart", path],
        check=True,
    )
    with open(path, "rb") as clip:
        return clip.read()


def make_mirror(root, megabytes):
    """The mirror's tree below a folder; gives the number of clips."""
    os.makedirs(f"{root}/400/train")
    clip = make_clip(f"{root}/clip.mp4")
    count = megabytes * 1_000_000 // len(clip)
    with tarfile.open(f"{root}/{PART}", "w:gz", compresslevel=6) as archive:
        for number in range(count):
            entry = tarfile.TarInfo(f"train/{name(number)}_000010_000020.mp4")
            entry.size = len(clip)
            archive.addfile(entry, io.BytesIO(clip))
    with open(f"{root}/400/train/k400_train_path.txt", "w") as paths:
        paths.write(f"https://s3.amazonaws.com/kinetics/{PART}\n")
    return count


def name(number):
    return f"clip{number:07d}"


def write_list(path, numbers):
    with open(path, "w") as out:
        out.write("label,youtube_id,time_start,time_end,split\n")
        for number in numbers:
            out.write(f"pole vault,{name(number)},10,20,train\n")
