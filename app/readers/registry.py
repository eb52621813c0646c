"""Readers by the name a task folder's rules.yaml calls them; imported when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from app.domain import Reading, Source

Reader = Callable[[Source, Mapping[str, Any]], Reading]
READERS: Mapping[str, str] = {
    "real_estate": "app.readers.real_estate",
    "listing": "app.readers.listing",
    "places": "app.readers.places",
    "hashtags": "app.readers.hashtags",
    "meetup": "app.readers.meetup",
}
COMPUTED: Mapping[str, str] = {"required_by_law": "app.readers.real_estate.law:required_by_law"}
"""`from:` names of fields that follow from the rest of a result."""


@cache
def reader(name: str) -> Reader:
    """The `read` function of the named reader; raises KeyError for a name that is not registered."""
    read: Reader = import_module(READERS[name]).read
    return read


def computed(name: str) -> Callable[[Mapping[str, Any]], Any]:
    """The function that computes a `by: code` field from a finished result; raises KeyError."""
    module, _, function = COMPUTED[name].partition(":")
    compute: Callable[[Mapping[str, Any]], Any] = getattr(import_module(module), function)
    return compute
