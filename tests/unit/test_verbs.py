"""Every form of a verb begins with one of the shapes that its stem is said to take."""

from __future__ import annotations

import pytest
from app.korean.verbs import forms

SAID = {
    "다니": ("다니고", "다닙니다", "다녔어요", "다녀요", "다닌지", "다닐까", "다녓는데", "다님"),
    "마시": ("마시러", "마셨어요", "마셔봤는데"),
    "맡기": ("맡겼더니", "맡긴", "맡겨요"),
    "배우": ("배웠어요", "배워요", "배운"),
    "방문하": ("방문했습니다", "방문해요", "방문한", "방문하면"),
    "먹": ("먹었어요", "먹고", "먹습니다"),
}


@pytest.mark.parametrize(("stem", "said"), [(stem, said) for stem, all_said in SAID.items() for said in all_said])
def test_a_form_is_known_by_its_beginning(stem: str, said: str) -> None:
    """Present, past, adnominal and noun forms, and the past as it is mistyped."""
    assert said.startswith(forms(stem))


@pytest.mark.parametrize(
    ("stem", "other"), [("다니", "다른데"), ("마시", "마트에서"), ("맡기", "맡은"), ("배우", "배가")]
)
def test_another_word_is_no_form(stem: str, other: str) -> None:
    """A word that only shares the first letters is none."""
    assert not other.startswith(forms(stem))
