"""Log lines that come close after each other go out in one write.

Under load a system call for each request is the largest part of a log line's cost. A line that comes alone is written
before the loop sleeps; those that follow within `pause_s` go together at its end. Without a loop, and at the end of the
process, lines go at once.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
from typing import TextIO

PAUSE_S = 0.005


class LineWriter:
    """A text stream in front of another one, for any thread."""

    def __init__(self, stream: TextIO, pause_s: float = PAUSE_S) -> None:
        self._stream = stream
        self._pause_s = pause_s
        self._lines: list[str] = []
        self._lock = threading.Lock()
        self._written = 0.0
        self._asked: asyncio.AbstractEventLoop | None = None
        atexit.register(self._out)

    def write(self, text: str) -> int:
        """Take a line, or a piece of one."""
        with self._lock:
            self._lines.append(text)
        return len(text)

    def flush(self) -> None:
        """Called by whoever has written a line; sees to it that it goes out."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._out()
            return
        if self._asked is not loop:
            self._asked = loop
            due = self._written + self._pause_s
            if loop.time() >= due:
                loop.call_soon(self._out, loop)
            else:
                loop.call_at(due, self._out, loop)

    def _out(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        with self._lock:
            if loop is not None:
                self._written = loop.time()
            lines, self._lines = self._lines, []
            self._asked = None
            if lines:
                self._stream.write("".join(lines))
                self._stream.flush()
