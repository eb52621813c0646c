"""The clients file as it is now, and the one question a request asks of it: whose key is this?

The file is looked at again when REREAD_S have passed, so that a rotated or revoked key counts within five seconds and
without a restart. A file that has become unreadable denies everybody: better closed than open to revoked keys.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from app.clients import file as clients_file
from app.clients.file import ClientsFile, Key, Quota
from app.clients.keys import DUMMY_HASH, id_of, matches
from app.domain import ANONYMOUS, Client
from app.errors import ConfigurationError, Unauthenticated

log = structlog.get_logger("chaeum")
REREAD_S = 2.0
DENIED = "Send a valid API key in X-API-Key or as Authorization: Bearer."
"""The same sentence for a missing, an empty, a doubled, an unknown, an expired and a wrong key."""


@dataclass(frozen=True, slots=True, eq=False)
class Registered:
    """A client of the file with what it may use. Compared by identity: a new reading of the file is a new one.

    `named` is False only for everybody, where no keys are asked for: limits per client need clients.
    """

    client: Client
    quota: Quota
    named: bool = True


EVERYBODY = Registered(ANONYMOUS, Quota(), named=False)


@dataclass(frozen=True, slots=True)
class _Card:
    known: Registered
    key: Key
    usable: bool


_NOBODYS = _Card(EVERYBODY, Key(id="nobodys00", sha256=DUMMY_HASH), usable=False)


class Registry:
    """Finds clients by key. Raises ConfigurationError when the file is unusable at the start."""

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path = path
        self._clock = clock
        self._now = now
        self._cards: dict[str, _Card] | None = None
        self._digest = b""
        self._looked = clock()
        content = self._content()
        self._cards = _cards(clients_file.parse(content, path.name))
        self._digest = hashlib.sha256(content).digest()

    def identify(self, headers: Sequence[tuple[bytes, bytes]]) -> Registered:
        """The client whose key the headers carry. Raises Unauthenticated, with one sentence for every reason."""
        self._reread()
        secret = presented(headers)
        # Registered or not, the same steps: the time taken says nothing about the ids there are.
        card = (self._cards or {}).get(id_of(secret) or "", _NOBODYS)
        right = matches(secret, card.key.sha256)
        if not right or not card.usable or (card.key.expires and not card.key.valid_at(self._now())):
            raise Unauthenticated(DENIED)
        return card.known

    @property
    def readable(self) -> bool:
        """False while the file cannot be used and everybody is denied."""
        return self._cards is not None

    def known(self) -> list[Registered]:
        """Every client of the file, for warnings at the start."""
        return list({id(card.known): card.known for card in (self._cards or {}).values()}.values())

    def _reread(self) -> None:
        now = self._clock()
        if now - self._looked < REREAD_S:
            return
        self._looked = now
        try:
            content = self._content()
            digest = hashlib.sha256(content).digest()
            if digest == self._digest:
                return
            self._cards = _cards(clients_file.parse(content, self._path.name))
            self._digest = digest
            log.info("the clients file was read again")
        except (OSError, ConfigurationError):
            if self._cards is not None:
                log.error("the clients file cannot be used: everybody is denied until it can")
            self._cards, self._digest = None, b""

    def _content(self) -> bytes:
        try:
            return self._path.read_bytes()
        except OSError as error:
            raise clients_file.unreadable(self._path, error) from None


def presented(headers: Sequence[tuple[bytes, bytes]]) -> str:
    """The one key in these ASGI headers. Raises Unauthenticated where there is none, or more than one."""
    given = []
    for name, value in headers:
        if name == b"x-api-key":
            given.append(value)
        elif name == b"authorization":
            scheme, _, token = value.partition(b" ")
            given.append(token.strip() if scheme.lower() == b"bearer" else b"")
    if len(given) != 1:
        # Also nothing at all: the comparison is made all the same, as it is for a wrong key.
        matches("", DUMMY_HASH)
        raise Unauthenticated(DENIED)
    return given[0].decode("latin-1")


def _cards(file: ClientsFile) -> dict[str, _Card]:
    cards = {}
    for name, entry in file.clients.items():
        tasks = frozenset(entry.tasks) if entry.tasks is not None else None
        known = Registered(Client(name, tasks, entry.priority == "batch", entry.debug, entry.reviewer), entry.quota)
        for key in entry.keys[-clients_file.ACTIVE_KEYS :]:
            cards[key.id] = _Card(known, key, not entry.disabled)
    return cards
