"""The identity of an answer: an HMAC over everything that shapes it.

    inside   envelope version · code · task · version digest (spec, prompt, examples, rules) · model · tenant ·
             reference_date · every other input · the text exactly as it was sent
    outside  who else asks, when, request ids, deadlines: they change `meta`, never the answer

The text is not normalised: evidence points into it as sent. An HMAC and not a hash, so that nobody who reads Redis can
try texts against it. Every field of what goes in is classified here; a test fails when a new one is not.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from functools import lru_cache
from pathlib import Path

from app.domain import Client, Source
from app.tasks.task import Task, Version

ENVELOPE_VERSION = 1
"""Raise it when the bytes of an answer change in a way that the code's digest does not show."""

SHAPING_CODE = ("domain.py", "korean", "linking", "output", "pipeline.py", "providers", "readers", "tasks")
"""Parts of this package whose change may change an answer: post-processing is code."""

CLASSIFIED: dict[str, dict[str, str]] = {
    "Source": {"text": "inside", "reference_date": "inside", "inputs": "inside"},
    "Client": {
        "name": "inside, unless the task shares its answers",
        "tasks": "outside: a right",
        "batch": "outside: a priority",
        "debug": "outside: what is told beside the answer",
        "reviewer": "outside: who may judge answers",
    },
    "Version": {
        "name": "inside: stands in meta",
        "prompt": "inside by digest",
        "examples": "inside by digest",
        "digest": "inside",
        "line": "outside: where the prompt begins in its file",
    },
    "Task": {
        "name": "inside",
        "folder": "outside: where it lies on the disk",
        "spec": "inside by the version's digest",
        "versions": "inside by the digest of the one that answers",
        "rules": "inside by the version's digest",
    },
}
"""Where every field of what shapes an answer went."""


def code_digest(package: Path) -> str:
    """sha256 over the sources that shape answers; pods with other code keep answers of their own."""
    summed = hashlib.sha256()
    for part in SHAPING_CODE:
        place = package / part
        files = [place] if place.is_file() else sorted(place.rglob("*.*"))
        for path in files:
            if path.suffix in (".py", ".yaml", ".json"):
                summed.update(f"{path.relative_to(package).as_posix()}\0".encode())
                summed.update(path.read_bytes() + b"\0")
    return summed.hexdigest()


class Keys:
    """Makes keys. `secret` is CACHE_SECRET, `code` the digest of the code that shapes answers."""

    def __init__(self, secret: bytes, code: str) -> None:
        self._secret = hmac.digest(secret, b"chaeum cache key", "sha256")
        self._code = code
        self._part = lru_cache(maxsize=1024)(self._fixed_part)

    def of(self, task: Task, version: Version, model: str, source: Source, client: Client) -> bytes:
        """The 32 bytes that name the answer to `source` by `model`, the `use` of an entry of `models:`.

        Read under the model that is meant to answer, written under the one that did.
        """
        tenant = "" if task.spec.cache_scope == "global" else client.name
        varying = [tenant, source.reference_date.isoformat(), dict(source.inputs), source.text]
        fixed = self._part(task.name, version.name, version.digest, model, task.spec.cache_scope)
        return hmac.digest(self._secret, fixed + canonical(varying), "sha256")

    def _fixed_part(self, *facts: str) -> bytes:
        return canonical([ENVELOPE_VERSION, self._code, *facts])


def canonical(value: object) -> bytes:
    """JSON in one spelling: keys sorted, no spaces, no escapes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
