"""The smallest backend for `autofill.js`: serves the page, and passes `POST /fill` on to Chaeum with the key.

    CHAEUM_URL=http://127.0.0.1:8000 CHAEUM_API_KEY=kk_… python server.py --port 8100

The browser never sees the key. Standard library only.
"""

from __future__ import annotations

import argparse
import json
import os
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parent
SERVICE = os.environ.get("CHAEUM_URL", "http://127.0.0.1:8000").rstrip("/")
KEY = os.environ.get("CHAEUM_API_KEY", "")
TASK = os.environ.get("CHAEUM_TASK", "parse/real-estate")
MAX_BODY = 64 * 1024
FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/example.js": ("example.js", "text/javascript"),
    "/example.css": ("example.css", "text/css"),
}


class Backend(BaseHTTPRequestHandler):
    """Three files, the library as the service hands it out, and one address that passes requests on."""

    def do_GET(self) -> None:
        if self.path in FILES:
            name, media_type = FILES[self.path]
            self._send(200, (HERE / name).read_bytes(), media_type)
        elif self.path == "/embed/autofill.js":
            self._send(*call(urllib.request.Request(f"{SERVICE}/embed/autofill.js")))
        else:
            self._send(404, b"{}", "application/json")

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length") or 0)
        if self.path != "/fill" or not 0 < size <= MAX_BODY:
            self._send(404 if self.path != "/fill" else 413, b"{}", "application/json")
            return
        # A browser sends this media type across origins only after asking; so other sites cannot spend our quota.
        if self.headers.get_content_type() != "application/json":
            self._send(415, b"{}", "application/json")
            return
        request = urllib.request.Request(f"{SERVICE}/{TASK}", data=self.rfile.read(size), method="POST")
        request.add_header("content-type", "application/json")
        if KEY:
            request.add_header("x-api-key", KEY)
        self._send(*call(request))

    def _send(self, status: int, body: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        self.send_header("content-security-policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
        self.end_headers()
        self.wfile.write(body)


def call(request: urllib.request.Request) -> tuple[int, bytes, str]:
    """Status, body and media type of the service's reply; its problems pass through as they are."""
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.status, reply.read(), reply.headers.get_content_type()
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers.get_content_type()
    except OSError:
        problem = {"type": "/problems/overloaded", "title": "The service cannot be reached", "status": 502}
        return 502, json.dumps(problem).encode(), "application/problem+json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--port", type=int, default=8100)
    port = parser.parse_args().port
    server = ThreadingHTTPServer(("127.0.0.1", port), Backend)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
