"""The page's files: read, hashed and compressed once at start; a request never chooses a path on the disk."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from fastapi.responses import Response

from app.errors import UnknownTask

_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}
_WORTH_COMPRESSING = 512


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent; `packed` is its gzip form where that is smaller."""

    body: bytes
    packed: bytes | None
    media_type: str
    etag: str


class Assets:
    """Every file below a folder, by its path relative to it."""

    def __init__(self, root: Path) -> None:
        files = (path for path in root.rglob("*") if path.is_file())
        self._kept = {path.relative_to(root).as_posix(): _asset(path) for path in files}

    def __contains__(self, name: str) -> bool:
        return name in self._kept

    def reply(self, name: str, request: Request, policy: str) -> Response:
        """The file with its security policy, compressed if the client takes that; 304 if the client has it.

        Raises UnknownTask where there is no such file.
        """
        asset = self._kept.get(name)
        if asset is None:
            raise UnknownTask("there is nothing at this address")
        headers = {
            "Content-Security-Policy": policy,
            "Cache-Control": "no-cache",
            "ETag": asset.etag,
            "Vary": "Accept-Encoding",
            "X-Frame-Options": "DENY",
        }
        if asset.etag in _named(request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        if asset.packed is not None and _takes_gzip(request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"] = "gzip"
            return Response(asset.packed, media_type=asset.media_type, headers=headers)
        return Response(asset.body, media_type=asset.media_type, headers=headers)


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    media_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = gzip.compress(body, 9, mtime=0) if len(body) >= _WORTH_COMPRESSING else None
    smaller = packed if packed is not None and len(packed) < len(body) else None
    return Asset(body, smaller, media_type, f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')


def _named(header: str) -> set[str]:
    """The validators of If-None-Match, in their weak form."""
    tags = (tag.strip() for tag in header.split(","))
    return {tag if tag.startswith("W/") else f"W/{tag}" for tag in tags if tag}


def _takes_gzip(header: str) -> bool:
    codings = {}
    for part in header.lower().split(","):
        name, _, parameters = part.partition(";")
        codings[name.strip()] = parameters.replace(" ", "")
    return codings.get("gzip", codings.get("*", "q=0")) not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
