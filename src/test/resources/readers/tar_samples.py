"""Reads tar files as streams, and groups their files by what comes before the first dot of a name;
two files of a sample stand side by side. Prints a line a sample: key, endings, cls, txt, json."""

import json
import sys
import tarfile

seen = set()
for name in sys.argv[1:]:
    samples, last = [], None
    with open(name, "rb") as stream, tarfile.open(fileobj=stream, mode="r|*") as tar:
        for member in tar:
            assert member.isreg() and member.mtime == 0 and member.uid == 0, member
            assert member.pax_headers == {}, member
            key, _, ending = member.name.partition(".")
            if key != last:
                assert key not in seen, key
                seen.add(key)
                samples.append((key, {}))
                last = key
            assert ending not in samples[-1][1], member.name
            samples[-1][1][ending] = tar.extractfile(member).read()
    for key, files in samples:
        print(json.dumps([key, sorted(files), int(files["cls"]), files["txt"].decode(),
                          json.loads(files["json"]), {e: len(b) for e, b in files.items()}]))
