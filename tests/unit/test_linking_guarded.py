"""The breaker and the cache in front of a place search, on a clock that is handed in."""

from __future__ import annotations

import pytest
from app.linking.guarded import DAY_S, CooldownBreaker, Guarded, MemoryPlaceCache
from app.linking.port import Place, PlaceQuery, SearchAway

pytestmark = pytest.mark.anyio
QUERY = PlaceQuery("결담커피", regions=("망원동",))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Search:
    """Counts its calls; is away while told so."""

    def __init__(self) -> None:
        self.calls = 0
        self.away = False

    async def find(self, query: PlaceQuery) -> list[Place]:
        self.calls += 1
        if self.away:
            raise SearchAway("t", "timeout")
        return [Place("t", "1", query.name)]


def guarded(search: Search, clock: Clock, size: int = 10) -> Guarded:
    return Guarded(search, CooldownBreaker(clock, threshold=3, cooldown_s=30), MemoryPlaceCache(clock, size=size))


async def test_an_answer_is_kept_for_a_day_at_most() -> None:
    """One call a day for the same question."""
    search, clock = Search(), Clock()
    keeper = guarded(search, clock)
    assert await keeper.find(QUERY) == await keeper.find(QUERY)
    assert search.calls == 1
    clock.now += DAY_S
    await keeper.find(QUERY)
    assert search.calls == 2
    with pytest.raises(ValueError, match="day"):
        MemoryPlaceCache(clock, ttl_s=DAY_S + 1)


async def test_failures_open_the_breaker_and_one_call_tries_again() -> None:
    """After three failures the search is left alone for the cooldown, then probed once, then trusted again."""
    search, clock = Search(), Clock()
    keeper = guarded(search, clock)
    search.away = True
    for _ in range(5):
        with pytest.raises(SearchAway):
            await keeper.find(QUERY)
    assert search.calls == 3
    clock.now += 31
    with pytest.raises(SearchAway, match="timeout"):
        await keeper.find(QUERY)
    with pytest.raises(SearchAway, match="open"):
        await keeper.find(QUERY)
    assert search.calls == 4
    search.away = False
    clock.now += 31
    assert await keeper.find(QUERY)
    assert search.calls == 5


async def test_failures_are_not_kept() -> None:
    """The next question is asked again."""
    search, clock = Search(), Clock()
    keeper = guarded(search, clock)
    search.away = True
    with pytest.raises(SearchAway):
        await keeper.find(QUERY)
    search.away = False
    assert await keeper.find(QUERY)


async def test_the_cache_stays_small() -> None:
    """The oldest answer goes first."""
    search, clock = Search(), Clock()
    keeper = guarded(search, clock, size=2)
    for name in ("a", "b", "c", "a"):
        await keeper.find(PlaceQuery(name))
    assert search.calls == 4


async def test_kept_answers_cannot_be_changed_by_a_caller() -> None:
    """Each caller gets a list of its own."""
    search, clock = Search(), Clock()
    keeper = guarded(search, clock)
    (await keeper.find(QUERY)).clear()
    assert await keeper.find(QUERY)
