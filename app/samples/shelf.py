"""What is kept for people to look at: samples, and what reviewers said of them. Forgetting a client forgets both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.keyvalue.link import Link
from app.samples.store import KEY, VERDICTS, Files, Store, Stream


@dataclass(frozen=True, slots=True)
class Shelf:
    """Two stores of one kind in one place."""

    samples: Store
    verdicts: Store

    async def forget(self, client: str) -> int:
        """Delete a client's samples and every verdict on them; how many samples there were."""
        await self.verdicts.forget(client)
        return await self.samples.forget(client)


def in_folder(folder: Path) -> Shelf:
    """Raises OSError where it cannot be written."""
    return Shelf(Files(folder), Files(folder / VERDICTS))


def in_redis(link: Link) -> Shelf:
    """Shared by all pods."""
    return Shelf(Stream(link), Stream(link, key=KEY + b":" + VERDICTS.encode()))
