"""A request body that is built once and only filled in per request: bytes around slots.

`json.dumps` of a whole body costs more than the rest of a call's own work, and a vendor's prompt cache wants the same
bytes every time. So the body is serialised with marks where the post goes, cut at the marks, and joined per request.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")
RESERVED = re.compile(f"[{_OPEN}{_CLOSE}]")
"""Private-use characters that a prompt file must not hold."""


def mark(slot: str) -> str:
    """What stands for `slot` in a text until the slots are filled."""
    return f"{_OPEN}{slot}{_CLOSE}"


def slots_of(text: str) -> list[str]:
    """The slots marked in `text`, in their order, as often as they stand."""
    return _MARK.findall(text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with every mark replaced; marks inside the values stay what they are."""
    return _MARK.sub(lambda match: values[match[1]], text)


@dataclass(frozen=True, slots=True)
class Splice:
    """A JSON document with slots inside its strings: `pieces` are literal bytes and slot names by turns."""

    pieces: tuple[bytes, ...]
    slots: tuple[str, ...]

    @classmethod
    def of(cls, document: Any) -> Splice:
        """Serialise `document`, whose strings hold marks."""
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        cut = _MARK.split(text)
        return cls(tuple(piece.encode() for piece in cut[::2]), tuple(cut[1::2]))

    def filled(self, values: Mapping[str, str]) -> bytes:
        """The document's bytes; every value is escaped as JSON wants it, lone surrogates become `?`."""
        escaped = {slot: _escaped(values[slot]) for slot in set(self.slots)}
        parts = [self.pieces[0]]
        for slot, piece in zip(self.slots, self.pieces[1:], strict=True):
            parts += (escaped[slot], piece)
        return b"".join(parts)


def _escaped(value: str) -> bytes:
    return json.dumps(value, ensure_ascii=False)[1:-1].encode("utf-8", "replace")
