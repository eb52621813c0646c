"""Where samples and verdicts on them are kept: bounded in size and age, and every client's can be deleted.

`Files`: JSON lines in a folder, one file an hour, readable by its owner. `Stream`: one Redis stream for all pods.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from app.keyvalue.link import PREFIX, Link
from app.keyvalue.wire import Refusal

KEEP_S = 30 * 86_400.0
MOST_FILE_BYTES = 64 * 1024 * 1024
MOST_ENTRIES = 20_000
PAGE = 25
"""Samples in one reply of Redis: small enough to come within the link's patience, which answers share."""
KEY = PREFIX + b"samples"
VERDICTS = "verdicts"
"""Where reviewers' verdicts are: beside the samples, bounded on their own, so that neither pushes out the other."""
Clock = Callable[[], float]


class Refused(Exception):
    """The server does not let us: an ACL without streams, say."""


class Store(Protocol):
    """Keeps lines for a while."""

    async def add(self, client: str, line: bytes) -> None: ...

    async def forget(self, client: str) -> int:
        """Delete everything of a client; how much there was."""
        ...

    def read(self) -> AsyncIterator[dict[str, Any]]:
        """Every sample that is not too old, oldest first."""
        ...


class Files:
    """A folder of JSON lines. Raises OSError where it cannot be written."""

    def __init__(
        self, folder: Path, *, now: Clock = time.time, keep_s: float = KEEP_S, most_bytes: int = MOST_FILE_BYTES
    ) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError("the samples folder cannot be written")
        self._folder, self._now, self._keep_s, self._most = folder, now, keep_s, most_bytes
        self._lock = threading.Lock()

    async def add(self, client: str, line: bytes) -> None:
        await asyncio.to_thread(self._add, line)

    async def forget(self, client: str) -> int:
        return await asyncio.to_thread(self._forget, client)

    async def read(self) -> AsyncIterator[dict[str, Any]]:
        for path in await asyncio.to_thread(self._paths):
            for sample in await asyncio.to_thread(_read, path):
                if sample["at"] >= self._now() - self._keep_s:
                    yield sample

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other thread writes meanwhile, and no other process: `chaeum samples forget` runs beside the service."""
        with self._lock, (self._folder / ".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _add(self, line: bytes) -> None:
        with self._alone():
            path = self._folder / f"{int(self._now() // 3600):08d}.jsonl"
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, line + b"\n")
            finally:
                os.close(handle)
            self._trim()

    def _trim(self) -> None:
        """The oldest files go: those past their time, then as many as are too much."""
        paths = self._paths()
        eldest = int((self._now() - self._keep_s) // 3600)
        sizes = {path: path.stat().st_size for path in paths}
        whole = sum(sizes.values())
        for path in paths:
            if int(path.stem) < eldest or whole > self._most:
                whole -= sizes[path]
                path.unlink(missing_ok=True)

    def _forget(self, client: str) -> int:
        gone = 0
        with self._alone():
            for path in self._paths():
                every = _parsed(path.read_bytes())
                kept = [one for one in every if one["client"] != client]
                if len(kept) == len(every):
                    continue
                gone += len(every) - len(kept)
                beside = path.with_suffix(".new")
                lines = "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in kept)
                handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(lines)
                beside.replace(path)
        return gone

    def _paths(self) -> list[Path]:
        return sorted(path for path in self._folder.glob("*.jsonl") if path.stem.isdigit())


class Stream:
    """A Redis stream: at most so many entries, none older than so long. Raises Away while Redis is."""

    def __init__(
        self,
        link: Link,
        *,
        key: bytes = KEY,
        now: Clock = time.time,
        keep_s: float = KEEP_S,
        most: int = MOST_ENTRIES,
    ) -> None:
        self._link, self._key, self._now, self._keep_s, self._most = link, key, now, keep_s, most

    async def add(self, client: str, line: bytes) -> None:
        eldest = int((self._now() - self._keep_s) * 1000)
        add = ("XADD", self._key, "MAXLEN", "~", str(self._most), "*", "client", client, "sample", line)
        for reply in await self._link.ask(add, ("XTRIM", self._key, "MINID", "~", str(eldest))):
            if isinstance(reply, Refusal):
                raise Refused(reply.code)

    async def forget(self, client: str) -> int:
        gone = 0
        async for page in self._pages():
            for id_, fields in page:
                if fields.get(b"client") == client.encode():
                    await self._link.ask(("XDEL", self._key, id_))
                    gone += 1
        return gone

    async def read(self) -> AsyncIterator[dict[str, Any]]:
        async for page in self._pages():
            lines = b"\n".join(fields.get(b"sample", b"") for _, fields in page)
            for sample in await asyncio.to_thread(_parsed, lines):
                if sample["at"] >= self._now() - self._keep_s:
                    yield sample

    async def _pages(self) -> AsyncIterator[list[tuple[bytes, dict[bytes, bytes]]]]:
        begin = b"-"
        while True:
            (page,) = await self._link.ask(("XRANGE", self._key, begin, "+", "COUNT", str(PAGE)))
            if isinstance(page, Refusal):
                raise Refused(page.code)
            rows: Any = page or []
            yield [(id_, dict(zip(flat[::2], flat[1::2], strict=True))) for id_, flat in rows]
            if len(rows) < PAGE:
                return
            begin = b"(" + rows[-1][0]


def _read(path: Path) -> list[dict[str, Any]]:
    """The samples of a file; none if it was trimmed away meanwhile."""
    try:
        return _parsed(path.read_bytes())
    except FileNotFoundError:
        return []


def _parsed(content: bytes) -> list[dict[str, Any]]:
    """The samples of whole lines; a line that was cut counts for nothing."""
    found = []
    for line in content.split(b"\n"):
        try:
            one = json.loads(line) if line else None
        except ValueError:
            continue
        if isinstance(one, dict) and {"at", "client", "task"} <= one.keys():
            found.append(one)
    return found
