"""A request body against the task's declared inputs: a Source, or every complaint at once.

The messages are ours: a validator's own would echo the caller's text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import jsonschema_rs

from app.domain import Source
from app.errors import Complaint, InputTooLong, InvalidInput
from app.korean.fold import fold
from app.tasks.task import Task

MAX_POINTER = 120
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}|[0-9]{1,4}")


def source_of(task: Task, body: Mapping[str, Any], today: date) -> Source:
    """The checked source; `today` anchors relative dates when the body names no day.

    Raises InvalidInput, InputTooLong.
    """
    text = body.get("text")
    limit = task.spec.input["text"].max_chars or 0
    if isinstance(text, str) and len(text) > limit:
        raise InputTooLong(
            f"the text has {len(text):,} characters; {task.name} takes {limit:,}",
            complaints=(Complaint("/text", f"at most {limit:,} characters"),),
        )
    complaints = tuple(_complaint(error) for error in task.request_validator.iter_errors(body))
    if complaints:
        raise InvalidInput("the body does not fit the task", complaints=complaints[:20])
    inputs = {name: given.default for name, given in task.spec.input.items() if given.default is not None}
    inputs |= {name: value for name, value in body.items() if name not in ("text", "reference_date")}
    _check_text(str(text))
    return Source(str(text), _day(body.get("reference_date"), today), inputs)


def _check_text(text: str) -> None:
    # Folding costs time; a text with a letter or a digit in it is not empty however it folds.
    if not any(map(str.isalnum, text)) and not fold(text).text.strip():
        message = "holds nothing but spaces or invisible characters"
        raise InvalidInput("the text is empty", complaints=(Complaint("/text", message),))


def _day(given: Any, today: date) -> date:
    if given is None:
        return today
    day = date.fromisoformat(given)
    if not 2000 <= day.year <= 2100:
        message = "a day between 2000-01-01 and 2100-12-31"
        raise InvalidInput("the reference date is out of range", complaints=(Complaint("/reference_date", message),))
    return day


def _complaint(error: jsonschema_rs.ValidationError) -> Complaint:
    keys = [str(part) for part in error.instance_path]
    # A key that a caller made up is their text too: it is named only where it looks like a field of a schema.
    safe = [key if _PLAIN_KEY.fullmatch(key) else "?" for key in keys]
    pointer = "".join(f"/{key}" for key in safe)[:MAX_POINTER]
    return Complaint(pointer, _sentence(error))


def _sentence(error: jsonschema_rs.ValidationError) -> str:
    kind = error.kind.name if hasattr(error.kind, "name") else ""
    told = error.kind.as_dict() if hasattr(error.kind, "as_dict") else {}
    if kind == "required":
        return f"{told.get('property', 'a field')} is missing"
    if kind == "additionalProperties":
        return "a field that this task does not know"
    sentences = {
        "type": "has the wrong type",
        "enum": "is none of the allowed values",
        "format": "is not a valid date (YYYY-MM-DD)",
        "maxLength": f"is longer than {told.get('limit', 'allowed')} characters",
        "minLength": "is empty",
        "maxItems": f"has more than {told.get('limit', 'the allowed number of')} elements",
        "minimum": f"is smaller than {told.get('limit', 'allowed')}",
        "maximum": f"is larger than {told.get('limit', 'allowed')}",
        "uniqueItems": "holds an element twice",
    }
    return sentences.get(kind, "does not fit the schema")
