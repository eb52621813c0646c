"""Two ways to write one name compare as equal, two names do not."""

from __future__ import annotations

import pytest
from app.korean.jamo import has_final, letters
from app.linking.names import key, similarity, split_branch


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("또랑소아과", "또랑소아청소년과의원"),
        ("물결소피부과", "물결소피부과의원"),
        ("라벨르래쉬", "라벨르 래쉬"),
        ("섭웨이".replace("섭", "서브"), "써브웨이"),
        ("바투 피트니스", "바투휘트니스"),
        ("(주)결담커피", "결담커피"),
        ("ＧＳ25", "gs25"),
    ],
)
def test_spellings_of_one_name_are_equal(ours: str, theirs: str) -> None:
    """Spaces, legal forms, width and known variants fall away."""
    assert similarity(ours, theirs) == 1.0


@pytest.mark.parametrize(
    ("ours", "theirs", "at_most"),
    [
        ("진미칼국수", "진미손칼국수", 0.85),
        ("물결소피부과", "물결소치과", 0.85),
        ("결담커피", "커피결담", 0.7),
        ("한결한의원", "한결의원", 0.95),
        ("새봄약국", "새봄치과의원", 0.7),
    ],
)
def test_near_namesakes_stay_apart(ours: str, theirs: str, at_most: float) -> None:
    """Names that share most letters are still different shops."""
    assert similarity(ours, theirs) <= at_most


def test_one_wrong_letter_costs_little() -> None:
    """A typo changes one jamo, not a whole syllable."""
    assert similarity("카츠무리", "카츠무라") > 0.85
    assert similarity("녹튼", "녹턴") > 0.8


def test_a_kind_of_shop_that_stands_apart_may_be_left_out() -> None:
    """소요 is close to 카페 소요, but not the same."""
    assert 0.9 <= similarity("소요", "카페 소요") < 1.0


@pytest.mark.parametrize(
    ("shown", "parts"),
    [
        ("스타벅스 합정점", ("스타벅스", "합정점")),
        ("결담커피", ("결담커피", None)),
        ("한샘 안경점", ("한샘 안경점", None)),
        ("온기솥밥 행궁본점", ("온기솥밥", "행궁본점")),
    ],
)
def test_branches_are_split_off(shown: str, parts: tuple[str, str | None]) -> None:
    """Vendors write the branch into the name."""
    assert split_branch(shown) == parts


def test_keys_are_stable() -> None:
    """Making a key of a key changes nothing."""
    for name in ("㈜라벨르 래쉬", "또랑소아청소년과의원", "카페 소요"):
        assert key(key(name)) == key(name)


def test_syllables_are_spelled_out() -> None:
    """Jamo, with and without a final consonant; other characters stay."""
    assert letters("녹턴 a1") == "ㄴㅗㄱㅌㅓㄴ a1"
    assert has_final("턴")
    assert not has_final("커")
    assert not has_final("a")
