"""Where the text contradicts what the form already holds: a warning at the field, never a silent overwrite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain import Leaf, Warn, values

_AREA_TOLERANCE = 0.01


def conflicts(listing: Mapping[str, Any], known: Mapping[str, Any], path: str) -> list[Warn]:
    """One warning for each leaf of `known` that `listing` says otherwise. Fields only one side has do not conflict."""
    return [Warn("conflicts_with_known_field", pointer) for pointer in _differing(values(dict(listing)), known, path)]


def _differing(said: Any, known: Any, path: str) -> Iterator[str]:
    if said is None or known is None:
        return
    if isinstance(known, Mapping) and isinstance(said, Mapping):
        for key, below in known.items():
            yield from _differing(said.get(key), below, f"{path}/{key}")
    elif isinstance(known, list) and isinstance(said, list):
        yield from _lists(said, known, path)
    elif isinstance(said, Leaf) or not _same(said, known):
        yield path


def _lists(said: list[Any], known: list[Any], path: str) -> Iterator[str]:
    if known and isinstance(known[0], Mapping):
        for index, (a, b) in enumerate(zip(said, known, strict=False)):
            yield from _differing(a, b, f"{path}/{index}")
    elif said and known and not set(known) & set(said):
        yield path


def _same(said: Any, known: Any) -> bool:
    if isinstance(said, bool) or isinstance(known, bool):
        return said is known
    if isinstance(said, int | float) and isinstance(known, int | float):
        return abs(said - known) <= max(0.001, abs(known) * _AREA_TOLERANCE if isinstance(said, float) else 0)
    return str(said).replace(" ", "") == str(known).replace(" ", "")
