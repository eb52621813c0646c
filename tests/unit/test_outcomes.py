"""The table of outcomes, row by row, and the windows and budgets that it feeds."""

from __future__ import annotations

import pytest
from app.errors import BadCall, Garbled, Misconfigured, NoRoom, ProviderError, Refused, Throttled, TooSlow, Unreachable
from app.routing.budget import HedgeBudget, RetryBudget
from app.routing.bulkhead import Bulkhead
from app.routing.deadline import Deadline
from app.routing.latency import RunningQuantile
from app.routing.outcomes import Consequence, consequence
from app.routing.quality import BadCallWindow, QualityWindow

ROWS: list[tuple[ProviderError, Consequence]] = [
    (Unreachable("refused"), Consequence("C1", "failure")),
    (TooSlow("no answer"), Consequence("C2", "slow_failure")),
    (Unreachable("vendor", status=500), Consequence("C3", "failure")),
    (Unreachable("vendor", status=529), Consequence("C3", "failure")),
    (Throttled("rate limit", status=429, opens_s=30.0), Consequence("C4", "cooldown", open_s=30.0)),
    (Throttled("rate limit", status=429), Consequence("C4", "cooldown", open_s=5.0)),
    (Misconfigured("quota", status=429, opens_s=300.0), Consequence("C5", "open", open_s=300.0, alert=True)),
    (Misconfigured("billing", status=402, opens_s=300.0), Consequence("C5", "open", open_s=300.0, alert=True)),
    (Misconfigured("key", status=401, opens_s=60.0), Consequence("C6", "open", open_s=60.0, alert=True)),
    (Misconfigured("key", status=403), Consequence("C6", "open", open_s=60.0, alert=True)),
    (Misconfigured("model gone", status=404, opens_s=300.0), Consequence("C7", "open", open_s=300.0, alert=True)),
    (BadCall("schema", status=400), Consequence("C8", "bad_call", once=True)),
    (BadCall("context", status=400, too_long=True), Consequence("C9", "none", once=True)),
    (Refused("safety"), Consequence("C10", "none", goes_on=False, once=True)),
    (Garbled("empty"), Consequence("C11", "quality")),
    (NoRoom("outbound limit"), Consequence("C13", "none")),
]


@pytest.mark.parametrize("error, row", ROWS, ids=[f"{row.row}-{error.reason}" for error, row in ROWS])
def test_each_row(error: ProviderError, row: Consequence) -> None:
    """What a provider raises has exactly the consequences of its row."""
    assert consequence(error) == row


def test_every_provider_error_has_a_row() -> None:
    """No subclass of ProviderError is missing from the table above."""
    named = {type(error) for error, _ in ROWS}
    ours = {kind for kind in ProviderError.__subclasses__() if kind.__module__ == "app.errors"}
    assert ours <= named


def test_a_late_loop_says_nothing_about_time() -> None:
    """With the event loop 150 ms late a timeout is our own trouble, a 500 is still the vendor's."""
    assert consequence(TooSlow("no answer"), loop_lag_s=0.15).effect == "none"
    assert consequence(Unreachable("vendor", status=500), loop_lag_s=0.15).effect == "failure"


def test_quality_opens_at_half_of_twenty() -> None:
    """Ten unusable answers of nineteen are too few to judge, of twenty they rest the combination for a minute."""
    now = [0.0]
    window = QualityWindow(lambda: now[0])
    for _ in range(10):
        window.usable()
    for _ in range(9):
        window.garbled()
    assert window.out_s == 0
    window.garbled()
    assert window.out_s == 60
    now[0] = 61
    for _ in range(4):
        window.garbled()
    assert window.out_s == 0
    window.garbled()
    assert window.out_s == 60


def test_six_bad_calls_a_minute_rest_the_pair() -> None:
    """Five refused requests in a minute are tolerated, the sixth rests the pair; spread out they never do."""
    now = [0.0]
    window = BadCallWindow(lambda: now[0])
    for _ in range(20):
        now[0] += 13
        window.refused()
    assert window.out_s == 0
    for _ in range(2):
        window.refused()
    assert window.out_s == 60


def test_the_retry_budget_runs_dry_and_drips() -> None:
    """Fifty failures empty half of the tokens; then one attempt a second passes; successes refill slowly."""
    now = [0.0]
    budget = RetryBudget(lambda: now[0])
    for _ in range(50):
        assert budget.take()
        budget.failed()
    assert [budget.take() for _ in range(5)] == [True, False, False, False, False]
    now[0] = 1.0
    assert [budget.take() for _ in range(3)] == [True, False, False]
    for _ in range(11):
        budget.succeeded()
    assert all(budget.take() for _ in range(5))


def test_hedges_are_a_share_of_the_requests() -> None:
    """A thousand requests at 5 % earn fifty hedges, and ten may be saved up."""
    budget = HedgeBudget()
    spent = 0
    for _ in range(1000):
        budget.earn(0.05)
        spent += budget.take()
    assert spent <= 60
    for _ in range(10_000):
        budget.earn(0.05)
    assert sum(budget.take() for _ in range(100)) == 10


def test_a_bulkhead_never_queues() -> None:
    """The place beyond the last is refused at once, and given again when one leaves."""
    bulkhead = Bulkhead(2)
    assert [bulkhead.enter() for _ in range(3)] == [True, True, False]
    bulkhead.leave()
    assert bulkhead.enter()


def test_shares_of_a_deadline() -> None:
    """With two models left an attempt gets half, with one everything but the reserve, never more than its limit."""
    now = [0.0]
    deadline = Deadline.within(6.0, lambda: now[0])
    assert deadline.share(3, 10.0) == pytest.approx(2.925)
    assert deadline.share(1, 10.0) == pytest.approx(5.85)
    assert deadline.share(1, 4.0) == 4.0
    now[0] = 7.0
    assert deadline.share(1, 4.0) < 0


@pytest.mark.parametrize("p", [0.5, 0.95])
def test_a_running_quantile_finds_its_place_and_moves_with_it(p: float) -> None:
    """Over a repeating spread of latencies the estimate lies near the quantile, and follows when everything doubles."""
    quantile = RunningQuantile(p)
    spread = [0.1 + 0.01 * ((i * 37) % 100) for i in range(100)]
    for scale in (1.0, 2.0):
        for _ in range(20):
            for latency in spread:
                quantile.see(latency * scale)
        true = sorted(spread)[int(p * 100) - 1] * scale
        assert quantile.value == pytest.approx(true, rel=0.3)
