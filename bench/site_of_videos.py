"""A site on the loopback interface with videos, for yt-dlp with the tests' plugin.

It keeps connections open, serves ranges, counts the bytes it sends, and can slow requests as
YouTube's media servers do: open-ended ones, and those of more than 10 MiB, get 32 KiB a second.
"""

import collections
import http.server
import json
import os
import re
import sys
import threading
import time

SLOWED = 32 << 10
LARGEST_UNSLOWED = 10 << 20


class Site:
    """Videos are added with video(); sent tells the bytes by path of what was asked for."""

    def __init__(self, top, braked=False):
        site = self
        self.files, self.pages, self.sent = {}, {}, collections.Counter()
        lock = threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_):
                pass

            def do_GET(self):
                try:
                    if self.path in site.pages:
                        self.page(site.pages[self.path])
                    elif self.path in site.files:
                        self.file(site.files[self.path])
                    else:
                        self.send_error(404)
                except OSError:
                    self.close_connection = True  # Whoever asked has had enough.

            do_HEAD = do_GET

            def page(self, text):
                self.send_response(200)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def file(self, name):
                size = os.path.getsize(name)
                asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
                begin = int(asked[1]) if asked else 0
                if begin >= size:
                    self.send_response(416)
                    self.send_header("Content-Range", f"bytes */{size}")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                bounded = bool(asked and asked[2])
                end = min(int(asked[2]) + 1, size) if bounded else size
                self.send_response(206 if asked else 200)
                self.send_header("Accept-Ranges", "bytes")
                self.send_header("Content-Length", str(end - begin))
                if asked:
                    self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{size}")
                self.end_headers()
                self.wfile.flush()
                slow = braked and (not bounded or end - begin > LARGEST_UNSLOWED)
                if self.command == "GET":
                    self.copy(name, begin, end, 4096 if slow else 65536, slow)

            def copy(self, name, begin, end, piece, slow):
                with open(name, "rb") as file:
                    while begin < end:
                        count = os.sendfile(
                            self.connection.fileno(), file.fileno(), begin, min(piece, end - begin)
                        )
                        begin += count
                        with lock:
                            site.sent[self.path] += count
                        if slow:
                            time.sleep(count / SLOWED)

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                if not isinstance(sys.exc_info()[1], OSError):
                    super().handle_error(request, client_address)

        server = Server(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{server.server_address[1]}"
        plugins = f"{top}/src/test/resources/yt-dlp-plugins"
        self.environment = [
            "env",
            f"KINETICS_TEST_SITE={self.address}",
            f"PYTHONPATH={plugins}/loopback",
            f"XDG_CONFIG_HOME={os.path.dirname(plugins)}",
            "no_proxy=127.0.0.1,localhost",
        ]

    def video(self, name, seconds, *formats):
        """Formats are dictionaries with 'file', 'vcodec' and 'acodec'."""
        found = []
        for number, form in enumerate(formats):
            ending = form["file"].rsplit(".", 1)[1]
            path = f"/media/{name}/{number}.{ending}"
            self.files[path] = form["file"]
            entry = {"format_id": str(number), "url": self.address + path, "ext": ending}
            entry |= {"protocol": "http", "vcodec": form["vcodec"], "acodec": form["acodec"]}
            if form["vcodec"] != "none":
                entry |= {"width": 640, "height": 360}
            # As yt-dlp's own extractor of YouTube has it.
            entry["downloader_options"] = {"http_chunk_size": LARGEST_UNSLOWED}
            found.append(entry)
        page = {"title": name, "duration": seconds, "formats": found}
        self.pages[f"/watch/{name}"] = json.dumps(page).encode()

    def take_sent(self):
        """How many bytes of videos were sent since it was last asked."""
        sent = sum(self.sent.values())
        self.sent.clear()
        return sent
