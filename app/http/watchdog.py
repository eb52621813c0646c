"""Says where the event loop is stuck, while it is: one line with the loop's stack when its heartbeat is late.

A loop that is blocked cannot tell anybody. This thread looks at the heartbeat, and tells once per time it is late:
files, lines and functions, never a value.
"""

from __future__ import annotations

import sys
import threading
import traceback

import structlog

from app.http.health import Health

LATE_S = 1.0
"""The loop beats ten times a second."""
LOOK_EVERY_S = 0.25
FRAMES = 8


class Watchdog:
    """Watches the loop of the thread that made it."""

    def __init__(self, health: Health) -> None:
        self._health = health
        self._loop_thread = threading.get_ident()
        self._told = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=2.0)

    def look(self) -> list[str] | None:
        """Where the loop is, innermost last, if it is late and that was not told yet."""
        if not self._health.started or self._health.clock() - self._health.heartbeat < LATE_S:
            self._told = False
            return None
        if self._told:
            return None
        self._told = True
        frame = sys._current_frames().get(self._loop_thread)
        stack = traceback.extract_stack(frame)[-FRAMES:] if frame else []
        return [f"{one.filename.rpartition('/')[2]}:{one.lineno} {one.name}" for one in stack]

    def _run(self) -> None:
        while not self._stop.wait(LOOK_EVERY_S):
            where = self.look()
            if where is not None:
                structlog.get_logger("chaeum").error("event loop blocked", where=where)
