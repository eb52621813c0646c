"""Which values a judge is asked about, and what it is shown: the text, the meaning of the field, and the value.

Nothing else leaves: no model, no version, no id of a case, and no side. The id of a question is a hash of what it
asks, so the same question is asked once, however many documents and runs it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain import Json
from app.errors import ConfigurationError, Flaw
from app.evals.cases import Case
from app.evals.comparators import field_of, squash, walk
from app.evals.measures import FILE, Judging
from app.evals.scored import Scored, Scorer
from app.output.secrecy import PRIVATE
from app.tasks.spec import FieldSpec, InputSpec, TaskSpec
from app.tasks.task import digest_of

LONGEST_VALUE, LONGEST_FIELD = 1000, 400
"""What the judge tasks take; a longer value is judged by its beginning."""


@dataclass(frozen=True, slots=True)
class Question:
    """One value of one answer. `asked` is the case of the judge task."""

    document: str
    path: str
    pointer: str
    value: str
    asked: Case


@dataclass(frozen=True, slots=True)
class Duel:
    """Two versions' values at one place; None where a version left it empty. Asked with either one first."""

    document: str
    path: str
    pointer: str
    old: str | None
    new: str | None
    old_first: Case
    new_first: Case


def check(scorer: Scorer) -> Judging:
    """What metrics.yaml says about the judge of this task. Raises ConfigurationError naming file and field."""
    judging = scorer.measures.judge
    shown = f"prompts/{scorer.task.name}/eval/{FILE}"
    if judging is None:
        hint = "judge: {fields: [<free text>]}"
        raise ConfigurationError([Flaw(shown, None, "judge", "is not there: no field of this task is judged", hint)])
    named = [(word, path) for word in ("fields", "unequal") for path in getattr(judging, word)]
    unfit = [(word, path, _unfit(scorer.task.spec, path)) for word, path in named]
    flaws = [Flaw(shown, None, f"judge.{word}", f"{path} {wrong}") for word, path, wrong in unfit if wrong]
    twice = set(judging.fields) & set(judging.unequal)
    flaws += [Flaw(shown, None, "judge", f"{path} stands in `fields` and in `unequal`") for path in sorted(twice)]
    if flaws:
        raise ConfigurationError(flaws)
    return judging


def questions(scorer: Scorer, judging: Judging, scored: Sequence[Scored]) -> list[Question]:
    """Every value to be judged: all values of `fields`, and of `unequal` those the comparator does not find right."""
    return [question for one in scored for question in _of(scorer, judging, one)]


def duels(scorer: Scorer, judging: Judging, pairs: Sequence[tuple[Scored, Scored]]) -> list[Duel]:
    """Every judged place at which two versions differ; a list counts as one place, and its order as nothing."""
    return [duel for old, new in pairs for duel in _between(scorer, judging, old, new)]


# ---- one value -------------------------------------------------------------------------------------------------------
def _of(scorer: Scorer, judging: Judging, one: Scored) -> Iterator[Question]:
    for pointer, value in walk(one.outcome.result or {}):
        path = field_of(pointer)
        wanted = path in judging.fields or (path in judging.unequal and right(scorer, one, pointer, value) is False)
        if wanted and isinstance(value, str):
            said = value[:LONGEST_VALUE]
            body = {**_shown(scorer, one.case, pointer), "value": said}
            yield Question(one.case.id, path, pointer, said, _case(judging.task, body))


def right(scorer: Scorer, one: Scored, pointer: str, value: Json) -> bool | None:
    """Whether the gold has this value where it stands; elements of a list of scalars are right anywhere in it.

    None where the gold does not say.
    """
    node = scorer.nodes.get(field_of(pointer))
    if node is None or one.case.skipped(pointer) or field_of(pointer) in scorer.derived:
        return None
    gold = dict(walk(one.case.expected))
    if node.kind == "scalars":
        above = pointer.rpartition("/")[0]
        wanted = [other for at, other in gold.items() if at.rpartition("/")[0] == above]
        fine = one.case.acceptable if node.acceptable else ()
        return None if value is None else any(node.comparator.equal(other, value) for other in (*wanted, *fine))
    wanted_value = gold.get(pointer)
    silent = value is None or value == node.silent
    if wanted_value is None or wanted_value == node.silent:
        return None if node.if_given else silent
    return not silent and node.comparator.equal(wanted_value, value)


# ---- two values ------------------------------------------------------------------------------------------------------
def _between(scorer: Scorer, judging: Judging, old: Scored, new: Scored) -> Iterator[Duel]:
    before, after = (_places(scorer, judging, one) for one in (old, new))
    for pointer, path in sorted({**before, **after}):
        sides = [side.get((pointer, path), []) for side in (before, after)]
        if len({tuple(sorted(map(squash, side))) for side in sides}) == 1:
            continue
        a, b = (", ".join(side)[:LONGEST_VALUE] or None for side in sides)
        shown = _shown(scorer, old.case, pointer, path)
        cases = [_case(judging.pair, _without_none({**shown, "first": x, "second": y})) for x, y in ((a, b), (b, a))]
        yield Duel(old.case.id, path, pointer, a, b, cases[0], cases[1])


def _places(scorer: Scorer, judging: Judging, one: Scored) -> dict[tuple[str, str], list[str]]:
    """Judged values by place and field: lists of words together, and the keys of a keyed list too."""
    found: dict[tuple[str, str], list[str]] = {}
    for pointer, value in walk(one.outcome.result or {}):
        path = field_of(pointer)
        if path in (*judging.fields, *judging.unequal) and isinstance(value, str):
            place = pointer.rpartition("/")[0] if pointer.rpartition("/")[2].isdigit() else pointer
            keyed = _keyed(scorer, path)
            found.setdefault((f"/{keyed}" if keyed else place, path), []).append(value)
    return found


def _keyed(scorer: Scorer, path: str) -> str | None:
    """The list of which this field is the key: its elements are a set of words."""
    above, _, last = path.rpartition("/")
    pairing = scorer.measures.lists.get(above)
    return above if pairing is not None and pairing.pair == "key" and last in pairing.keys else None


def _without_none(body: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in body.items() if value is not None}


# ---- what is shown ---------------------------------------------------------------------------------------------------
def _case(task: str, body: Mapping[str, Json]) -> Case:
    given = {key: value for key, value in body.items() if key != "text"}
    return Case(digest_of(task, body)[:20], task, str(body["text"]), {}, given)


def _shown(scorer: Scorer, case: Case, pointer: str, path: str | None = None) -> dict[str, Json]:
    spec = scorer.task.spec
    return {"text": _text(case, spec.input), "field": meaning(scorer, path or field_of(pointer), pointer)}


def _text(case: Case, inputs: Mapping[str, InputSpec]) -> str:
    """The post, with what else was said about it in front: a title, a neighbourhood."""
    beside = [
        f"[{inputs[name].about or name}] {value}\n"
        for name, value in case.input.items()
        if name in inputs and inputs[name].type == "string" and name != "reference_date" and isinstance(value, str)
    ]
    return "".join(beside) + case.text


def meaning(scorer: Scorer, path: str, pointer: str) -> str:
    """A field's name and what task.yaml says belongs there; of which element of a list, where their order is that of
    the text."""
    numbers = iter(int(part) + 1 for part in pointer.split("/") if part.isdigit())
    fields, told, at = scorer.task.spec.fields, [], ""
    for part in path.split("/"):
        spec, at = fields[part], f"{at}/{part}".lstrip("/")
        number = next(numbers, None) if spec.type == "list" else None
        counts = number is not None and spec.fields is not None and not _is_set(scorer, at)
        told.append(spec.about + (f" ({number}번째)" if counts else ""))
        fields = spec.fields or {}
    return f"{path}: {' › '.join(filter(None, told))}"[:LONGEST_FIELD]


def _is_set(scorer: Scorer, path: str) -> bool:
    pairing = scorer.measures.lists.get(path)
    return pairing is not None and pairing.pair == "key"


# ---- what may be judged ----------------------------------------------------------------------------------------------
def _unfit(spec: TaskSpec, path: str) -> str | None:
    """Why a field is not one for a judge, or None."""
    fields: Mapping[str, FieldSpec] = spec.fields
    parts, found = path.split("/"), None
    for part in parts:
        found = fields.get(part)
        if found is None:
            return "is no field of this task"
        fields = found.fields or {}
    assert found is not None
    if parts[0] == PRIVATE:
        return "is personal data and goes to no judge"
    if found.role != "value" or found.by == "code" or "string" not in (found.type, found.of):
        return "has an exact comparator; only free text is judged"
    return None
