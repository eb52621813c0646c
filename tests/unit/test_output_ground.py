"""Words of a model, looked for in the text: found where they stand, and never where they only seem to."""

from __future__ import annotations

import random
import time
import unicodedata

import pytest
from app.domain import Leaf, Span
from app.korean.fold import fold
from app.korean.pii import Masked, find_private, mask
from app.output.canon import canon, numbers, squeeze
from app.output.ground import Grounder
from app.output.hints import Hints, generic


def masked(text: str) -> Masked:
    folded = fold(text)
    return mask(folded, find_private(folded))


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def grounder(text: str, hints: dict[str, Leaf] | None = None, labels: dict[str, list[str]] | None = None) -> Grounder:
    return Grounder(masked(text), Hints(hints or {}), labels or {})


def found(text: str, words: str, pointer: str = "/x") -> tuple[str, str] | None:
    hit = grounder(text).find(words, pointer)
    return (text[hit.span.start : hit.span.end], hit.match) if hit else None


@pytest.mark.parametrize(
    "written, canonical",
    [
        ("보증금 1,000 만원", "보증금1000만원"),
        ("500 / 45", "500/45"),
        ("59.5㎡", "59.5m2"),
        ("1,2층", "1|2층"),
        ("2 3", "2|3"),
        ("０１２３", "0123"),
        ("S급 (A+)", "s급a"),
        ("3월 - 4월", "3월4월"),
        ("3 ~ 4", "3~4"),
        ("½", ""),
        (nfd("신림역 투룸"), "신림역투룸"),
    ],
)
def test_the_canonical_view(written: str, canonical: str) -> None:
    """Letters and digits, folded; between digits what makes them two numbers stays."""
    assert squeeze(written) == canonical


def test_the_canonical_view_finds_its_way_back() -> None:
    """Every canonical character knows where it stood."""
    text = "🏠 " + nfd("신림") + " 1,０00만"
    view = canon(text)
    for index, char in enumerate(view.text):
        low, high = view.raw_span(index, index + 1)
        assert squeeze(text[low:high]) == char


@pytest.mark.parametrize(
    "text, words, expected",
    [
        ("신림역 5분 원룸 500/45", "500", ("500", "exact")),
        ("보증금 1,000만원", "1000만원", ("1,000만원", "normalized")),
        ("보증금１０００만원", "1000만원", ("１０００만원", "normalized")),
        ("전용 59.8 ㎡ 남향", "59.8㎡", ("59.8 ㎡", "normalized")),
        (
            unicodedata.normalize("NFD", "관악구 신림동"),
            "신림동",
            (unicodedata.normalize("NFD", "신림동"), "normalized"),
        ),
        ("신림 동 투룸", "신림동", ("신림 동", "normalized")),
        ("삼성 비스포크 냉장고 팝니다", "비스포크 냉장고", ("비스포크 냉장고", "exact")),
        ("풀옵션 빌트인 냉장고", "빌트인 냉장고요", ("빌트인 냉장고", "fuzzy")),
        ("2026.3.15 이후 입주", "3.15", ("3.15", "exact")),
    ],
)
def test_words_are_found_where_they_stand(text: str, words: str, expected: tuple[str, str]) -> None:
    """Character by character, in another spelling, or nearly."""
    assert found(text, words) == expected


@pytest.mark.parametrize(
    "text, words",
    [
        ("전용 59.5㎡", "595"),
        ("신림동 500/45", "50045"),
        ("전용 18평", "8평"),
        ("월세 55만원에 드려요", "월세 65만원"),
        ("2.5억 매매", "5억"),
        ("12억5천", "2억5천"),
        ("보증금 1000", "100"),
        ("방2 욕1", "21"),
        ("신림동 원룸", "봉천동"),
        ("신림동 원룸", ""),
        ("신림동 원룸", "!!"),
        ("", "원룸"),
        ("보증금 500 월세 45 관리비 5", "보증금 500 월세 54 관리비 5"),
    ],
)
def test_words_that_only_seem_to_stand_there_are_not_found(text: str, words: str) -> None:
    """No number is cut out of another, joined from two, or like enough to one."""
    assert found(text, words) is None


def test_of_several_places_the_scanner_knows_which() -> None:
    """A lone 5 stands in 5분 and in 500/45/5: the one that was read as the fee is the fee."""
    text = "신림역 5분 원룸 500/45/5"
    hint = {"/listings/0/maintenance/amount": Leaf(50000, Span(17, 18))}
    hit = grounder(text, hint).find("5", "/listings/0/maintenance/amount")
    assert hit is not None
    assert hit.span == Span(17, 18)


def test_of_several_places_the_one_after_its_label() -> None:
    """Without a scanner's word the label decides."""
    text = "5층 건물 보증금: 5 (협의)"
    hit = grounder(text, labels={"deposit": ["보증금"]}).find("5", "/deals/0/deposit")
    assert hit is not None
    assert hit.span.start == text.index(": 5") + 2


def test_repeated_words_are_taken_in_order() -> None:
    """The deposits of 1000/60 and 1000/55 are two places."""
    text = "1000/60, 1000/55"
    search = grounder(text)
    hits = [search.find("1000", f"/deals/{index}/deposit") for index in (0, 1)]
    assert [hit.span.start for hit in hits if hit] == [0, text.rindex("1000")]


def test_parts_of_words_have_places_of_their_own() -> None:
    """3/5층 holds the floor and the number of floors, also when the text spells it otherwise."""
    text = "해당층 ３ / 5층"
    search = grounder(text)
    hit = search.find("3/5층", "/floor")
    assert hit is not None
    assert search.part(hit, "3/5층", 0, 1) == Span(4, 5)
    assert search.part(hit, "3/5층", 2, 3) == Span(8, 9)


def test_the_placeholders_of_personal_data_are_found_under_private_only() -> None:
    """A 1 is not found in [PHONE_1], and a placeholder leads back to the number."""
    text = "문의 010-1234-5678 원룸"
    search = grounder(text)
    assert search.find("1", "/rooms") is None
    assert search.find("[PHONE_1]", "/x") is None
    hit = search.find("[PHONE_1]", "/private/phones/0", private=True)
    assert hit is not None
    assert text[hit.span.start : hit.span.end] == "010-1234-5678"


def test_offsets_lead_back_behind_placeholders_and_emoji() -> None:
    """Spans point into the text as it was sent."""
    text = "🏠 010-1234-5678 그리고 신림동 원룸"
    assert found(text, "신림동") == ("신림동", "exact")


def test_pointers_without_their_counting() -> None:
    """A model and a reader may count differently."""
    assert generic("/listings/0/deals/12/rent") == "/listings/*/deals/*/rent"
    assert generic("/names/0") == "/names/*"
    assert generic("/area/m2") == "/area/m2"


def test_numbers_of_a_canonical_text() -> None:
    """One number per number."""
    assert numbers("500/45전용59.5m2") == ["500", "45", "59.5", "2"]


def test_any_words_of_the_text_are_found_in_it() -> None:
    """Whatever stretch of an ad a model copies from word to word, it is found, and its quote says the same."""
    text = "관악구 신림동 투룸 놓아요~ 2천/70, 3천/65도 가능 관리비 5만(수도 포함) 전용 12평 2층/4층 🏠 ＳＫ뷰 아파트"
    words = text.split()
    pick = random.Random(4)
    for _ in range(200):
        first = pick.randrange(len(words))
        copied = " ".join(words[first : first + pick.randint(1, 4)])
        if squeeze(copied):
            quote = found(text, copied)
            assert quote is not None
            assert squeeze(quote[0]) == squeeze(copied)


@pytest.mark.parametrize("text", ["1." * 3000, "1," * 3000, "/" * 6000, "가" * 6000, "1 " * 3000, "ㅋ" * 6000])
def test_hostile_texts_are_searched_quickly(text: str) -> None:
    """Neither the canonical view nor the fuzzy search explodes."""
    search = Grounder(Masked(text, text, ()), Hints({}), {})
    began = time.process_time()
    for words in ("1.1.1.1.2", "가" * 119 + "나", "ㅋㅋㅋㅋㅎ", "11111"):
        search.find(words, "/x")
    assert time.process_time() - began < 4.0
