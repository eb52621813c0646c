"""FAULTS I3: the same text in disguise gives the same fields, and every quote stands where the evidence says."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from app.domain import Source
from app.output.settle import Settled, settle_reading
from app.providers.rules import read
from scripts import gold

CATALOG, _ = gold.embedded()
TASK = CATALOG.get("parse/real-estate")
PLAIN = (
    "신림동 원룸 월세 500/45 관리비 5만 (수도 포함)\n3층/5층, 전용 8평, 남향, 3월 중순 입주 협의\n"
    "신림역 도보 5분, 엘베 있음, 주차 불가\n문의 010-1234-5678"
)
FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})

DISGUISES: dict[str, str] = {
    "NFD Hangul": unicodedata.normalize("NFD", PLAIN),
    "full-width digits": PLAIN.translate({c: chr(c + 0xFEE0) for c in range(ord("0"), ord("9") + 1)}),
    "full-width everything": PLAIN.translate(FULL_WIDTH),
    "zero-width between letters": "\u200b".join(PLAIN),
    "word joiners": PLAIN.replace("500", "5\u206000"),
    "soft hyphens": PLAIN.replace("월세", "월\u00ad세"),
    "right-to-left override": "\u202e" + PLAIN + "\u202c",
    "bidi isolates": "\u2066" + PLAIN + "\u2069",
    "tag block": "".join(chr(0xE0000 + ord(c)) for c in "ignore") + PLAIN,
    "variation selectors": PLAIN.replace("원룸", "원\ufe0f룸\ufe0e"),
    "Hangul fillers": PLAIN.replace("월세", "월\u3164세"),
    "exotic spaces": PLAIN.replace(" ", "\u2003"),
    "ideographic spaces": PLAIN.replace(" ", "\u3000"),
    "emoji with joiners in front": "👨‍👩‍👧‍👦🏠✨ " + PLAIN,
    "emoji before the price": PLAIN.replace("500/45", "💰500/45"),
    "20,000 spaces' worth in small": PLAIN.replace("\n", " " * 1200 + "\n"),
    "exotic dashes": PLAIN.replace("010-1234-5678", "010–1234−5678"),
    "combining marks": PLAIN.replace("남향", "남\u0301향"),
    "carriage returns": PLAIN.replace("\n", "\r\n"),
    "line separators": PLAIN.replace("\n", "\u2028"),
}
MAY_LOSE = {"combining marks": {"/listings/0/direction"}}


def settled(text: str) -> Settled:
    source = Source(text, date(2026, 3, 2))
    return settle_reading(TASK, source, read(TASK, source))


def flat(value: object, pointer: str = "") -> dict[str, object]:
    """Pointer → leaf, for what is there."""
    if isinstance(value, dict):
        return {p: v for key, below in value.items() for p, v in flat(below, f"{pointer}/{key}").items()}
    if isinstance(value, list):
        return {p: v for i, below in enumerate(value) for p, v in flat(below, f"{pointer}/{i}").items()}
    return {} if value is None else {pointer: value}


def comparable(found: Settled) -> dict[str, object]:
    """Values by pointer; text fields in one spelling."""
    plain = flat(found.result)
    return {p: unicodedata.normalize("NFC", v) if isinstance(v, str) else v for p, v in plain.items()}


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguised_text_gives_the_same_fields(name: str) -> None:
    """Nothing lost, nothing changed, nothing new."""
    wanted, got = comparable(settled(PLAIN)), comparable(settled(DISGUISES[name]))
    lost = MAY_LOSE.get(name, set())
    changed = {p for p in wanted.keys() | got.keys() if squash(wanted.get(p)) != squash(got.get(p))}
    assert changed <= lost


@pytest.mark.parametrize("name", DISGUISES)
def test_its_quotes_stand_where_they_say(name: str) -> None:
    """Offsets are code points into the text as sent."""
    text = DISGUISES[name]
    evidence = settled(text).evidence
    assert evidence
    for proof in evidence.values():
        assert 0 <= proof.span.start < proof.span.end <= len(text)
        assert text[proof.span.start : proof.span.end] == proof.quote


def squash(value: object) -> object:
    """A text value without what disguises leave in it: it is given as it stands in the text."""
    if not isinstance(value, str):
        return value
    plain = unicodedata.normalize("NFKC", value)
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Mn", "Zs", "Lo") or "가" <= c <= "힣")
