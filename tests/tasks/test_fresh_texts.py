"""Posts written from the contract alone, without the readers in view, keep what the embedded provider reached on them.

Each batch (fresh1, fresh2 …) was scored once before anything was mended for it, and the readers were mended after; so
these are regression tests, not estimates. The floors stand a little below what holds, and above what the tasks promise.
"""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from app.domain import Source, values
from app.readers.meetup import read as read_meetup
from scripts import gold

from tests.gold import score

_TABLES = Path(__file__).parents[1] / "tables"
_PROMPTS = Path(__file__).parents[2] / "prompts"
FLOORS: dict[str, dict[str, float]] = {
    "parse/real-estate": {"micro": 0.98, "gate_accuracy": 0.97, "evidence_share": 1.0},
    "extract/meetup": {"micro": 0.985, "gate_accuracy": 0.99, "evidence_share": 1.0},
    "extract/listing": {"micro": 0.98, "gate_accuracy": 0.99, "price": 0.98, "evidence_share": 1.0},
    "extract/places": {"micro": 0.975, "gate_accuracy": 0.99, "mention": 0.975, "evidence_share": 1.0},
    "suggest/hashtags": {"micro": 0.93},
}
CATALOG, PIPELINE = gold.embedded()
MEETUP_RULES = yaml.safe_load((_PROMPTS / "extract" / "meetup" / "rules.yaml").read_text("utf-8"))


def _rows(table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_TABLES / table).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module", params=FLOORS)
def report(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The scorer's report of one task on its fresh posts."""
    name = request.param
    rows = _rows(f"{name.split('/')[1].replace('-', '_')}_fresh.jsonl")
    answers = {answer["id"]: answer for answer in gold.answers(CATALOG, PIPELINE, rows)}
    return score.score_task(name, rows, answers)


def test_fresh_posts_stay_above_their_floor(report: dict[str, Any]) -> None:
    """Leaves, gate, prices, mentions and evidence hold."""
    figures = {
        "micro": report["micro"]["f1"],
        "gate_accuracy": report["gate_accuracy"],
        "evidence_share": report["evidence_share"],
        "price": report["fields"].get("items/price", {}).get("f1"),
        "mention": report["fields"].get("places/mention", {}).get("f1"),
    }
    low = {key: (figures[key], floor) for key, floor in FLOORS[report["task"]].items() if figures[key] < floor}
    assert not low, report["misses"]


def test_fresh_posts_leak_nothing(report: dict[str, Any]) -> None:
    """No phone, account or name outside `private`, and no error."""
    assert not report["leaks"]
    assert not report["errors"]


@pytest.mark.parametrize("row", _rows("meetup_gate_cases.jsonl"), ids=lambda row: row["text"][:16])
def test_calls_are_told_from_other_talk_of_groups(row: dict[str, Any]) -> None:
    """Complaints, courses, jobs, sales, questions and reviews that speak of groups are no meetups; short calls are."""
    tree = read_meetup(Source(row["text"], date(2026, 5, 13)), MEETUP_RULES).tree
    assert values(tree)["is_meetup"] is row["is_meetup"]


PRICES = {
    "만오천원에 팔아요": 15_000,
    "15마넌에 팝니다": 150_000,
    "85.000원 택포": 85_000,
    "드려요 11": 110_000,
    "상태 좋아요 1.5": 15_000,
    "3만5에 드려요": 35_000,
    "150,000won": 150_000,
    "정가 12만 → 7만": 70_000,
    "30에 사서 12에 내놔요": 120_000,
    "새제품 가격 20만, 9만원에 판매": 90_000,
    "쿠팡에서 5만원에 파는거 2만원에 드려요": 20_000,
    "30만 → 26만원까지 내립니다": 260_000,
    "6천원 따로 구매 가능해요": 6_000,
    "28만원선": None,
}


@pytest.mark.parametrize("words", PRICES)
def test_prices_as_people_write_them(words: str) -> None:
    """Spoken, dotted and bare amounts, reductions, and prices beside what the thing cost elsewhere."""
    row = {
        "id": "p",
        "task": "extract/listing",
        "text": f"삼성 모니터 27인치 팔아요\n{words}\n부천역 직거래",
        "input": {"reference_date": "2026-05-05"},
    }
    (answer,) = gold.answers(CATALOG, PIPELINE, [row])
    assert [item.get("price") for item in answer["result"]["items"]] == [PRICES[words]]


def test_a_list_in_one_line_has_a_price_each() -> None:
    """Slashes and commas separate things as line ends do; one price for all stands beside the prices of each."""
    row = {
        "id": "p",
        "task": "extract/listing",
        "text": "책상 5만 / 사무용 의자 2만 / 화로대 만오천원. 세 개 다 하시면 7만원에 드려요",
        "input": {"reference_date": "2026-05-05"},
    }
    (answer,) = gold.answers(CATALOG, PIPELINE, [row])
    assert [item["price"] for item in answer["result"]["items"]] == [50_000, 20_000, 15_000]
    assert answer["result"]["bundle_price"] == 70_000


HOSTILE = {
    "parse/real-estate": (
        "월세가 52만이었는데 ",
        "보증금 1000이면 40에 ",
        "201호 300/30, ",
        "전기 가스는 쓰신 만큼 ",
        "차는 마당에 2대 ",
        "냉/세/에/",
        "구하는 지역: ",
        "반려동물: \n",
    ),
    "extract/listing": (
        "책상 5만 / ",
        "의자,책상 1만\n",
        "구성: 박스, ",
        "가나, ",
        "드려요 11 ",
        "85.000 ",
        "목포 하당 ",
        "두 개 다 ",
        "의자 책상 ",
        "바지 5벌, ",
        "의자는 그냥 드려요 ",
        "의자는 책상은 둘이 합쳐서 1",
    ),
    "extract/places": ("'다락'", "책방 '", "갔다… ", "상무지구 ", "단길 ", "왕가탕수육 ", "별로 "),
    "extract/meetup": (
        "현재 3명 → ",
        "화요일이랑 ",
        "8시 20분 강남 ",
        "못 쳐도 ",
        "하실 여자",
        "분 없나요 ",
        "6회 30",
        "시급 ",
    ),
}


@pytest.mark.parametrize(("task", "piece"), [(task, piece) for task, pieces in HOSTILE.items() for piece in pieces])
def test_repeated_pieces_take_linear_time(task: str, piece: str) -> None:
    """The longest text of one repeated piece is read in about a second on a busy machine."""
    began = time.process_time()
    list(gold.answers(CATALOG, PIPELINE, [{"id": "h", "task": task, "text": (piece * 4000)[:4000], "input": {}}]))
    assert time.process_time() - began < 1.5
