"""Which prompt version answers a client: `stable`, or the canary for the same share of clients every time."""

from __future__ import annotations

import hashlib

from app.tasks.task import Task, Version


def version_for(task: Task, client: str) -> Version:
    """Sticky: the same client gets the same version on every pod until the pointers move."""
    canary = task.spec.versions.canary
    if canary is not None and fraction(f"canary:{task.name}:{canary.version}", client) * 100 < canary.percent:
        return task.versions[canary.version]
    return task.stable


def fraction(domain: str, key: str) -> float:
    """A number in [0, 1) that depends on nothing but its arguments: the first 64 bits of a sha256."""
    digest = hashlib.sha256(f"{domain}\x1f{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
