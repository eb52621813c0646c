"""Compare an answer with what the form already holds: a contradiction is a warning, never a silent overwrite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.domain import Json, Source, Warn
from app.tasks.spec import TaskSpec

_CODE = "conflicts_with_known_field"


def conflicts(spec: TaskSpec, source: Source, result: Mapping[str, Json]) -> Iterator[Warn]:
    """A warning at every leaf that an input shaped `like` a part of the answer knows differently.

    A list is compared by its first element: a form holds one listing.
    """
    for name, given in spec.input.items():
        known = source.inputs.get(name)
        if given.like is None or not isinstance(known, dict):
            continue
        value: Json = result
        for key in given.like.strip("/").split("/"):
            value = value.get(key) if isinstance(value, dict) else None
        pointer = given.like
        if isinstance(value, list):
            value, pointer = (value[0] if value else None), f"{pointer}/0"
        yield from _differences(known, value, pointer)


def _differences(known: Json, said: Json, pointer: str) -> Iterator[Warn]:
    if isinstance(known, dict) and isinstance(said, dict):
        for name, value in known.items():
            yield from _differences(value, said.get(name), f"{pointer}/{name}")
    elif isinstance(known, list) and isinstance(said, list):
        if any(isinstance(one, dict) for one in known):
            for index, (before, now) in enumerate(zip(known, said, strict=False)):
                yield from _differences(before, now, f"{pointer}/{index}")
        elif known and said and not set(map(str, known)) & set(map(str, said)):
            yield Warn(_CODE, pointer)
    elif known is not None and said is not None and known != said and not isinstance(said, (dict, list)):
        yield Warn(_CODE, pointer)
