"""The capacity page says what the manifests do: its table of pods follows from its own measurements and from k8s/."""

from __future__ import annotations

import re

from scripts.capacity_page import TARGETS, Cost, cluster

from tests.conftest import ROOT

PAGE = (ROOT / "docs/capacity.md").read_text("utf-8")
COSTS = [
    Cost(way, float(cpu), *map(float, rest.split("|")))
    for way, cpu, rest in re.findall(
        r"^\| (.+?) \| ([\d.]+) \| [\d,]+ \| ([\d.]+ \| \d+ \| [\d.]+ \| \d+) \|$", PAGE, re.M
    )
]


def test_pods_follow_from_the_measurements_and_the_manifests() -> None:
    """Every row of the second table is what the autoscaler would do with the first."""
    assert len(COSTS) == 5
    for cost in COSTS:
        row = f"| {cost.way} | {' | '.join(str(cost.pods(rate, cluster())) for rate in TARGETS)} |"
        assert row in PAGE, row


def test_production_may_grow_to_what_the_page_promises() -> None:
    """The overlay's most pods carry the largest row."""
    assert max(cost.pods(max(TARGETS), cluster()) for cost in COSTS) <= cluster().most_pods
