"""Forms of verbs are told from nouns by their stem and what may follow it."""

from __future__ import annotations

import pytest
from app.korean.inflection import Verbs

VERBS = Verbs(["가", "갈", "말", "먹", "보", "되", "알아보", "헤어지", "맡기", "채우", "그리", "다니", "밀"])


@pytest.mark.parametrize(
    "word",
    [
        "갈러",
        "말고",
        "참고하시라고",
        "이용해보신분",
        "헤어집니다",
        "보실분",
        "되는집",
        "알아보시는",
        "맡긴",
        "다녀도",
        "먹어버리고",
        "하고있는",
    ],
)
def test_forms_of_verbs_are_seen(word: str) -> None:
    """A listed verb in any form, a noun with 하다, a helping verb."""
    assert VERBS.inflects(word)


@pytest.mark.parametrize(
    "word",
    [
        "소요",
        "모모",
        "은하",
        "채움",
        "그리다",
        "밀도",
        "카츠무라",
        "백구당",
        "르프레시",
        "온더보더",
        "소금나무",
        "고기굽는남자들",
        "가",
        "",
    ],
)
def test_names_are_no_verbs(word: str) -> None:
    """What only looks like a stem with an end, a noun made of a verb, and too short a word."""
    assert not VERBS.inflects(word)


def test_no_verbs_are_no_fault() -> None:
    """Without a list only 하다, 되다 and the helping verbs are known."""
    assert Verbs([]).inflects("포장하려고")
    assert not Verbs([]).inflects("갈러")
