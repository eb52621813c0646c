"""The smallest backend for `autofill.js`: serves the page, and passes `POST /fill` on to Chaeum with the key.

    CHAEUM_URL=http://127.0.0.1:8000 CHAEUM_API_KEY=kk_… python server.py --port 8100

The browser never sees the key. Standard library only.
"""

from __future__ import annotations

import argparse
import json
import os
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
SERVICE = urlsplit(os.environ.get("CHAEUM_URL", "http://127.0.0.1:8000"))
KEY = os.environ.get("CHAEUM_API_KEY", "")
TASK = os.environ.get("CHAEUM_TASK", "parse/real-estate")
MAX_BODY = 64 * 1024
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
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
            self._send(*call("GET", "/embed/autofill.js"))
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
        self._send(*call("POST", f"/{TASK}", self.rfile.read(size)))

    def _send(self, status: int, body: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        self.send_header("content-security-policy", POLICY)
        self.end_headers()
        self.wfile.write(body)


def call(method: str, path: str, body: bytes | None = None) -> tuple[int, bytes, str]:
    """Status, body and media type of the service's reply; its problems pass through as they are."""
    kind = HTTPSConnection if SERVICE.scheme == "https" else HTTPConnection
    connection = kind(SERVICE.netloc, timeout=30)
    headers = {"content-type": "application/json", **({"x-api-key": KEY} if KEY else {})} if body else {}
    try:
        connection.request(method, f"{SERVICE.path.rstrip('/')}{path}", body, headers)
        reply = connection.getresponse()
        return reply.status, reply.read(), reply.headers.get_content_type()
    except (OSError, HTTPException):
        problem = {"type": "/problems/overloaded", "title": "The service cannot be reached", "status": 502}
        return 502, json.dumps(problem).encode(), "application/problem+json"
    finally:
        connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--port", type=int, default=8100)
    port = parser.parse_args().port
    server = ThreadingHTTPServer(("127.0.0.1", port), Backend)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
