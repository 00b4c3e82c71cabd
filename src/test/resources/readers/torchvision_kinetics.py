"""Reads a tree by torchvision's Kinetics: ROOT SPLIT. Prints classes, then a line a clip."""

import json
import sys

import torchvision

root, split = sys.argv[1:]
kinetics = torchvision.datasets.Kinetics(
    root, frames_per_clip=5, split=split, num_classes="400", step_between_clips=25, num_workers=0)
print("classes " + json.dumps(kinetics.classes))
seen = set()
for place in range(len(kinetics)):
    number, _ = kinetics.video_clips.get_clip_location(place)
    if number in seen:
        continue
    seen.add(number)
    video, sound, label = kinetics[place]
    path, index = kinetics.samples[number]
    assert label == index
    print("clip " + json.dumps([path[len(root):], label, list(video.shape), sound.shape[1] > 0]))
