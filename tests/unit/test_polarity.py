"""Yes, no, ask or silence about a topic, as people write it in advertisements."""

from __future__ import annotations

from time import perf_counter

import pytest
from app.korean.polarity import polarity

_MARKS = "주차O 엘베X 반려동물0 전입ㅇ"


@pytest.mark.parametrize(
    ("text", "topic", "answer"),
    [
        (_MARKS, "주차", "yes"),
        (_MARKS, "엘베", "no"),
        (_MARKS, "반려동물", "yes"),
        (_MARKS, "전입", "yes"),
        ("대출무 전입불가", "대출", "no"),
        ("무융자", "융자", "no"),
        ("무권리", "권리", "no"),
        ("NO 반려동물", "반려동물", "no"),
        ("융자 : 없음", "융자", "no"),
        ("승강기無", "승강기", "no"),
        ("엘베 유", "엘베", "yes"),
        ("반려동물은 죄송해요", "반려동물", "no"),
        ("반려동물 키우시는 분은 죄송해요", "반려동물", "no"),
        ("주차는 자리가 없어서 어렵고", "주차", "no"),
        ("주차 가능하지 않아요", "주차", "no"),
        ("LH 안됨 ㅠ 대출 됨", "LH", "no"),
        ("LH 안됨 ㅠ 대출 됨", "대출", "yes"),
        ("전세대출 O / 보증보험 O", "전세대출", "yes"),
        ("반려동물 대환영!", "반려동물", "yes"),
        ("반려동물 : 문의", "반려동물", "ask"),
        ("애완동물 협의", "애완동물", "ask"),
        ("LH 되는지 문의", "LH", "ask"),
        ("대출 가능한가요", "대출", "ask"),
        ("주차 : 확인 필요", "주차", None),
        ("주차가능여부\n불가능", "주차가능여부", None),
        ("업무용 주차", "주차", None),
        ("주차 2대", "주차", None),
    ],
)
def test_what_the_text_says_of_a_topic(text: str, topic: str, answer: str | None) -> None:
    """Marks, words, 무 on either side and polite refusals are read; silence and 확인 필요 are None."""
    at = text.index(topic)
    found = polarity(text, at, at + len(topic))
    assert (found.answer if found else None) == answer


def test_the_next_topic_ends_the_search() -> None:
    """With `until`, what is said of the next topic is not taken for this one."""
    text = "LH, 대출 불가"
    assert polarity(text, 0, 2, until=text.index("대출")) is None


def test_the_words_found_carry_the_answer() -> None:
    """The place of the answer's words is returned, for evidence."""
    text = "반려동물은 죄송해요"
    found = polarity(text, 0, 4)
    assert found is not None
    assert text[found.start : found.end] == "죄송"


@pytest.mark.parametrize("unit", ["주차", "주차 ", "가능하", "무", "O", ":", "안 ", "없"])
def test_hostile_strings_take_linear_time(unit: str) -> None:
    """A long text is searched only near the topic."""
    text = unit * 20000
    began = perf_counter()
    for at in range(0, len(text), 97):
        polarity(text, at, min(at + 2, len(text)))
    assert perf_counter() - began < 2.0
