"""At most so many calls at a time on one account; the next one goes elsewhere instead of waiting."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Bulkhead:
    """A counter with a ceiling. Never a queue: a queue in front of a slow vendor is a slow service."""

    limit: int
    taken: int = 0

    def enter(self) -> bool:
        """Take a place; False if there is none."""
        if self.taken >= self.limit:
            return False
        self.taken += 1
        return True

    def leave(self) -> None:
        """Give a place back."""
        self.taken -= 1

    @property
    def fill(self) -> float:
        """How full it is, 0 to 1."""
        return self.taken / self.limit
