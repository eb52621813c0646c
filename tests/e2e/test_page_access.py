"""Usable by everybody: keyboard alone, screen readers, small screens, dark, no motion, two languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

from tests.e2e.conftest import Watched, screenshot

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
BROKER = """🌸 봉천동 풀옵션 분리형 원룸
보증금 1000만원 / 월세 55만원, 500/60도 가능
관리비 7만원 (인터넷, 수도 포함), 3층 남향, 엘베 있음
에어컨 냉장고 세탁기, 즉시입주, 반려동물은 죄송해요
새벽공인중개사사무소 010-0000-1234"""
LOOKS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1440, "height": 900}},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True},
    "phone_dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "tablet": {"viewport": {"width": 820, "height": 1180}},
}


def serious(watched: Watched) -> list[str]:
    """What axe finds serious or critical. The debugger evaluates the script, so the policy stays in force."""
    watched.page.evaluate(AXE)
    found = watched.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    bad = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    return [f"{v['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for v in bad for node in v["nodes"]]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious(open_page: Callable[..., Watched], look: str) -> None:
    """Empty, filled with tabs, private data and warnings, and in trouble: no serious finding, in every look."""
    watched = open_page(**LOOKS[look])
    watched.open()
    assert serious(watched) == []
    watched.fill(BROKER)
    watched.page.locator("[data-secret=phones]").click()
    screenshot(watched.page, f"axe-{look}", full_page=True)
    assert serious(watched) == []
    watched.cell("/listings/0/deals/0/deposit").locator("input").fill("3000만")
    watched.page.keyboard.press("Tab")
    assert serious(watched) == []
    watched.answer_with(503, {"type": "/problems/no-provider-left", "status": 503, "request_id": "r"})
    watched.page.locator("#run").click()
    watched.page.wait_for_selector(".trouble")
    assert serious(watched) == []


@pytest.mark.parametrize("task", ["extract/listing", "extract/places", "suggest/hashtags", "extract/meetup"])
def test_axe_finds_nothing_serious_in_the_other_tasks(open_page: Callable[..., Watched], task: str) -> None:
    """Cards, chips and links of the generic forms too."""
    watched = open_page()
    watched.open(f"/#{task}")
    watched.page.locator(".sample").first.click()
    watched.settled()
    assert serious(watched) == []


def test_axe_finds_nothing_serious_in_the_status_page_and_the_dialog(open_page: Callable[..., Watched]) -> None:
    """The second page, and the dialog that asks for a key."""
    watched = open_page()
    watched.open("/status")
    assert serious(watched) == []
    watched.open()
    watched.answer_with(401, {"type": "/problems/unauthenticated", "status": 401})
    watched.paste("원룸")
    watched.page.wait_for_selector("dialog[open]")
    assert serious(watched) == []


def test_the_whole_way_by_keyboard(wide: Watched) -> None:
    """Skip link, text, Ctrl+Enter, form, correction and undo without touching a mouse."""
    page = wide.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reach(wide, "document.activeElement.id === 'text'")
    page.keyboard.insert_text("신림동 원룸 보증금 500만원 월세 45만원")
    page.keyboard.press("ControlOrMeta+Enter")
    wide.settled()
    reach(wide, "document.activeElement.closest('[data-field=deposit]')")
    assert "500" in wide.lit()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("7000000")
    page.keyboard.press("Tab")
    assert wide.cell("/listings/0/deals/0/deposit").get_attribute("data-state") == "edited"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.className") == "undo"
    page.keyboard.press("Enter")
    assert wide.cell("/listings/0/deals/0/deposit").locator("input").input_value() == "5,000,000"
    assert page.evaluate("document.activeElement.closest('[data-field=deposit]') !== null")


def reach(watched: Watched, condition: str, limit: int = 80) -> None:
    """Press Tab until the focus is where it should be."""
    for _ in range(limit):
        if watched.page.evaluate(f"!!({condition})"):
            return
        watched.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reached: {condition}")


def test_a_screen_reader_hears_the_proof(wide: Watched) -> None:
    """The description of a field names the words it came from, and its doubts."""
    wide.fill("신림동 원룸 전세 1.2 3층")
    described = wide.page.evaluate("""() => {
      const input = document.querySelector('[data-field=deposit] input');
      const ids = input.getAttribute('aria-describedby').split(' ');
      return ids.map((id) => document.getElementById(id)?.textContent).join(' ');
    }""")
    assert "1.2" in described
    assert "단위" in described
    assert wide.page.locator("#said").get_attribute("aria-live") == "polite"
    assert wide.page.get_by_label("보증금·전세금").count() >= 1


@pytest.mark.parametrize("width", [360, 390, 640, 820, 1024, 1440, 2560])
def test_nothing_sticks_out_at_any_width(open_page: Callable[..., Watched], width: int) -> None:
    """From a small phone to a wide screen there is no sideways scrolling, in both languages."""
    watched = open_page(viewport={"width": width, "height": 800})
    watched.open()
    for _ in range(2):
        watched.fill(BROKER)
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
        watched.page.locator("#lang").click()


def test_less_motion_means_none(open_page: Callable[..., Watched]) -> None:
    """Who asked for less motion sees none; others see the form fill."""
    # Noted when they begin: on a busy machine they have ended before anybody looks.
    note = "window.begun = []; addEventListener('animationstart', (event) => begun.push(event.animationName))"
    for wish, arriving in [("reduce", False), ("no-preference", True)]:
        watched = open_page(reduced_motion=wish)
        watched.open()
        watched.page.evaluate(note)
        watched.fill(BROKER)
        if arriving:
            watched.page.wait_for_function("begun.includes('arrive')")
        else:
            assert watched.page.evaluate("[begun, document.getAnimations().length]") == [[], 0]


def test_keys_let_go_after_the_answer_point_at_nothing(wide: Watched) -> None:
    """Pasting's own keys come up when the form is filled: it stays as it arrived, until an arrow moves the caret."""
    keys = wide.page.keyboard
    wide.page.evaluate("text => navigator.clipboard.writeText(text)", BROKER)
    wide.page.locator("#text").focus()
    keys.down("ControlOrMeta")
    keys.down("v")
    wide.settled()
    keys.up("v")
    keys.up("ControlOrMeta")
    assert wide.page.locator("#fields.is-arriving").count() == 1
    assert wide.lit() == ""
    keys.press("ArrowLeft")
    assert wide.lit() == BROKER.rsplit(maxsplit=1)[-1]


def test_every_field_and_value_has_a_name_in_both_languages(wide: Watched) -> None:
    """No raw enum value or field name is shown for a shipped task."""
    unnamed = wide.page.evaluate("""async () => {
      const { fieldLabel, valueLabel } = await import('/static/labels.js');
      const { isPlace } = await import('/static/place.js');
      const { tasks } = await (await fetch('/tasks')).json();
      const lost = [];
      const walk = (fields, path) => fields.forEach((field) => {
        const at = [...path, field.name].join('.');
        if (/[가-힣]/.test(fieldLabel(at, 'en', field))) lost.push(at);
        if (!/[가-힣A-Z]/.test(fieldLabel(at, 'ko', { about: '' }))) lost.push(at);
        const isNamesOfFields = field.name === 'missing_required';
        for (const { value } of isNamesOfFields ? [] : field.enum ?? []) {
          if (!/^[A-Za-z0-9.]/.test(valueLabel(at, value, 'en', field))) lost.push(`${at}=${value}`);
          const ko = valueLabel(at, value, 'ko', {});
          if (!/[가-힣]|CCTV|TV|LPG/.test(ko)) lost.push(`${at}=${value}`);
        }
        if (!isPlace(field)) walk(field.fields ?? [], [...path, field.name]); // a place is a card, not fields
      });
      tasks.forEach((task) => walk(task.fields, []));
      return lost;
    }""")
    assert unnamed == []


def test_empty_fields_can_be_hidden(wide: Watched) -> None:
    """The switch leaves what was found; a phone starts that way."""
    wide.fill(BROKER)
    assert wide.page.locator(".cell[data-state=empty]:visible").count() > 10
    wide.page.locator("#hide-empty").check()
    assert wide.page.locator(".cell[data-state=empty]:visible").count() == 0
