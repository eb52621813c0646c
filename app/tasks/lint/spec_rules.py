"""Rules about task.yaml: order, names, models, limits, normalisers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.tasks.dialects import gemini_schema, model_schema, openai_schema
from app.tasks.lint.fields import dotted, walk
from app.tasks.lint.rule import Found, Rule, Subject
from app.tasks.spec import FieldSpec

_VAGUE_NAMES = {"data", "info", "value", "item", "text_", "result", "etc", "misc"}
_PLURAL = re.compile(r"(?:s|ies|ing|age)$")
_COUNTED_UNITS = {"KRW", "m2"}


def _file(subject: Subject) -> str:
    return f"{subject.shown}/task.yaml"


def _reasoning_first(subject: Subject) -> Iterator[Found]:
    name, first = next(iter(subject.task.spec.fields.items()))
    if first.role != "reasoning":
        yield Found(_file(subject), subject.spec_line("fields", name), f"{name} comes before any reasoning")
    elif first.max_chars is None:
        yield Found(_file(subject), subject.spec_line("fields", name), f"{name} has no max_chars", "warning")


def _gate_second(subject: Subject) -> Iterator[Found]:
    gates = [(i, n, f) for i, (n, f) in enumerate(subject.task.spec.fields.items()) if f.role == "gate"]
    if not gates:
        yield Found(_file(subject), subject.spec_line("fields"), "no field is the gate")
        return
    index, name, gate = gates[0]
    line = subject.spec_line("fields", name)
    if index > 1:
        yield Found(_file(subject), line, f"the gate {name} comes after values")
    if not gate.opens:
        yield Found(_file(subject), line, f"the gate {name} does not say what opens it")


def _names(subject: Subject) -> Iterator[Found]:
    for path, field in walk(subject.task.spec.fields):
        name, line = path[-1], subject.spec_line("fields", *path)
        if name.endswith("_text"):
            yield Found(_file(subject), line, f"{dotted(path)}: _text is added by `clean`, not by hand")
        if name in _VAGUE_NAMES and len(path) == 1:
            yield Found(_file(subject), line, f"{dotted(path)} says nothing about what it holds")
        if field.type == "list" and not _PLURAL.search(name) and field.of != "enum":
            yield Found(_file(subject), line, f"{dotted(path)} is a list with a singular name", "warning")


def _failover(subject: Subject) -> Iterator[Found]:
    models = subject.task.spec.models
    line = subject.spec_line("models")
    vendors = {model.provider for model in models} - {"rules"}
    if len(vendors) < 2:
        yield Found(_file(subject), line, "fewer than two vendors")
    if subject.task.spec.floor != "error" and models[-1].use != "rules":
        yield Found(_file(subject), line, "the embedded rules are not the last resort")
    neutral = model_schema(subject.task.spec)
    for name, dialect in (("openai", openai_schema), ("gemini", gemini_schema)):
        try:
            dialect(neutral)
        except (ValueError, KeyError, TypeError):
            yield Found(_file(subject), line, f"the schema does not compile for {name}")


def _pinned(subject: Subject) -> Iterator[Found]:
    for index, model in enumerate(subject.task.spec.models):
        for severity, message in subject.lifecycle(model, subject.today):
            line = subject.spec_line("models", str(index), "use")
            yield Found(_file(subject), line, f"{model.use}: {message}", severity)


def _limits(subject: Subject) -> Iterator[Found]:
    spec = subject.task.spec
    given = subject.lines
    for index, model in enumerate(spec.models):
        if model.provider == "rules":
            continue
        line = subject.spec_line("models", str(index))
        for word in ("timeout_s", "max_output_tokens"):
            if ("models", str(index), word) not in given:
                yield Found(_file(subject), line, f"{model.use} has no {word}")
        if model.timeout_s >= spec.deadline_s:
            yield Found(_file(subject), line, f"one attempt of {model.use} may take the whole deadline")
    for word in ("per_client", "tokens_per_minute", "usd_per_day"):
        if ("limits", word) not in given:
            yield Found(_file(subject), subject.spec_line("limits"), f"limits.{word} is not set")


def _post_processing(subject: Subject) -> Iterator[Found]:
    for path, field in walk(subject.task.spec.fields):
        if field.by == "code" or field.clean or field.ground == "no":
            continue
        if _computed(field) and not _cleaned_above(subject, path):
            line = subject.spec_line("fields", *path)
            yield Found(_file(subject), line, f"{dotted(path)} has no `clean`: a model would do the arithmetic")


def _computed(field: FieldSpec) -> bool:
    return field.unit in _COUNTED_UNITS


def _cleaned_above(subject: Subject, path: tuple[str, ...]) -> bool:
    """Whether an object around the field is cleaned as a whole."""
    by_path = dict(walk(subject.task.spec.fields))
    return any(by_path[path[:n]].clean for n in range(1, len(path)) if path[:n] in by_path)


def _service_number(subject: Subject) -> Iterator[Found]:
    if not subject.task.spec.success:
        yield Found(_file(subject), 1, "no `success`: nobody knows whether the service got better")


RULES = (
    Rule(
        "P6",
        "reasoning first",
        "판단하는 이유를 먼저 스스로 설명하게 했을 때 성능이 나았다 · 요약 → 분류",
        "error",
        "make the first field `role: reasoning` with `max_chars`",
        _reasoning_first,
    ),
    Rule(
        "P7",
        "gate before values",
        "리뷰일 때만 가게 이름을 추출하도록 … Error rate가 줄어들었다",
        "error",
        "make the second field `role: gate` and say with `opens` when values may follow",
        _gate_second,
    ),
    Rule(
        "P9",
        "names",
        "keyword / keywords / query가 서로 다르게 응답",
        "error",
        "lists plural, scalars singular, nothing vague, no _text by hand",
        _names,
    ),
    Rule(
        "P11",
        "failover",
        "생각보다 LLM API 장애가 종종 난다",
        "error",
        "name two vendors and end `models` with rules (a task no rules can answer says `floor: error`)",
        _failover,
    ),
    Rule(
        "P12",
        "pinned and alive",
        "production에서는 반드시 모델 지정해야 한다 · 모델 수명주기가 짧다",
        "error",
        "pin a dated id; where a vendor has none, say undated_ok: true",
        _pinned,
    ),
    Rule(
        "P13",
        "limits",
        "파이프라인별로 자체 limit을 세팅해준다",
        "error",
        "set timeouts, output tokens, a quota per client, tokens per minute and a daily cost",
        _limits,
    ),
    Rule(
        "P16",
        "structured output and post-processing",
        "검증하고 후처리하는 로직을 파이프라인에 추가해야 함",
        "error",
        "give money and areas a `clean`: the model copies, the code computes",
        _post_processing,
    ),
    Rule(
        "P20",
        "the service's own number",
        "LLM이 중요한 게 아니라 서비스 성공이 중요하다",
        "error",
        "name an acceptance or edit rate as `success`",
        _service_number,
    ),
)
