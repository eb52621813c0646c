"""Read the task folders again when they change: moving a pointer in task.yaml is the deploy, without a restart."""

from __future__ import annotations

import threading
from collections.abc import Callable

from watchfiles import watch

from app.tasks.catalog import Catalog
from app.tasks.load import Loaded

DEBOUNCE_MS = 300
"""An editor or a ConfigMap swap touches several files; read them once they have settled."""


class Watcher:
    """A thread that reloads `catalog` and tells `changed` what is served now."""

    def __init__(self, catalog: Catalog, changed: Callable[[Loaded], None]) -> None:
        self._catalog = catalog
        self._changed = changed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="prompts", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=2.0)

    def _run(self) -> None:
        for _ in watch(self._catalog.root, stop_event=self._stop, debounce=DEBOUNCE_MS, raise_interrupt=False):
            self._changed(self._catalog.reload())
