"""Rules about the worked examples: how many, valid, grounded, and not the test."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from app.errors import ConfigurationError
from app.tasks import examples
from app.tasks.dialects import model_name
from app.tasks.lint.rule import Found, Rule, Subject
from app.tasks.spec import Example, FieldSpec

SHINGLE = 8
TOO_ALIKE = 0.5


def _file(subject: Subject) -> str:
    return f"{subject.shown}/examples.yaml"


def _few(subject: Subject) -> Iterator[Found]:
    count = len(subject.version.examples)
    if not 1 <= count <= 2:
        yield Found(_file(subject), None, f"{count} examples")


def _empty_one(subject: Subject) -> Iterator[Found]:
    gate = subject.task.spec.gate
    if gate is None or not subject.version.examples:
        return
    name, field = gate
    if all(field.opened_by(example.output.get(name)) for example in subject.version.examples):
        yield Found(_file(subject), None, "no example shows a closed gate and an empty answer", "warning")


def _valid(subject: Subject) -> Iterator[Found]:
    try:
        examples.shown(subject.version.examples, subject.task.spec, _file(subject))
    except ConfigurationError as error:
        for flaw in error.flaws:
            yield Found(flaw.file, flaw.line, f"{flaw.field}: {flaw.message}")


def _grounded(subject: Subject) -> Iterator[Found]:
    for example in subject.version.examples:
        for name, words in _copied(example.output, subject.task.spec.fields):
            if words not in example.text:
                yield Found(_file(subject), None, f"{example.id}: {name} is not copied from the text")


def _copied(output: Mapping[str, Any], fields: Mapping[str, FieldSpec], path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of an example that has to stand in its text, with its name."""
    for name, field in fields.items():
        asked = model_name(name, field)
        value = output.get(asked)
        verbatim = field.clean is not None or (field.type == "string" and field.ground in (None, "verbatim"))
        if value is None or field.role == "reasoning":
            continue
        if verbatim or (field.type == "list" and field.of == "string" and field.ground is None):
            for words in value if isinstance(value, list) else [value]:
                yield f"{path}{asked}", str(words)
        elif field.fields:
            for one in value if isinstance(value, list) else [value]:
                yield from _copied(one, field.fields, f"{path}{asked}.")


def _not_the_test(subject: Subject) -> Iterator[Found]:
    shown = [(example, _shingles(example.text)) for example in subject.version.examples]
    for line in subject.cases:
        case = json.loads(line)
        seen = _shingles(case["text"])
        for example, shingles in shown:
            if shingles and len(shingles & seen) / len(shingles) > TOO_ALIKE:
                yield Found(_file(subject), None, f"{example.id} is the evaluation case {case['id']}")


def _shingles(text: str) -> set[str]:
    plain = "".join(text.split())
    return {plain[at : at + SHINGLE] for at in range(max(1, len(plain) - SHINGLE + 1))}


def _valid_and_telling(subject: Subject) -> Iterator[Found]:
    yield from _valid(subject)
    yield from _empty_one(subject)


def _grounded_and_unseen(subject: Subject) -> Iterator[Found]:
    yield from _grounded(subject)
    yield from _not_the_test(subject)


def echoes(example: Example, spec_fields: Mapping[str, FieldSpec]) -> set[str]:
    """The copied values of an example: found in an answer but not in its text, the model echoed the prompt."""
    return {words for _, words in _copied(example.output, spec_fields) if len(words) > 1}


RULES = (
    Rule(
        "P5",
        "one or two examples",
        "예시를 너무 많이 주면 성능이 떨어지는 경향 … 1~2개의 예시만 사용",
        "error",
        "keep the one that shows the format and the one that comes back empty",
        _few,
    ),
    Rule(
        "P14",
        "examples valid",
        "필드값 형식이 원하는 형태에서 벗어나는 경우도 있다",
        "error",
        "write examples as the model's schema wants them (`render` shows it)",
        _valid_and_telling,
    ),
    Rule(
        "P15",
        "examples grounded, not echoed",
        "예시로 입력한 값 그대로 리턴한다던지",
        "error",
        "copy every value from the example's own text, and keep examples out of the evaluation set",
        _grounded_and_unseen,
    ),
)
