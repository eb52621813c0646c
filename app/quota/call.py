"""Names of calls: no two alike over all pods, and cheap. They are no secrets."""

from __future__ import annotations

import itertools
import os

CALL_LENGTH = 24
_PROCESS = os.urandom(8).hex()
_COUNT = itertools.count()
os.register_at_fork(after_in_child=lambda: globals().update(_PROCESS=os.urandom(8).hex()))


def new_call() -> str:
    """A name for one reservation, 24 characters long."""
    return f"{_PROCESS}{next(_COUNT):08x}"
