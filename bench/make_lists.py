"""Makes an annotation list of so many clips of 400 classes, as CSV and JSON, and the dataset."""

import json
import os


def clips(count):
    """Ids, labels and sections, class by class: about as many a class as a real release has."""
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "..", "resources", "classes", "400.txt")) as lines:
        labels = lines.read().splitlines()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    per_class = -(-count // len(labels))
    for number in range(count):
        value, word = number * 2654435761 + 12345, ""
        for _ in range(11):
            value, digit = divmod(value, 64)
            word += alphabet[digit]
            value += number % 97
        yield f"{word[:6]}{number:05x}"[:11], labels[number // per_class], number % 240


def write_csv(path, count):
    with open(path, "w") as out:
        out.write("label,youtube_id,time_start,time_end,split,is_cc\n")
        for clip, label, start in clips(count):
            out.write(f"{label},{clip},{start},{start + 10},train,0\n")


def write_json(path, count):
    with open(path, "w") as out:
        out.write("{")
        for number, (clip, label, start) in enumerate(clips(count)):
            out.write(",\n" if number else "\n")
            entry = {
                "annotations": {"label": label, "segment": [float(start), float(start + 10)]},
                "duration": 10.0,
                "subset": "train",
                "url": f"https://www.youtube.com/watch?v={clip}",
            }
            out.write(f'"{clip}": {json.dumps(entry)}')
        out.write("\n}\n")


def write_dataset(root, count, size=0):
    """Every clip as a file of so many bytes that take no room, and what a download leaves beside them."""
    journal = os.path.join(root, ".kinetics", "journal")
    os.makedirs(journal)
    with open(os.path.join(root, ".kinetics", "naming.json"), "w") as out:
        splits = {"train": "train", "valid": "valid", "test": "test"}
        json.dump({"naming": "id", "class-dirs": "underscore", "split-dirs": splits}, out)
    folder = ""
    with open(os.path.join(journal, "20260101T000000.000Z-bench-1-00000000.jsonl"), "w") as out:
        for clip, label, start in clips(count):
            if folder != (wanted := os.path.join(root, "train", label.replace(" ", "_"))):
                folder = wanted
                os.makedirs(folder)
            file = os.open(os.path.join(folder, clip + ".mp4"), os.O_CREAT | os.O_WRONLY)
            if size:
                os.truncate(file, size)
            os.close(file)
            out.write(
                '{"time":"2026-01-01T00:00:00.123Z","job":"download","split":"train"'
                f',"clip":"{clip}","outcome":"done","reason":"","release":"400","id":"{clip}"'
                f',"class":"{label}","section":[{start}.0,{start + 10}.0],"tries":1,"seconds":1.25'
                ',"bytes":1234567,"source":"youtube","media":{"width":640,"height":360'
                ',"frame_rate":25.0,"seconds":10.0,"frames":250,"audio":true,"all_shown":true}}\n'
            )
