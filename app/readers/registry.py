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


@cache
def reader(name: str) -> Reader:
    """The `read` function of the named reader; raises KeyError for a name that is not registered."""
    read: Reader = import_module(READERS[name]).read
    return read
