"""The way of every question: before the framework, and without it where an answer is kept.

    key (401) ─ right (403) ─ gate (503) ─ body (422, counted) ─ quota (429) and cache in one round trip ─▶ kept: sent
                                                                                       └ not kept ─▶ the framework

Cheap refusals come first. A kept answer goes out as the bytes it was written in, with a `meta` of its own; a body that
was checked a moment ago is not parsed again.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from app.answering import Answering, Exhausted, Looked
from app.cache.directives import USUAL, Directives, parse
from app.clients.registry import Registered
from app.domain import Source
from app.errors import InvalidInput, NotAllowed, Problem, UnsupportedMedia
from app.http import strict_json, validation
from app.http.admission import Gate
from app.http.edge import Scope, Whole
from app.http.envelope import finish
from app.pipeline import Request
from app.tasks.catalog import Catalog
from app.tasks.rollout import version_for
from app.tasks.task import Task
from app.telemetry import names
from app.telemetry.recent import way
from app.telemetry.trace import current_span, fact, record

SEEN_MOST = 4096
_JSON = (b"content-type", b"application/json")
Identify = Callable[[Sequence[tuple[bytes, bytes]]], Registered]
Seen = tuple[bytes, str, str, str, str, date]


@dataclass(frozen=True, slots=True)
class Received:
    """A question that was let in and whose answer has to be made."""

    asked: Request
    who: Registered
    looked: Looked
    key: bytes
    wanted: Directives


@dataclass(frozen=True, slots=True)
class Lane:
    """`identify` finds the client of a request; `today` anchors relative dates."""

    catalog: Catalog
    answering: Answering
    gate: Gate
    identify: Identify
    today: Callable[[], date]
    _seen: OrderedDict[Seen, bytes] = field(default_factory=OrderedDict)
    """Bodies that passed every check lately → the key of their answer."""
    _meant: dict[tuple[Task, str], tuple[str, str]] = field(default_factory=dict)
    """Task and client → the version and the model that are meant to answer."""

    def enter(self, scope: Scope) -> bool:
        """Let a question in until `leave`. Raises Unauthenticated, NotAllowed, Overloaded.

        False for addresses that are no task's: they are nobody's business here.
        """
        task = self.catalog.every.get(scope["path"][1:])
        if task is None or not task.spec.publish or scope["method"] != "POST":
            return False
        state = scope["state"]
        state["task"] = task.name
        who = self.identify(scope["headers"])
        if not who.client.may_use(task.name):
            raise NotAllowed(f"This key is not meant for {task.name}.")
        self.gate.enter(batch=who.client.batch)
        state["question"] = (task, who)
        if who.client.debug and b"debug=1" in scope["query_string"].split(b"&"):
            record()
            state["way"] = partial(way, state["trace"])
        return True

    def leave(self) -> None:
        """The question is answered."""
        self.gate.leave()

    async def answered(self, scope: Scope, body: bytes, reply: Whole) -> bool:
        """Send the answer to what was let in if it is kept; else leave in the scope what is needed to make it.

        Raises a Problem.
        """
        state = scope["state"]
        task, who = state["question"]
        headers: dict[bytes, bytes] = state["fields"]
        patience_s = _patience_s(headers)
        directives = headers.get(b"cache-control")
        wanted = parse(directives.decode("latin-1")) if directives else USUAL
        source = None
        seen = self._as_seen(body, task, who)
        key = self._seen.get(seen) if is_json(headers) else None
        try:
            if key is None:
                source = await self._checked(task, who, body, headers)
                key = self._remember(seen, self.answering.key_of(task, source, who))
            looked = await self.answering.look(who, task, key, len(body), wanted)
        except Exhausted as exhausted:
            state["headers"] = exhausted.headers
            raise
        state["headers"] = looked.headers
        if looked.fresh and looked.kept is not None:
            state["cache"] = "hit"
            ended = finish(looked.kept.body, state, "hit")
            await reply(200, [_JSON, (b"content-length", str(len(ended)).encode())], ended)
            await self.answering.hit(looked)
            return True
        _introduce(task, who, key)
        source = source or self._source(task, body)
        asked = Request(task, source, who.client, state["began"], patience_s)
        state["received"] = Received(asked, who, looked, key, wanted)
        return False

    async def _checked(self, task: Task, who: Registered, body: bytes, headers: dict[bytes, bytes]) -> Source:
        """The source in a body. An unusable one costs a request of the client's quota all the same."""
        try:
            if not is_json(headers):
                raise UnsupportedMedia("send Content-Type: application/json, in UTF-8")
            return self._source(task, body)
        except Problem:
            await self.answering.charge(who, task)
            raise

    def _source(self, task: Task, body: bytes) -> Source:
        return validation.source_of(task, strict_json.loads(body), self.today())

    def _as_seen(self, body: bytes, task: Task, who: Registered) -> Seen:
        name = who.client.name
        meant = self._meant.get((task, name))
        if meant is None:
            if len(self._meant) >= SEEN_MOST:
                self._meant.clear()
            meant = version_for(task, name).digest, self.answering.pipeline.plan(task)[0].use
            self._meant[task, name] = meant
        return hashlib.sha256(body).digest(), task.name, *meant, name, self.today()

    def _remember(self, seen: Seen, key: bytes) -> bytes:
        self._seen[seen] = key
        if len(self._seen) > SEEN_MOST:
            self._seen.popitem(last=False)
        return key


def _introduce(task: Task, who: Registered, key: bytes) -> None:
    """State whose question this is; done for those that a new answer is made for."""
    version = version_for(task, who.client.name)
    fact(client=who.client.name, version=version.name, digest=version.digest[:16], key=key.hex()[:16])
    seen = current_span()
    seen.set(names.CLIENT, who.client.name)
    seen.set(names.VERSION, version.name)
    seen.set(names.VERSION_DIGEST, version.digest[:16])


def is_json(headers: dict[bytes, bytes]) -> bool:
    """Whether a body says that it is JSON in UTF-8."""
    said = headers.get(b"content-type", b"")
    if said == b"application/json":
        return True
    media, _, parameters = said.partition(b";")
    charset = parameters.strip().lower().removeprefix(b"charset=").strip(b'"')
    return media.strip().lower() == b"application/json" and charset in (b"", b"utf-8", b"utf8")


def _patience_s(headers: dict[bytes, bytes]) -> float | None:
    """Seconds the client is willing to wait (`X-Request-Timeout-Ms`); it can only lower the task's deadline."""
    given = headers.get(b"x-request-timeout-ms")
    if given is None:
        return None
    if not given.isdigit() or len(given) > 6 or int(given) == 0:
        raise InvalidInput("X-Request-Timeout-Ms is a number of milliseconds, 1 to 999999")
    return int(given) / 1000
