"""Two versions before a judging model: both orders, one word for each place, one lead for each document."""

from __future__ import annotations

import json
from typing import Any

import pytest
from app.cli.judge import Bench, judge_pairs
from app.evals.asking import Outcome
from app.evals.cases import Case
from app.evals.compare import compare
from app.evals.page import render
from app.evals.pairs import Bout, documents_won
from app.evals.questions import Duel
from app.evals.report import score_all
from app.evals.scored import Scored
from app.settings import Settings

from tests.world.judging import OPENAI, RIGHT, TEXT, WRONG, answered, compared, honest, leaning, parts, says, scorer_of
from tests.world.upstream import Upstream


def test_both_orders_are_asked_and_the_better_one_wins_in_both(vendor: Upstream, settings: Settings) -> None:
    """Each place twice, with the values changed over; equal values are not asked."""
    scorer = scorer_of(settings)
    old = answered({"a": WRONG, "b": RIGHT, "c": RIGHT, "d": WRONG, "e": None})
    new = answered({"a": RIGHT, "b": WRONG, "c": "배드 민턴", "d": "당구 탁구", "e": RIGHT})
    body = judge_pairs(Bench(settings, OPENAI), scorer, compared(scorer, old, new))
    assert {one["id"]: one["winner"] for one in body["bouts"]} == {"a": "new", "b": "old", "d": "tie", "e": "tie"}
    orders = [(parts(one.json)["first"], parts(one.json)["second"]) for one in vendor.seen]
    assert len(orders) == 8
    assert sorted(orders) == sorted((b, a) for a, b in orders)
    assert ("없음", RIGHT) in orders
    assert body["all"]["sign_p"] == 1.0


def test_a_judge_that_leans_to_the_first_place_decides_nothing(vendor: Upstream, settings: Settings) -> None:
    """Its word changes with the order: torn, and in no sign test."""
    vendor.content = leaning
    scorer = scorer_of(settings)
    ids = [f"c{n}" for n in range(8)]
    old, new = answered(dict.fromkeys(ids, WRONG)), answered(dict.fromkeys(ids, RIGHT))
    body = judge_pairs(Bench(settings, OPENAI), scorer, compared(scorer, old, new))
    assert body["all"] == {"places": 8, "new": 0, "old": 0, "tie": 0, "torn": 8, "failed": 0, "sign_p": 1.0}
    vendor.content = honest
    fresh = judge_pairs(Bench(settings, OPENAI, fresh=True), scorer, compared(scorer, old, new))
    assert fresh["all"]["new"] == 8
    assert fresh["all"]["sign_p"] == pytest.approx(2 / 2**8)


def test_a_document_counts_once_however_many_places_it_has() -> None:
    """Ten wins in one document are one lead; two against one is a lead, one against one is none."""
    won = {"a": ["new"] * 10, "b": ["old", "old", "new"], "c": ["new", "old", "torn"], "d": ["tie", "failed"]}
    case = Case("q", "judge/pair", TEXT, {})
    said = [
        Bout(Duel(document, "brand", f"/items/{n}/brand", "x", "y", case, case), winner, ("", ""))
        for document, winners in won.items()
        for n, winner in enumerate(winners)
    ]
    assert documents_won(said) == (1, 1)


def test_the_order_of_tags_is_no_difference(vendor: Upstream, settings: Settings) -> None:
    """A list is one place; the same words in another order are not asked about."""
    scorer = scorer_of(settings, "suggest/hashtags")
    case = Case("a", "suggest/hashtags", TEXT, {"hashtags": []})

    def tagged(*tags: str) -> list[Scored]:
        result: Any = {"reason": None, "hashtags": [{"tag": tag, "kind": None, "known": None} for tag in tags]}
        return score_all(scorer, [case], {"a": Outcome("a", result)})

    subject = {"task": "suggest/hashtags", "data_set": "d"}
    same = compare(scorer, (subject, subject), tagged("배드민턴", "뚝섬"), tagged("뚝섬", "배드민턴"))
    other = compare(scorer, (subject, subject), tagged("배드민턴", "뚝섬"), tagged("뚝섬", "탁구"))
    assert judge_pairs(Bench(settings, OPENAI), scorer, same)["all"]["places"] == 0
    body = judge_pairs(Bench(settings, OPENAI), scorer, other)
    assert [(one["pointer"], one["old"], one["new"]) for one in body["bouts"]] == [
        ("/hashtags", "배드민턴, 뚝섬", "뚝섬, 탁구")
    ]


def test_the_page_shows_the_verdict_and_its_reason_as_text(vendor: Upstream, settings: Settings) -> None:
    """Beside the change it is about; a judge cannot write markup either."""
    vendor.content = lambda body: says(json.loads(honest(body))["verdict"], "<b>둘째</b>가 글에 있다")
    scorer = scorer_of(settings)
    found = compared(scorer, answered({"a": WRONG}), answered({"a": RIGHT}))
    page = render(scorer, found, judge_pairs(Bench(settings, OPENAI), scorer, found))
    assert "the new value is better" in page
    assert "&lt;b&gt;둘째&lt;/b&gt;가 글에 있다" in page
    assert "<b>둘째" not in page
    assert "not calibrated" in page
    assert "Judge</h2>" not in render(scorer, found)
    assert "Unavailable: no key" in render(scorer, found, {"available": False, "why": "no key"})
