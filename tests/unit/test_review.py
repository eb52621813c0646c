"""What reviewers judge: in which order, where words stand in a masked text, what verdicts come to, how far they agree."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from app.domain import Span
from app.errors import InvalidInput
from app.http.review_shown import cursor_of, place_of
from app.samples import adopted
from app.samples.agreement import agreement
from app.samples.masking import StillPrivate, marked, masked
from app.samples.review import MISSING, MOST_LISTED, Board, Desk, Item, agreements, outcome
from app.samples.rows import form_of, rows_of
from app.samples.shelf import Shelf, in_folder
from app.samples.verdict import Verdict, check, rows_to_judge, seen_as, settled
from scripts import gold as sets

from tests.world.folders import made

FIELDS: dict[str, Any] = {
    "kind": {"type": "string"},
    "things": {
        "type": "list",
        "max": 3,
        "fields": {"name": {"type": "string", "max_chars": 10}, "tags": {"type": "list", "of": "string"}},
    },
    "private": {"type": "object", "fields": {"phones": {"type": "list", "of": "string"}}},
}
TASK = made("<post>{{ text }}</post>", fields=FIELDS)
RESULT = {"kind": "x", "things": [{"name": "하나", "tags": ["a"]}, {"name": "둘", "tags": []}]}
SAMPLE: dict[str, Any] = {
    "id": "0" * 24,
    "at": 1.0,
    "task": TASK.name,
    "client": "form",
    "why": ["share"],
    "text": "글 하나 둘",
    "input": {},
    "result": RESULT,
    "warnings": [],
}
RIGHT = {"/kind": "right", "/things/0/name": "right", "/things/0/tags": "right", "/things/1/name": "right", "": "right"}


def said(reviewer: str = "kim", fields: dict[str, str] | None = None, **values: Any) -> Verdict:
    given = {pointer.replace("_", "/"): value for pointer, value in values.items()}
    told = {**(RIGHT if fields is None else fields), **dict.fromkeys(given, "corrected")}
    return Verdict("sample-" + "0" * 24, seen_as(SAMPLE), TASK.name, "form", reviewer, 1.0, told, given)


# ---- rows and forms --------------------------------------------------------------------------------------------------
def test_rows_follow_the_declaration_and_leave_room_for_what_is_missing() -> None:
    """One row per value; a list of single values is one; one empty element more; nothing private."""
    pointers = [row.pointer for row in rows_of(TASK.spec.fields, RESULT)]
    assert pointers == [
        "/kind",
        *(f"/things/{n}/{name}" for n in range(3) for name in ("name", "tags")),
    ]


def test_a_form_is_built_without_what_is_empty() -> None:
    """Emptied values and elements are gone, the others move up."""
    values = {"/kind": None, "/things/0/name": "", "/things/2/name": "셋", "/things/2/tags": []}
    assert form_of(values) == {"things": [{"name": "셋"}]}


def test_strange_forms_have_bounded_rows() -> None:
    """However long a user's list is, or whatever stands where a list should be."""
    for strange in ({"things": [{}] * 50_000}, {"things": "soon"}, {"things": [7, None]}, {"kind": {"a": 1}}):
        assert len(rows_to_judge(TASK, {**SAMPLE, "corrected": strange})) <= 7


# ---- verdicts --------------------------------------------------------------------------------------------------------
def test_what_a_reviewer_vouches_for() -> None:
    """All right: the form itself; a correction replaces, an addition adds, emptying removes the element."""
    assert settled(TASK, SAMPLE, said()) == {
        "kind": "x",
        "things": [{"name": "하나", "tags": ["a"]}, {"name": "둘"}],
    }
    changed = settled(TASK, SAMPLE, said(_kind="y", _things_1_name=None, _things_2_name="셋"))
    assert changed == {"kind": "y", "things": [{"name": "하나", "tags": ["a"]}, {"name": "셋"}]}


@pytest.mark.parametrize(
    "fields",
    [
        {**RIGHT, "/kind": "wrong"},
        {**RIGHT, "": "wrong"},
        {pointer: word for pointer, word in RIGHT.items() if pointer},
        {pointer: word for pointer, word in RIGHT.items() if pointer != "/things/1/name"},
    ],
)
def test_nothing_is_settled_while_something_is_open_or_wrong(fields: dict[str, str]) -> None:
    """A wrong value without the right one, something missing, the question not asked, a value not judged."""
    assert settled(TASK, SAMPLE, said(fields=fields)) is None


def test_reviewers_confirm_together_or_dispute() -> None:
    """The same form by other words is the same; another one is a dispute; one open verdict blocks the other."""
    item = Item("sample-" + "0" * 24, seen_as(SAMPLE), 3, SAMPLE)
    right, same, other = said("kim"), said("lee", _kind="x"), said("lee", _kind="y")
    wrong = said("lee", {**RIGHT, "/kind": "wrong"})
    assert outcome(TASK, item, {}).state == "open"
    assert outcome(TASK, item, {"kim": right}).state == "confirmed"
    assert outcome(TASK, item, {"kim": right, "lee": same}).state == "confirmed"
    assert outcome(TASK, item, {"kim": right, "lee": other}).state == "disputed"
    assert outcome(TASK, item, {"kim": right, "lee": wrong}).state == "disputed"
    assert outcome(TASK, item, {"lee": wrong}).state == "open"


@pytest.mark.parametrize(
    ("fields", "values"),
    [
        ({"/things/9/name": "right"}, {}),
        ({"/private/phones": "right"}, {}),
        ({"/kind": "right"}, {"/kind": "y"}),
        ({"/kind": "corrected"}, {}),
        ({"/things/0/name": "corrected"}, {"/things/0/name": "가" * 11}),
        ({"/kind": "corrected"}, {"/kind": "문의 010-2345-6789"}),
        ({"/things/0/tags": "corrected"}, {"/things/0/tags": ["010 2345 6789"]}),
        ({"": "corrected"}, {"": "y"}),
        ({"kind": "corrected"}, {"kind": "y"}),
        ({"/kind": "corrected"}, {"/kind": "y", "/kind/below": "z"}),
        ({"/things": "corrected"}, {"/things": [], "/things/0/name": "셋"}),
        ({"/things/²/name": "corrected"}, {"/things/²/name": "셋"}),
        ({"/things/00/name": "corrected"}, {"/things/00/name": "셋"}),
        ({"/things/name": "corrected"}, {"/things/name": "셋"}),
    ],
)
def test_verdicts_that_do_not_fit_are_refused(fields: dict[str, str], values: dict[str, Any]) -> None:
    """Unknown rows, values without their verdict, values beyond the schema, personal data, pointers that are none."""
    with pytest.raises(InvalidInput):
        check(TASK, SAMPLE, fields, values)


# ---- agreement -------------------------------------------------------------------------------------------------------
def test_agreement_of_many_is_the_mean_over_their_pairs() -> None:
    """Each pair weighs as much as it judged together; what one alone judged counts for nothing."""
    both = [{"a": "y", "b": "y"}, {"a": "n", "b": "n"}]
    assert agreement([*both, {"a": "y"}]) == agreement(both)
    assert (agreement(both).n, agreement(both).raw, agreement(both).kappa) == (2, 1.0, 1.0)
    three = agreement([*both, {"a": "y", "c": "n"}, {"a": "n", "c": "y"}])
    assert (three.n, three.pairs) == (4, 2)
    assert three.raw == pytest.approx(0.5)
    assert three.kappa == pytest.approx(0.0)
    assert agreement([]).raw is None


def test_agreement_goes_by_field_and_counts_right_or_not() -> None:
    """Wrong and corrected both say that the value is not right."""
    board = Board({})
    board.note(said("kim", {**RIGHT, "/things/0/name": "wrong"}))
    board.note(said("lee", _things_0_name="셋"))
    told = agreements(board, [TASK.name])[TASK.name]
    assert told["things/name"].n == 2
    assert told["things/name"].raw == 1.0
    assert told[MISSING].n == 1
    assert told[""].n == 5


def test_a_board_is_read_while_verdicts_come_in() -> None:
    """Figures are made in a thread: a reviewer who judges meanwhile changes nothing that is being looked at."""
    board, item = Board({}), Item("sample-" + "0" * 24, seen_as(SAMPLE), 3, SAMPLE)

    class Meanwhile(dict[str, Verdict]):
        def values(self) -> Any:
            board.note(replace(said("lee"), id="sample-" + "1" * 24))
            return super().values()

    board.note(said("kim"))
    reading = iter(board.said_of(item).items())
    board.note(said("lee"))
    assert [name for name, _ in reading] == ["kim"]
    board.verdicts[item.id, item.seen] = Meanwhile(board.said_of(item))
    assert agreements(board, [TASK.name])[TASK.name][""].n == len(RIGHT)
    assert len(board.verdicts) == 2


# ---- the desk --------------------------------------------------------------------------------------------------------
def desk_of(samples: list[dict[str, Any]], folder: Path) -> Board:
    class Listed:
        async def read(self) -> AsyncIterator[dict[str, Any]]:
            for one in samples:
                yield one

    shelf = Shelf(Listed(), in_folder(folder).verdicts)  # type: ignore[arg-type]
    return asyncio.run(Desk(shelf).board())


def test_the_queue_begins_with_what_users_corrected(tmp_path: Path) -> None:
    """Corrections, what went wrong, shadows, the share; newest first; a cursor names the place of each."""
    whys = ["share", "degraded", "shadow", "corrected", "failed", "corrected", "share"]
    samples = [{**SAMPLE, "id": f"{n:024}", "at": float(n), "why": [why]} for n, why in enumerate(whys)]
    items = list(desk_of(samples, tmp_path).items.values())
    assert [int(item.sample["id"]) for item in items] == [5, 3, 4, 1, 2, 6, 0]
    assert [place_of(cursor_of(item)) for item in items] == [item.place for item in items]
    with pytest.raises(InvalidInput):
        place_of("soon")


def test_of_one_text_the_last_correction_is_judged(tmp_path: Path) -> None:
    """Not the answer that came before or after it; an older verdict is about another form."""
    first, last = ({**SAMPLE, "corrected": {"kind": kind}, "why": ["corrected"]} for kind in ("y", "z"))
    (item,) = desk_of([SAMPLE, first, last, SAMPLE], tmp_path).items.values()
    assert item.sample["corrected"] == {"kind": "z"}
    assert item.id.startswith("feedback-")
    assert item.seen != seen_as(first)


def test_the_desk_is_bounded(tmp_path: Path) -> None:
    """Of twenty thousand samples the most urgent thousand."""
    samples = [{**SAMPLE, "id": f"{n:024}", "at": float(n), "why": ["share"]} for n in range(5_000)]
    samples.insert(7, {**SAMPLE, "id": "f" * 24, "at": 0.0, "why": ["corrected"]})
    items = desk_of(samples, tmp_path).items
    assert len(items) == MOST_LISTED
    assert next(iter(items)).endswith("f" * 24)


# ---- marks and cases -------------------------------------------------------------------------------------------------
def test_marks_stand_on_the_same_words_after_masking() -> None:
    """Over the whole development gold: every mark of the masked text holds the words that it held in the raw one."""
    catalog, pipeline = sets.embedded()
    count = 0
    for name in ("parse/real-estate", "extract/meetup"):
        rows = sets.rows(catalog, name)
        for row, answer in zip(rows, sets.answers(catalog, pipeline, rows), strict=True):
            spans = {
                pointer: Span(one["start"], one["end"])
                for pointer, one in answer["evidence"].items()
                if one.get("in", "text") == "text" and not pointer.startswith("/private")
            }
            try:
                text = masked(row["text"], {}, answer["result"])[0]
            except StillPrivate:  # not kept, so nothing is marked
                continue
            for pointer, (start, end) in marked(row["text"], [answer["result"]], spans).items():
                assert text[start:end] == row["text"][slice(*spans[pointer])]
                count += text != row["text"]
    assert count > 200


def test_a_case_is_written_once_whole_and_only_if_it_fits(tmp_path: Path) -> None:
    """Twice the same id, values beyond the schema and personal data are refused."""
    task = made("<post>{{ text }}</post>", fields=FIELDS)
    object.__setattr__(task, "folder", tmp_path)
    row = adopted.confirmed(SAMPLE, {"kind": "x"}, {"lee", "kim"}, date(2026, 3, 10))
    assert row["labeller"] == "kim, lee"
    path = adopted.adopt(task, row)
    assert [json.loads(line) for line in path.read_text("utf-8").splitlines()] == [row]
    with pytest.raises(adopted.AlreadyAdopted):
        adopted.adopt(task, row)
    for flawed in ({"kind": 5}, {"kind": "010-2345-6789"}):
        with pytest.raises(adopted.NotAdopted):
            adopted.adopt(task, {**row, "id": "sample-1", "expected": flawed})
    for name in ("id", "task", "text", "expected"):  # a file that somebody edited
        with pytest.raises(adopted.NotAdopted):
            adopted.adopt(task, {key: value for key, value in row.items() if key != name})
    assert len(path.read_text("utf-8").splitlines()) == 1
