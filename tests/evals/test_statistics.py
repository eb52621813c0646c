"""The statistics against textbook values, against each other, and by simulation."""

from __future__ import annotations

import math
import random

import pytest
from app.evals import resample
from app.evals.gates import not_inferior
from app.evals.intervals import Difference
from app.evals.measures import Comparison
from app.evals.statistics import (
    corrected_interval,
    holm,
    independent,
    kappa_interval,
    mcnemar_mid_p,
    minimum_detectable,
    power,
    rogan_gladen,
    rule_of_three,
    sign_test,
    wilson,
)
from app.evals.tally import f1
from app.samples.agreement import agreement, cohen_kappa


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        (95, 100, 0.8882, 0.9785),  # the table of EVALUATION.md
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_has_the_published_ends(right: int, n: int, low: float, high: float) -> None:
    """Newcombe's examples, to four digits."""
    found = wilson(right, n)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_wilson_of_nothing_is_none_and_no_errors_is_three_over_n() -> None:
    """An interval of nothing does not exist; zero errors bound the rate by 3/n."""
    assert wilson(0, 0) is None
    assert rule_of_three(300) == 0.01


@pytest.mark.parametrize(
    ("b", "c", "p"),
    [
        (1, 7, 0.0391),  # Fagerland, Lydersen, Laake 2013: airway hyper-responsiveness, mid-p 0.039
        (59, 6, 2.73e-12),
        (0, 0, 1.0),
        (5, 5, 1.0 - 0.5 * math.comb(10, 5) / 2**10),
        (0, 5, 1 / 2**5),
    ],
)
def test_mcnemar_mid_p(b: int, c: int, p: float) -> None:
    """Published examples and what can be counted by hand; the two sides are alike."""
    assert mcnemar_mid_p(b, c) == pytest.approx(p, rel=5e-3)
    assert mcnemar_mid_p(b, c) == mcnemar_mid_p(c, b)


def test_values_of_one_document_are_not_independent() -> None:
    """One a document: as many as there are. All alike within a document: as many as documents."""
    assert independent([(1, 1)] * 30 + [(0, 1)] * 10) == pytest.approx((30, 40))
    assert independent([(5, 5)] * 30 + [(0, 5)] * 10) == pytest.approx((30, 40))
    assert independent([(5, 5)] * 30) == (30, 30)
    assert independent([(0, 2), (0, 1)]) == (0, 2)
    assert independent([]) == (0, 0)


def test_the_interval_of_values_covers_the_truth_only_so() -> None:
    """120 documents of 5 values, a fifth of them half wrong throughout: naively the interval is far too narrow."""
    rng, inside, naive, times = random.Random(5), 0, 0, 600
    truth = 0.8 * 0.98 + 0.2 * 0.3
    for _ in range(times):
        documents = []
        for _ in range(120):
            good = 0.98 if rng.random() < 0.8 else 0.3
            documents.append((sum(rng.random() < good for _ in range(5)), 5))
        for share, counted in ((independent(documents), True), ((sum(right for right, _ in documents), 600), False)):
            found = wilson(*share)
            assert found is not None
            held = found.low <= truth <= found.high
            inside, naive = inside + (held and counted), naive + (held and not counted)
    assert 0.92 <= inside / times <= 0.98
    assert naive / times < 0.85


def test_holm_is_the_step_down_procedure() -> None:
    """Five values as p.adjust of R gives them."""
    found = holm({"a": 0.01, "b": 0.02, "c": 0.03, "d": 0.04, "e": 0.05})
    assert found == pytest.approx({"a": 0.05, "b": 0.08, "c": 0.09, "d": 0.09, "e": 0.09})


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        ([[20, 5], [10, 15]], 0.4),  # the usual 50 applications
        ([[45, 15], [25, 15]], 3 / 23),  # equal agreement,
        ([[25, 35], [5, 35]], 7 / 27),  # unequal kappa
        ([[0, 5], [5, 0]], -1),
        ([[9, 0], [0, 0]], None),  # chance explains everything
        ([[0, 0], [0, 0]], None),
        ([], None),
    ],
)
def test_kappa_of_textbook_tables(table: list[list[int]], kappa: float | None) -> None:
    """As a table, and as two reviewers said it thing by thing."""
    told = [{"kim": str(i), "lee": str(j)} for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    for found in (cohen_kappa(table), agreement(told).kappa):
        assert found == (None if kappa is None else pytest.approx(kappa))


def test_the_corrected_rate() -> None:
    """An imperfect judge's 30 % is corrected to 23.1 %."""
    assert rogan_gladen(0.30, 0.80, 0.85) == pytest.approx(0.15 / 0.65)
    assert rogan_gladen(0.30, 0.5, 0.5) is None
    assert rogan_gladen(0.02, 0.9, 0.9) == 0
    assert rogan_gladen(0.98, 0.9, 0.9) == 1


@pytest.mark.parametrize(
    ("table", "kappa", "low", "high"),
    [
        ([[0, 4, 1], [0, 8, 0], [0, 1, 5]], 0.4842, 0.2137, 0.7547),  # PROC FREQ of SAS
        ([[0, 0, 0], [5, 16, 3], [8, 12, 28]], 0.3333, 0.1738, 0.4929),  # the same, one level unused
        ([[75, 1, 4], [5, 4, 1], [0, 0, 10]], 0.6765, 0.5046, 0.8484),  # Fleiss, Levin, Paik 2003, table 18.1
    ],
)
def test_the_interval_of_kappa_is_the_published_one(
    table: list[list[int]], kappa: float, low: float, high: float
) -> None:
    """The error of Fleiss, Cohen and Everitt, which kappa = 0 would make too small."""
    found = kappa_interval(table)
    assert found is not None
    assert cohen_kappa(table) == pytest.approx(kappa, abs=6e-5)
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))
    assert kappa_interval([[0, 0], [0, 0]]) is None


@pytest.mark.parametrize(("wins", "losses", "p"), [(8, 2, 0.109375), (9, 1, 22 / 1024), (5, 5, 1.0), (0, 0, 1.0)])
def test_the_sign_test_is_exact(wins: int, losses: int, p: float) -> None:
    """Counted by hand: two tails of a fair coin."""
    assert sign_test(wins, losses) == pytest.approx(p)
    assert sign_test(losses, wins) == sign_test(wins, losses)


@pytest.mark.parametrize(
    ("true", "sensitivity", "specificity"), [(0.85, 0.9, 0.85), (0.5, 0.8, 0.95), (0.97, 0.9, 0.9)]
)
def test_the_corrected_interval_covers_the_truth(true: float, sensitivity: float, specificity: float) -> None:
    """A judge calibrated on 58 and 58 labels reports on 300 values: the interval holds the truth in 92 to 98 %."""
    rng, inside, times = random.Random(11), 0, 600
    for _ in range(times):
        calls = [rng.random() < (sensitivity if rng.random() < true else 1 - specificity) for _ in range(300)]
        hits = sum(rng.random() < sensitivity for _ in range(58))
        rejected = sum(rng.random() < specificity for _ in range(58))
        found = corrected_interval((sum(calls), 300), (hits, 58), (rejected, 58))
        inside += found is not None and found.low <= true <= found.high
    assert 0.92 <= inside / times <= 0.99
    assert corrected_interval((0, 0), (50, 58), (50, 58)) is None
    assert corrected_interval((5, 10), (29, 58), (29, 58)) is None


@pytest.mark.parametrize(
    ("n", "row"),
    [
        (100, [None, 8.5, 12.5, 15.0]),
        (300, [3.5, 5.5, 7.5, 9.0]),
        (500, [3.0, 4.0, 6.0, 7.0]),
        (1000, [2.0, 3.0, 4.0, 5.0]),
    ],
)
def test_the_smallest_difference_is_that_of_the_design(n: int, row: list[float | None]) -> None:
    """The table of the design, which was simulated, within half a point."""
    for discordant, wanted in zip((0.05, 0.1, 0.2, 0.3), row, strict=True):
        found = minimum_detectable(n, discordant)
        assert (found is None) == (wanted is None)
        assert found is None or wanted is None or abs(100 * found - wanted) <= 0.5


def test_power_agrees_with_a_simulation() -> None:
    """The exact sum and 2,000 simulated comparisons say the same."""
    rng, n, discordant, delta = random.Random(1), 200, 0.2, 0.1
    found = 0
    for _ in range(2000):
        draws = [rng.random() for _ in range(n)]
        only_new = sum(x < (discordant + delta) / 2 for x in draws)
        only_old = sum((discordant + delta) / 2 <= x < discordant for x in draws)
        found += mcnemar_mid_p(only_old, only_new) < 0.05
    assert power(n, discordant, delta) == pytest.approx(found / 2000, abs=0.035)


# ---- by simulation ---------------------------------------------------------------------------------------------------
SETS, DOCUMENTS, FIELDS, TIMES = 200, 200, 15, 400


def documents(rng: random.Random, right: float) -> list[list[int]]:
    """Documents whose fields fail together: each has a quality of its own around `right`. tp, tpp, fp, fn."""
    rows = []
    for _ in range(DOCUMENTS):
        own = min(1.0, max(0.0, rng.gauss(right, 0.15)))
        good = sum(rng.random() < own for _ in range(FIELDS))
        rows.append([good, good, FIELDS - good, FIELDS - good])
    return rows


def test_bootstrap_intervals_cover_the_truth() -> None:
    """Over 200 simulated sets of 200 documents the interval of F1 holds the true value in 92 to 98 % of them."""
    big = [documents(random.Random(seed), 0.8) for seed in range(1000, 1100)]
    truth_of = [sum(row[i] for rows in big for row in rows) for i in range(4)]
    truth = f1(*truth_of)
    assert truth is not None
    inside = 0
    for seed in range(SETS):
        rows = documents(random.Random(seed), 0.8)
        spread = resample.distributions(rows, {"f1": lambda row: f1(row[0], row[1], row[2], row[3])}, TIMES, seed)
        interval = resample.percentile_interval(spread["f1"])
        assert interval is not None
        inside += interval.low <= truth <= interval.high
    assert 0.92 <= inside / SETS <= 0.98


def test_wilson_covers_the_truth() -> None:
    """The same for a share near its end, where the textbook interval fails."""
    rng, inside = random.Random(5), 0
    for _ in range(1000):
        found = wilson(sum(rng.random() < 0.97 for _ in range(DOCUMENTS)), DOCUMENTS)
        assert found is not None
        inside += found.low <= 0.97 <= found.high
    assert 0.92 <= inside / 1000 <= 0.98


def test_the_gate_lets_a_loss_through_as_seldom_as_it_says() -> None:
    """A version that is worse by just the margin passes in 2.5 % of 400 sets, within the binomial interval."""
    margin, n, sets, passed = -0.01, 400, 400, 0
    for seed in range(sets):
        rng = random.Random(seed)
        # Exact per document: the new one loses 6 % of the documents and wins 5 %: worse by one point.
        draws = [rng.random() for _ in range(n)]
        rows = [[int(x >= 0.05), int(x < 0.05 or x >= 0.11), 1] for x in draws]
        spread = resample.distributions(rows, {"delta": lambda row: (row[1] - row[0]) / row[2]}, TIMES, seed)["delta"]
        point = sum(row[1] - row[0] for row in rows) / n
        seen = Difference(0.95, 0.95 + point, point, resample.percentile_interval(spread), resample.two_sided_p(spread))
        wanted = Comparison(min_delta=margin, figures=["micro_f1"])
        passed += not_inferior(wanted, {"micro_f1": seen}, n)[0].passed
    high = 0.025 * sets + 2.6 * math.sqrt(sets * 0.025 * 0.975)
    low = 0.025 * sets - 2.6 * math.sqrt(sets * 0.025 * 0.975)
    assert low <= passed <= high


def test_a_difference_that_is_none_is_seldom_called_one() -> None:
    """Two equal systems: bootstrap p below 0.05 in about 5 % of 300 sets."""
    called = 0
    for seed in range(300):
        rng = random.Random(seed)
        rows = [[int(rng.random() < 0.9), int(rng.random() < 0.9), 1] for _ in range(DOCUMENTS)]
        spread = resample.distributions(rows, {"delta": lambda row: (row[1] - row[0]) / row[2]}, TIMES, seed)["delta"]
        called += resample.two_sided_p(spread) < 0.05
    assert 0.05 * 300 - 3 * math.sqrt(300 * 0.0475) <= called <= 0.05 * 300 + 3 * math.sqrt(300 * 0.0475)


def test_gates_on_small_sets_use_the_point_and_say_so() -> None:
    """Below 300 documents an interval would refuse everything."""
    one = Difference(0.9, 0.9, 0.0, resample.percentile_interval([x / 1000 - 0.05 for x in range(100)]), 1.0)
    small = not_inferior(Comparison(figures=["micro_f1"]), {"micro_f1": one}, 100)[0]
    large = not_inferior(Comparison(figures=["micro_f1"]), {"micro_f1": one}, 300)[0]
    assert small.passed
    assert "fewer than 300" in small.decided_by
    assert not large.passed
    assert "lower end" in large.decided_by
