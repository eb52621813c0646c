"""A key that may be changed while we run: given once, or the content of a file, as Kubernetes mounts it.

The file is looked at again at most once a second, and read only when it changed, so a rotated key works at once and
nobody has to restart anything (FAULTS.md F3).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

LOOK_AGAIN_S = 1.0
MAX_KEY_CHARS = 4096


class Secret:
    """Never shows itself: `repr` and `str` say nothing, and comparing is by identity."""

    def __init__(
        self, value: str | None = None, *, path: Path | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._value = value.strip() if value else None
        self._path = path
        self._clock = clock
        self._looked = -LOOK_AGAIN_S
        self._seen: tuple[int, int, int] | None = None

    def __repr__(self) -> str:
        return "Secret(from a file)" if self._path else "Secret(given)"

    @property
    def rotates(self) -> bool:
        """Whether it comes from a file and may change."""
        return self._path is not None

    def read(self) -> str | None:
        """The key as it is now; None when the file is away or empty."""
        if self._path is not None and self._clock() - self._looked >= LOOK_AGAIN_S:
            self._looked = self._clock()
            self._look(self._path)
        return self._value

    def _look(self, path: Path) -> None:
        try:
            stat = path.stat()
            seen = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
            if seen != self._seen:
                self._value = path.read_text("utf-8")[:MAX_KEY_CHARS].strip() or None
                self._seen = seen
        except (OSError, UnicodeDecodeError):
            self._value, self._seen = None, None
