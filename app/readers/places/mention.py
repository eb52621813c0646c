"""A name that stands for a shop in a text."""

from __future__ import annotations

from dataclasses import dataclass

from app.readers.places.areas import Area
from app.readers.places.chains import Name


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that stands for a shop, how sure that is, and the region word next to it."""

    name: Name
    weight: float
    area: Area | None
