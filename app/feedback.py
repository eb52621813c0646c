"""What people made of an answer: the service's own success, and the next evaluation cases.

Nothing is remembered for it while answers go out. A feedback brings the question along; the answer is looked up where it
is kept, under a key that holds the client's name: whoever did not ask it, or asked too long ago, has nothing to judge.
That works on every pod, and costs a request nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.answering import Answering
from app.clients.registry import Registered
from app.domain import Answer, Json, Proof, Source, Span, Warn
from app.errors import Complaint, InvalidInput, UnknownTask
from app.keyvalue.link import PREFIX, Away, Link
from app.samples.sampler import Offered
from app.tasks.spec import FieldSpec
from app.tasks.task import Task

Kind = Literal["accepted", "edited", "judged"]
Verdict = Literal["accepted", "changed", "cleared", "added"]
VERDICTS: tuple[Verdict, ...] = ("accepted", "changed", "cleared", "added")
SAID: Mapping[str, Verdict] = {"accepted": "accepted", "edited": "changed", "cleared": "cleared", "added": "added"}
"""What a client may say of a field, and how it counts."""
REMEMBERED_S = 86_400
REMEMBERED = 10_000
MOST_LEAVES = 2_000
NOT_KEPT = "there is no answer of yours to this question that is still kept"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One feedback as it came, checked. `form` belongs to edited, `fields` (pointer → word) to judged."""

    request_id: str
    kind: Kind
    form: dict[str, Json] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a feedback comes to: verdicts by field, of an answer of this version and provider."""

    task: str
    version: str
    provider: str
    fields: Counter[tuple[str, Verdict]]

    @property
    def untouched(self) -> bool:
        """The whole form was taken as it was filled in."""
        return all(verdict == "accepted" for _, verdict in self.fields)

    def counts(self) -> dict[str, int]:
        """Leaves by verdict."""
        return {one: sum(n for (_, verdict), n in self.fields.items() if verdict == one) for one in VERDICTS}


class Once:
    """Which feedback was counted already: in Redis for all pods, and here while it is away."""

    def __init__(self, link: Link | None) -> None:
        self._link = link
        self._seen: OrderedDict[str, None] = OrderedDict()

    async def first(self, *words: str) -> bool:
        """Whether these words come for the first time within a day."""
        name = hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:32]
        if name in self._seen:
            return False
        self._seen[name] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        if self._link is None:
            return True
        try:
            (said,) = await self._link.ask(("SET", PREFIX + b"feedback:" + name.encode(), 1, "NX", "EX", REMEMBERED_S))
        except Away:
            return True
        return said is not None


@dataclass(frozen=True)
class Feedbacks:
    """Takes feedback. `count` hears what it came to; `keep` gets corrected forms as candidates for gold."""

    answering: Answering
    once: Once
    count: Callable[[Judged], None]
    keep: Callable[[Offered], None] | None = None

    async def take(self, who: Registered, task: Task, source: Source, given: Feedback) -> tuple[Judged, bool]:
        """What it comes to, and whether it was counted now. Raises UnknownTask, InvalidInput."""
        answer = await self._answer(who, task, source)
        judged = Judged(task.name, answer.version, answer.provider, _verdicts(task, answer, given))
        if not await self.once.first(who.client.name, given.request_id, given.kind):
            return judged, False
        self.count(judged)
        if self.keep is not None and given.form is not None and not judged.untouched:
            self.keep(Offered(task, source, who.client.name, answer, corrected=_declared(task, given.form)))
        return judged, True

    async def _answer(self, who: Registered, task: Task, source: Source) -> Answer:
        kept = await self.answering.kept(who, task, source)
        if kept is None:
            raise UnknownTask(NOT_KEPT)
        body = json.loads(kept.body + b"}}")
        meta = body["meta"]
        evidence = {pointer: _proof(told) for pointer, told in body["evidence"].items()}
        warnings = tuple(Warn(one["code"], one["path"]) for one in body["warnings"])
        return Answer(body["result"], evidence, warnings, task.name, meta["version"], meta["provider"], meta["model"])


def _proof(told: Mapping[str, Any]) -> Proof:
    return Proof(Span(told["start"], told["end"]), told["quote"], told["match"], told.get("in", "text"))


# ---- comparing a form with an answer ---------------------------------------------------------------------------------
def _verdicts(task: Task, answer: Answer, given: Feedback) -> Counter[tuple[str, Verdict]]:
    said = dict(_leaves(task.spec.fields, answer.result))
    if given.kind == "accepted":
        return Counter((path, "accepted") for path, _ in said.values())
    if given.kind == "judged":
        return _as_judged(said, given.fields)
    found: Counter[tuple[str, Verdict]] = Counter()
    form = dict(_leaves(task.spec.fields, given.form or {}))
    for pointer in said.keys() | form.keys():
        before, after = said.get(pointer), form.get(pointer)
        if before is not None and after is not None:
            found[before[0], "accepted" if before[1] == after[1] else "changed"] += 1
        elif before is not None:
            found[before[0], "cleared"] += 1
        elif after is not None:
            found[after[0], "added"] += 1
    return found


def _as_judged(said: Mapping[str, tuple[str, Json]], fields: Mapping[str, str]) -> Counter[tuple[str, Verdict]]:
    """Words of the client about leaves that the answer has."""
    found: Counter[tuple[str, Verdict]] = Counter()
    known = {pointer.partition("=")[0]: path for pointer, (path, _) in said.items()}
    for pointer, word in fields.items():
        if pointer not in known:
            raise InvalidInput("a field that the answer does not have", complaints=(Complaint("/fields", "unknown"),))
        found[known[pointer], SAID[word]] += 1
    return found


def _leaves(fields: Mapping[str, FieldSpec], value: Any) -> Iterator[tuple[str, tuple[str, Json]]]:
    """Pointer → (field, value) of what a form holds of the declared fields, without personal data and what code fills.

    An element of a list of scalars goes by its value, not its position: taking one out changes none of the others.
    """
    for number, found in enumerate(_below(fields, value, "", "")):
        if number >= MOST_LEAVES:
            raise InvalidInput("the form has too many values", complaints=(Complaint("/form", "too many values"),))
        yield found


def _below(
    fields: Mapping[str, FieldSpec], value: Any, pointer: str, path: str
) -> Iterator[tuple[str, tuple[str, Json]]]:
    for name, spec in fields.items():
        below = value.get(name) if isinstance(value, dict) else None
        if below is None or below == [] or spec.role == "reasoning" or spec.by == "code" or name == "private":
            continue
        at, field_path = f"{pointer}/{name}", f"{path}/{name}".lstrip("/")
        if spec.type == "list":
            for index, one in enumerate(below if isinstance(below, list) else []):
                if spec.fields:
                    yield from _below(spec.fields, one, f"{at}/{index}", field_path)
                elif one is not None:
                    yield f"{at}={one}", (field_path, one)
        elif spec.fields:
            yield from _below(spec.fields, below, at, field_path)
        elif not isinstance(below, (dict, list)):
            yield at, (field_path, below)


def _declared(task: Task, form: Mapping[str, Json]) -> dict[str, Json]:
    """What the form says of the task's public fields: no more than an answer would have."""
    code = {name for name, spec in task.spec.fields.items() if spec.by == "code" or spec.role == "reasoning"}
    return {name: form[name] for name in task.spec.fields if name in form and name not in code and name != "private"}
