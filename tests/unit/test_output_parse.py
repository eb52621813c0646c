"""From what a model wrote to an object in the declared shape: nothing is guessed, and nothing forged."""

from __future__ import annotations

import contextlib
import json
import time
from typing import Any

import pytest
from app.errors import Garbled
from app.output.coerce import coerce, is_known
from app.output.parse import parse
from app.tasks.spec import FieldSpec

WHOLE = '{"a": 1, "b": {"c": [1, 2]}, "d": "글"}'


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"```json\n{WHOLE}\n```",
        f"네, 결과입니다:\n{WHOLE}\n도움이 되었기를 바랍니다.",
        f'<think>{{생각}} {{"a": 5}}</think>{WHOLE}',
        "{'a': 1, 'b': {'c': [1, 2,],}, 'd': '글',}",
        '{a: 1, b: {c: [1 2]} "d": "글"}',
        f"[{WHOLE}]",
        WHOLE + "}}",
    ],
)
def test_dirty_answers_hold_the_same_object(text: str) -> None:
    """Fences, preambles, thinking, single quotes, bare keys, trailing and missing commas."""
    assert parse(text).value == {"a": 1, "b": {"c": [1, 2]}, "d": "글"}
    assert not parse(text).cut


def test_python_literals_are_taken() -> None:
    """None, True and False mean null, true and false."""
    assert parse("{'a': None, 'b': True, 'c': False,}").value == {"a": None, "b": True, "c": False}


@pytest.mark.parametrize("length", range(1, len('{"deposit": 10000000, "rent": 450000}')))
def test_a_cut_answer_never_forges_a_number(length: int) -> None:
    """Cut anywhere, an answer holds whole values or none."""
    text = '{"deposit": 10000000, "rent": 450000}'[:length]
    parsed = parse(text)
    assert parsed.cut
    assert parsed.value in ({}, {"deposit": 10000000})


def test_a_number_at_the_end_is_unfinished() -> None:
    """`10` may have been going to be 10000000."""
    assert parse('{"a": 1, "price": 10').value == {"a": 1}
    assert parse('{"a": [1, 2, 3').value == {"a": [1, 2]}
    assert parse('{"a": {"b": "월세 5').value == {"a": {}}


@pytest.mark.parametrize("length", range(1, 60))
def test_every_prefix_of_an_answer_is_part_of_it(length: int) -> None:
    """What a cut answer says, the whole answer says too."""
    whole = {"intent": "offer", "l": [{"deposit_text": "1억 5천", "n": 12.5, "ok": True}, {"z": -3}]}
    text = json.dumps(whole, ensure_ascii=False)
    assert is_part(parse(text[:length]).value, whole)


def is_part(part: Any, whole: Any) -> bool:
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            key in whole and is_part(value, whole[key]) for key, value in part.items()
        )
    if isinstance(part, list):
        return len(part) <= len(whole) and all(map(is_part, part, whole))
    return bool(part == whole)


@pytest.mark.parametrize(
    "text",
    ["", "  \n", None, "<html><body>502</body></html>", "죄송하지만", "[]", "3", '"x"', "null", '{"a" 1}', "{]"],
)
def test_what_is_no_object_is_garbled(text: str | None) -> None:
    """Empty, HTML, prose, other JSON."""
    with pytest.raises(Garbled):
        parse(text)


@pytest.mark.parametrize("text", ['{"a":' * 100_000, "[" * 200_000, '{"a":' + "[" * 50_000 + "]" * 50_000 + "}"])
def test_depth_bombs_are_garbled(text: str) -> None:
    """No RecursionError escapes, and it is over quickly."""
    began = time.perf_counter()
    with pytest.raises(Garbled):
        parse(text[:190_000])
    assert time.perf_counter() - began < 1


def test_what_utf8_and_json_cannot_carry_is_taken_out() -> None:
    """Lone surrogates, NaN and infinity do not get through."""
    parsed = parse('{"a": "x\\ud800y", "b": NaN, "c": Infinity, "d": 1e999, "\\udfff": 1}').value
    assert parsed == {"a": "x\ufffdy", "b": None, "c": None, "d": None, "\ufffd": 1}
    json.dumps(parsed, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "text", ["{" + "'a'" * 30_000, "{" + ", " * 90_000, '{"a": ' + "1" * 150_000, "{a:'" + "\\" * 99_999]
)
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    """No pattern of the lenient reader explodes."""
    began = time.perf_counter()
    with contextlib.suppress(Garbled):
        parse(text)
    assert time.perf_counter() - began < 1


FIELDS = {
    "analysis": FieldSpec(type="string", role="reasoning"),
    "intent": FieldSpec(type="enum", words={"offer": ["내놓음"], "other": []}, role="gate", critical=True),
    "deals": FieldSpec(
        type="list",
        fields={
            "type": FieldSpec(type="enum", words={"monthly": ["월세", "반전세"], "jeonse": ["전세"]}),
            "deposit": FieldSpec(type="integer", clean="krw.deposit"),
        },
    ),
    "exclusive_m2": FieldSpec(type="number", clean="area"),
    "pets": FieldSpec(type="tri", words=["반려동물"]),
    "elevator": FieldSpec(type="boolean"),
    "rooms": FieldSpec(type="integer"),
    "options": FieldSpec(type="list", of="enum", words={"bed": ["침대"]}, clean="options"),
    "from": FieldSpec(type="date"),
    "phones": FieldSpec(type="list", of="string", by="code", **{"from": "pii.phone"}),
}


def coerced(**given: Any) -> tuple[dict[str, Any], list[str]]:
    out = coerce(FIELDS, given)
    return out.tree, [fault.pointer for fault in out.faults]


@pytest.mark.parametrize(
    "given, expected",
    [
        ({"deals": {"type": "월세", "deposit_text": 500}}, {"deals": [{"type": "monthly", "deposit": "500"}]}),
        ({"deals": [{"type": "Monthly"}, {"type": " 반전세 "}]}, {"deals": [{"type": "monthly"}, {"type": "monthly"}]}),
        ({"exclusive_text": "59.8㎡"}, {"exclusive_m2": "59.8㎡"}),
        ({"exclusive_m2": "59.8㎡"}, {"exclusive_m2": "59.8㎡"}),
        ({"pets": True}, {"pets": "yes"}),
        ({"pets": "협의"}, {"pets": "ask"}),
        ({"elevator": "true"}, {"elevator": True}),
        ({"rooms": "3"}, {"rooms": 3}),
        ({"rooms": 3.0}, {"rooms": 3}),
        ({"options_text": "침대"}, {"options": ["침대"]}),
        ({"options_text": ["침대", None, ""]}, {"options": ["침대"]}),
        ({"from": "2026-03-02"}, {"from": "2026-03-02"}),
        ({"exclusive_text": "null", "rooms": None, "deals": []}, {}),
        ({"unknown": 1, "phones": ["010"]}, {}),
    ],
)
def test_values_are_brought_into_shape(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """By the declaration: words of enums, strings of numbers, single values for lists; unknown keys fall away."""
    assert coerced(**given) == (expected, [])


@pytest.mark.parametrize(
    "given, fault",
    [
        ({"rooms": "세 개"}, "/rooms"),
        ({"rooms": 2.5}, "/rooms"),
        ({"rooms": True}, "/rooms"),
        ({"intent": "sell"}, "/intent"),
        ({"deals": ["월세"]}, "/deals/0"),
        ({"deals": [{"type": "rent"}]}, "/deals/0/type"),
        ({"exclusive_text": {"m2": 59}}, "/exclusive_m2"),
        ({"from": "3월 2일"}, "/from"),
        ({"pets": "고양이만"}, "/pets"),
    ],
)
def test_what_does_not_fit_is_a_fault_and_not_a_value(given: dict[str, Any], fault: str) -> None:
    """A value that cannot be brought into shape is named by its place, without its content."""
    tree, faults = coerced(**given)
    assert faults == [fault]
    assert "rooms" not in tree
    messages = [one.message for one in coerce(FIELDS, given).faults]
    assert not any("세 개" in message or "고양이" in message for message in messages)


def test_only_the_gates_fault_is_critical() -> None:
    """Criticality comes from the declaration."""
    out = coerce(FIELDS, {"intent": "sell", "rooms": "많음"})
    assert [(one.pointer, one.critical) for one in out.faults] == [("/intent", True), ("/rooms", False)]


def test_another_schema_is_recognised() -> None:
    """An object with none of the declared keys is an answer to some other question."""
    assert is_known(FIELDS, {"exclusive_text": None})
    assert not is_known(FIELDS, {"error": "overloaded", "phones": []})
