"""What a reviewer says of a sample, value by value: right, wrong, or corrected; and what it comes to.

    {"/listings/0/rooms": "right", "/listings/0/floor/number": "corrected", "": "right"}     values: {"/listings/…": 3}

The empty pointer is the question whether anything is missing. A verdict is about the form as it was seen: one that a
newer correction replaced has to be judged anew. A form is settled when every value has a verdict, none is wrong without
the right one beside it, and nothing is missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, Literal, get_args

from app.domain import Json
from app.errors import Complaint, InvalidInput
from app.samples.masking import suspicious
from app.samples.rows import MOST_ROWS, Row, empty, fits, form_of, rows_of, value_at
from app.tasks.schema import field_schema
from app.tasks.task import Task, compile_schema

Word = Literal["right", "wrong", "corrected"]
WORDS: tuple[Word, ...] = get_args(Word)
WHOLE = ""
"""The pointer of the question whether anything is missing."""
MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Verdict:
    """One reviewer's judgement. `client` is whose sample it was: it is forgotten together with that."""

    id: str
    seen: str
    task: str
    client: str
    reviewer: str
    at: float
    fields: Mapping[str, str]
    values: Mapping[str, Json] = field(default_factory=dict)

    def line(self) -> bytes:
        """One line of JSON. Raises InvalidInput when it is too long to be kept."""
        line = json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode()
        if len(line) > MOST_BYTES:
            raise InvalidInput("the corrections are too long", complaints=(Complaint("/values", "too long"),))
        return line


def verdict_of(line: Mapping[str, Any]) -> Verdict | None:
    """A verdict as it was kept; None for a line of another shape."""
    try:
        return Verdict(**line)
    except TypeError:
        return None


def proposal(sample: Mapping[str, Any]) -> dict[str, Json]:
    """The form that is judged: what a person made of the answer, or the answer."""
    return sample.get("corrected") or sample.get("result") or {}


def seen_as(sample: Mapping[str, Any]) -> str:
    """A digest of everything a verdict is about."""
    told = json.dumps([sample["text"], sample["input"], proposal(sample)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def rows_to_judge(task: Task, sample: Mapping[str, Any], *more: Json) -> list[Row]:
    """Every row of a sample's forms, of `more` as well; at most MOST_ROWS, however strange a form is."""
    return list(islice(rows_of(task.spec.fields, proposal(sample), sample.get("result"), *more), MOST_ROWS))


def filled(sample: Mapping[str, Any], pointer: str) -> bool:
    """Whether the answer or the form has a value there: such a row needs a verdict."""
    return not empty(value_at(proposal(sample), pointer)) or not empty(value_at(sample.get("result"), pointer))


def check(task: Task, sample: Mapping[str, Any], fields: Mapping[str, str], values: Mapping[str, Json]) -> None:
    """Raises InvalidInput for rows that the sample does not have, values that do not fit, and personal data."""
    built = form_of(values) if all(fits(task.spec.fields, pointer) for pointer in values) else None
    rows = {row.pointer: row for row in rows_to_judge(task, sample, built)}
    if (fields.keys() - {WHOLE} | values.keys()) - rows.keys():
        raise InvalidInput("a field that the sample does not have", complaints=(Complaint("/fields", "unknown"),))
    if {pointer for pointer, word in fields.items() if word == "corrected"} != values.keys():
        message = "every corrected field has a value, and no other"
        raise InvalidInput("values and verdicts do not match", complaints=(Complaint("/values", message),))
    for pointer, value in values.items():
        if not compile_schema(field_schema(rows[pointer].spec)).is_valid(value):
            raise InvalidInput("a value does not fit its field", complaints=(Complaint(pointer, "does not fit"),))
        if suspicious(value):
            message = "looks like personal data, which is never kept"
            raise InvalidInput("a value may hold personal data", complaints=(Complaint(pointer, message),))


def settled(task: Task, sample: Mapping[str, Any], verdict: Verdict) -> dict[str, Json] | None:
    """The form that this reviewer vouches for; None while something is open or wrong."""
    if verdict.fields.get(WHOLE) != "right" or "wrong" in verdict.fields.values():
        return None
    values: dict[str, Json] = {}
    rows = rows_to_judge(task, sample, form_of(verdict.values))
    if len(rows) == MOST_ROWS:
        return None
    for row in rows:
        if row.pointer in verdict.values:
            values[row.pointer] = verdict.values[row.pointer]
        elif not filled(sample, row.pointer):
            continue
        elif row.pointer not in verdict.fields:
            return None
        else:
            values[row.pointer] = value_at(proposal(sample), row.pointer)
    return form_of(values)
