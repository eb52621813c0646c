"""When a place is linked, and when it stays a candidate."""

from __future__ import annotations

from app.linking.port import Place, PlaceQuery, Point
from app.linking.regions import agrees, distance_km, stem, stems
from app.linking.score import MAX_CANDIDATES, decide

HERE = Point(37.868, 127.741)


def place(id_: str, name: str, dong: str, branch: str | None = None, **more: object) -> Place:
    return Place("t", id_, name, branch, dong=dong, address=f"서울 마포구 길 {id_}", **more)  # type: ignore[arg-type]


def linked(query: PlaceQuery, *found: Place) -> str | None:
    verdict = decide(query, found)
    return verdict.link.place.id if verdict.link else None


def candidates(query: PlaceQuery, *found: Place) -> list[str]:
    return [scored.place.id for scored in decide(query, found).candidates]


def test_the_only_shop_of_that_name_in_the_region_is_linked() -> None:
    """Name and region agree, the namesake stands in another town."""
    ours, other = place("1", "결담커피", "망원동"), place("2", "결담커피", "행궁동")
    assert linked(PlaceQuery("결담커피", regions=("망원동",)), ours, other) == "1"
    assert linked(PlaceQuery("결담커피", regions=("행궁",)), ours, other) == "2"


def test_the_text_wins_over_the_clients_region() -> None:
    """The first region is the text's."""
    ours, other = place("1", "결담커피", "망원동"), place("2", "결담커피", "행궁동")
    assert linked(PlaceQuery("결담커피", regions=("행궁동", "망원동")), ours, other) == "2"


def test_without_any_region_nothing_is_linked() -> None:
    """A name alone is never a claim."""
    query = PlaceQuery("결담커피")
    assert linked(query, place("1", "결담커피", "망원동")) is None
    assert candidates(query, place("1", "결담커피", "망원동")) == ["1"]


def test_branches_of_one_chain_in_one_dong_stay_candidates() -> None:
    """Also when the client stands next to one of them."""
    one = place("1", "본죽", "인계동", "인계점", lat=HERE.lat, lng=HERE.lng)
    two = place("2", "본죽", "인계동", "시청점", lat=HERE.lat + 0.02, lng=HERE.lng)
    for query in (PlaceQuery("본죽", regions=("인계동",)), PlaceQuery("본죽", near=HERE)):
        assert linked(query, one, two) is None
        assert "1" in candidates(query, one, two)
    assert linked(PlaceQuery("본죽", branch="시청점", regions=("인계동",)), one, two) == "2"


def test_a_position_breaks_a_tie_between_towns() -> None:
    """Two 효자동 in two provinces: the client's position decides, both fit the text."""
    near = place("1", "새봄약국", "효자동", lat=HERE.lat, lng=HERE.lng)
    far = place("2", "새봄약국", "효자동3가", lat=35.8, lng=127.1)
    assert linked(PlaceQuery("새봄약국", regions=("효자동",), near=HERE), near, far) == "1"


def test_another_town_is_no_candidate() -> None:
    """The same name elsewhere is neither linked nor offered."""
    query = PlaceQuery("씨네마루", regions=("인계동",))
    assert candidates(query, place("1", "씨네마루", "영통동", "영통점")) == []


def test_at_most_five_candidates_best_first() -> None:
    """The list is short and ordered."""
    found = [place(str(i), "본죽", "인계동", f"{i}호점") for i in range(9)]
    verdict = decide(PlaceQuery("본죽", regions=("인계동",)), found)
    assert len(verdict.candidates) == MAX_CANDIDATES
    scores = [scored.score for scored in verdict.candidates]
    assert scores == sorted(scores, reverse=True)


def test_a_quite_different_kind_of_shop_is_not_linked() -> None:
    """A pharmacy that is named like the cafe of the text stays a candidate at most."""
    assert (
        linked(PlaceQuery("녹톤", category="bar", regions=("전포동",)), place("1", "녹턴", "전포동", category="pet"))
        is None
    )


def test_region_words_have_stems() -> None:
    """합정, 합정역, 합정동 are one quarter; a street is no quarter."""
    assert {stem(word) for word in ("합정", "합정역", "합정동")} == {"합정"}
    assert (stem("효자동3가"), stem("역삼1동"), stem("중구"), stem("경상북도")) == ("효자", "역삼", "중구", "경북")
    assert stems("제주 이도이동") == ["제주", "이도이"]
    assert agrees("합정역", place("1", "x", "합정동"))
    assert agrees("서면", place("1", "x", "부전동", "서면점"))
    assert not agrees("", place("1", "x", "합정동"))


def test_distances_are_in_kilometres() -> None:
    """Seoul to Busan is about 325 km; an entry without a position has no distance."""
    busan = Place("t", "1", "x", lat=35.1796, lng=129.0756)
    away = distance_km(Point(37.5665, 126.978), busan)
    assert away is not None
    assert 320 < away < 330
    assert distance_km(HERE, Place("t", "1", "x")) is None
