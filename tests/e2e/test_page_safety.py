"""Nothing in a text or an answer can act: hostile strings stay words, nothing ungrounded, nothing leaves (S10, S26)."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.e2e.conftest import Watched
from tests.world.service import Service

STATIC = ROOT / "app" / "http" / "static"
HOSTILE = (
    "<img src=x onerror=window.owned=1>",
    '"><svg onload=window.owned=1>',
    "javascript:window.owned=1",
    "<script>window.owned=1</script>",
    "{{constructor.constructor('window.owned=1')()}}",
    "=cmd|' /C calc'!A0",
    "__proto__",
    "</textarea><iframe srcdoc='<script>parent.owned=1</script>'>",
    "\u202eslrae\u202c",
)
META = {
    "task": "t",
    "version": "v1",
    "provider": HOSTILE[0],
    "model": HOSTILE[1],
    "degraded": True,
    "cache": "miss",
    "attempts": 1,
    "latency_ms": 1,
    "usage": None,
    "cost_usd": None,
    "request_id": HOSTILE[3],
    "trace_id": None,
}


def envelope(result: Any, evidence: dict[str, Any] | None = None, warnings: list[Any] | None = None) -> dict[str, Any]:
    return {"result": result, "evidence": evidence or {}, "warnings": warnings or [], "meta": META}


def inert(watched: Watched) -> None:
    """No script ran, and nothing of the hostile strings became an element."""
    assert watched.page.evaluate("window.owned") is None
    assert watched.page.evaluate("Object.prototype.owned") is None
    assert (
        watched.page.locator("#fields :is(img, script, iframe, svg), .paper :is(img, script, iframe, svg)").count() == 0
    )
    assert watched.page.locator("a[href^='javascript']").count() == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_words(wide: Watched, text: str) -> None:
    """Pasted markup goes through the real service and comes back as characters."""
    for task in ("parse/real-estate", "extract/meetup", "suggest/hashtags"):
        wide.open(f"/#{task}")
        wide.fill(f"{text} 신림동 원룸 보증금 500만원 월세 45만원 매주 화요일 {text}")
        inert(wide)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_answers_stay_words(wide: Watched, text: str) -> None:
    """Even a service gone wrong cannot run anything in the page: every kind of field, warnings and the footer."""
    listing = {
        "advertiser": text,
        "property_type": text,
        "options": [text],
        "deals": [{"type": text, "deposit": text}],
        "address": {"text": text, "dong": text},
        "stations": [{"name": text, "line": text}],
    }
    private = {"names": [text], "unit": text}
    result = {"intent": text, "listings": [listing], "private": private, "missing_required": [text]}
    evidence = {"/listings/0/address/text": {"start": 0, "end": len(text), "quote": text, "match": text}}
    warnings = [{"code": text, "path": path, "message": text} for path in (text, "/listings/0/rooms")]
    wide.answer_with(200, envelope(result, evidence, warnings))
    wide.fill(text)
    for secret in wide.page.locator("[data-secret]").all():
        secret.click()
    wide.page.locator("#lang").click()
    inert(wide)


def test_hostile_links_are_not_links(wide: Watched) -> None:
    """A place's URL becomes a link only when it is http(s)."""
    place = {"source": "x", "id": "1", "name": "결담커피", "address": "망원동", "lat": 1, "lng": 1, "score": 1}
    urls = [
        "javascript:window.owned=1",
        "data:text/html,<script>1</script>",
        "https://user:pw@example.com/",
        "//example.com",
        "https://example.com/1",
    ]
    candidates = [{**place, "url": url} for url in urls]
    wide.open("/#extract/places")
    wide.answer_with(
        200, envelope({"is_review": True, "places": [{"mention": "결담커피", "link": None, "candidates": candidates}]})
    )
    wide.fill("결담커피 다녀왔어요")
    links = [link.get_attribute("href") for link in wide.page.locator("#fields a").all()]
    assert links == ["https://example.com/1"]
    assert wide.page.locator("#fields a").first.get_attribute("rel") == "noopener noreferrer"
    inert(wide)


def test_values_without_their_words_are_not_filled(wide: Watched) -> None:
    """A quote that does not stand in the text, at that place, empties its field and says so."""
    text = "보증금 500"
    deals = [{"type": "monthly", "deposit": 5_000_000, "rent": 450_000}]
    evidence = {
        "/listings/0/deals/0/deposit": {"start": 4, "end": 7, "quote": "500", "match": "normalized"},
        "/listings/0/deals/0/rent": {"start": 4, "end": 6, "quote": "45", "match": "normalized"},
        "/listings/0/floor/number": {"start": 90, "end": 99, "quote": "3층", "match": "normalized"},
    }
    wide.answer_with(
        200, envelope({"intent": "offer", "listings": [{"deals": deals, "floor": {"number": 3}}]}, evidence)
    )
    wide.fill(text)
    assert wide.cell("/listings/0/deals/0/deposit").locator("input").input_value() == "5,000,000"
    for pointer in ("/listings/0/deals/0/rent", "/listings/0/floor/number"):
        assert wide.cell(pointer).locator("input").input_value() == ""
        assert wide.cell(pointer).locator("[data-code=ungrounded_dropped]").count() == 1


def test_the_policy_is_strict_and_nothing_leaves(wide: Watched) -> None:
    """The CSP names no outside source; both pages, every task and a fill stay within the origin."""
    policy = wide.page.request.get(f"{wide.origin}/").headers["content-security-policy"]
    for rule in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'none'",
        "base-uri 'none'",
    ):
        assert rule in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    wide.fill("신림동 원룸 보증금 500만원 월세 45만원")
    wide.open("/status")
    assert wide.violations == []
    assert wide.outside == []


def test_an_injected_script_does_not_run(open_page: Callable[..., Watched]) -> None:
    """The policy is what stops it: this one violation is wanted."""
    watched = open_page()
    page = watched.open()
    page.evaluate("""() => {
      const script = document.createElement('script');
      script.textContent = 'window.owned = 1';
      document.body.append(script);
    }""")
    assert page.evaluate("window.owned") is None
    assert len(watched.violations) == 1
    page.evaluate("window.violations.length = 0")


def test_no_file_makes_markup_from_strings() -> None:
    """Our own files hold none of the ways by which a string becomes markup or code."""
    names = "innerHTML|outerHTML|insertAdjacentHTML|DOMParser|createContextualFragment|setHTML"
    ways = re.compile(rf"{names}|document\.write|\beval\(|new Function")
    files = [path for path in STATIC.rglob("*.*") if path.suffix in (".js", ".html") and path.parent.name != "docs"]
    assert len(files) > 20
    assert [path.name for path in files if ways.search(path.read_text(encoding="utf-8"))] == []


def test_the_first_load_is_small(open_page: Callable[..., Watched]) -> None:
    """At most 100 KB come over the wire before the page can be used."""
    page = open_page().open()
    page.wait_for_load_state("networkidle")
    sizes = page.evaluate("""() => ['resource', 'navigation']
      .flatMap((kind) => performance.getEntriesByType(kind)).map((entry) => [entry.name, entry.transferSize])""")
    assert len(sizes) > 20
    assert sum(size for _, size in sizes) <= 100_000


def test_the_page_needs_no_build_step(service: Service) -> None:
    """What lies in the folder is what is served, and every module that the page imports is preloaded."""
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    preloaded = set(re.findall(r'modulepreload" href="/static/([\w-]+\.js)"', html))
    needed: set[str] = set()
    todo = ["app.js"]
    while todo:
        source = (STATIC / todo.pop()).read_text(encoding="utf-8")
        found = set(re.findall(r'from "\./([\w-]+\.js)"', source)) - needed
        needed |= found
        todo += found
    assert preloaded == needed
    assert len(gzip.compress(b"".join((STATIC / name).read_bytes() for name in needed))) < 60_000
    assert service.port
