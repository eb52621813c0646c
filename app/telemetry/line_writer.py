"""Log lines of one turn of the event loop go out in one write.

Under load a system call for each request is the largest part of a log line's cost. Nothing waits: the write happens
before the loop sleeps. Without a loop, and at the end of the process, lines go at once.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
from typing import TextIO


class LineWriter:
    """A text stream in front of another one, for any thread."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lines: list[str] = []
        self._lock = threading.Lock()
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
            loop.call_soon(self._out)

    def _out(self) -> None:
        with self._lock:
            lines, self._lines = self._lines, []
            self._asked = None
            if lines:
                self._stream.write("".join(lines))
                self._stream.flush()
