"""The status page: what it shows with figures, and without."""

from __future__ import annotations

import json

from tests.e2e.conftest import FIXTURES, Watched, screenshot


def test_without_figures_the_tasks_are_listed(watched: Watched) -> None:
    """Where the service has no figures yet, the page says so and still lists the tasks."""
    watched.page.route("**/status.json", lambda route: route.fulfill(status=404, body="{}"))
    page = watched.open("/status")
    assert "아직 보여 줄 수치가 없어요" in (page.locator("#board").text_content() or "")
    assert page.locator("tbody tr").count() >= 5


def test_providers_quotas_and_tasks_are_shown(watched: Watched) -> None:
    """Every provider has its state and figures, every chart a name that a screen reader hears."""
    figures = json.loads((FIXTURES / "status.example.json").read_text(encoding="utf-8"))
    watched.page.route("**/status.json", lambda route: route.fulfill(json=figures))
    page = watched.open("/status")
    assert page.locator(".tile[data-provider]").count() == len(figures["providers"])
    assert page.locator("[data-provider=gemini] .state").text_content() == "시험 중"
    assert "39%" in (page.locator("[data-provider=gemini]").text_content() or "")
    charts = page.locator("svg[role=img]")
    assert charts.count() == 2 * len(figures["providers"]) + len(figures["quotas"])
    assert all(chart.get_attribute("aria-label") for chart in charts.all())
    screenshot(page, "status", full_page=True)


def test_half_an_answer_is_still_shown(watched: Watched) -> None:
    """Nulls and missing parts become "unknown", not an empty page."""
    half = {
        "providers": [
            {"name": "rules", "model": None, "state": "open", "requests": None, "error_rate": None, "p95_ms": None}
        ]
    }
    watched.page.route("**/status.json", lambda route: route.fulfill(json=half))
    page = watched.open("/status")
    assert "모름" in (page.locator("[data-provider=rules]").text_content() or "")
    assert page.locator("tbody tr").count() >= 5


def test_the_real_service_has_a_status_page(watched: Watched) -> None:
    """Whatever the running service tells about itself, the page draws it."""
    page = watched.open("/status")
    assert page.locator("tbody tr").count() >= 5
