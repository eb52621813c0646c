"""From a user's correction to an evaluation case, judged by keyboard on `/review`."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.conftest import ROOT
from tests.e2e.conftest import Watched, screenshot
from tests.e2e.test_page_access import LOOKS, serious
from tests.e2e.test_page_safety import HOSTILE
from tests.http.test_cli import chaeum
from tests.http.test_shadow import eventually
from tests.world.service import Service, running

TASK = "parse/real-estate"
AD = "신림역 5분 원룸 500/45 관리비 5만 3층 문의 010-9876-1234"
DEPOSIT = "/listings/0/deals/0/deposit"
ELEVATOR = "/listings/0/elevator"


@dataclass
class House:
    """A service with task folders of its own, samples, and clients with and without the right."""

    service: Service
    prompts: Path
    samples: Path
    keys: dict[str, str]

    @property
    def cases(self) -> Path:
        return self.prompts / TASK / "eval" / "adopted.jsonl"

    def cli(self, *arguments: str) -> Any:
        return chaeum(*arguments, SAMPLES_DIR=str(self.samples))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    prompts, samples, clients = tmp_path / "prompts", tmp_path / "samples", tmp_path / "clients.yaml"
    shutil.copytree(ROOT / "prompts", prompts)
    rights = {"form": (), "kim": ("--reviewer",), "lee": ("--reviewer",)}
    keys = {
        name: chaeum("clients", "add", name, *right, "--file", str(clients)).stdout.split()[-1]
        for name, right in rights.items()
    }
    env = {"SAMPLES_DIR": str(samples), "CLIENTS_FILE": str(clients), "REVIEW_ADOPTS": "1"}
    with running("--prompts", str(prompts), env=env) as service:
        yield House(service, prompts, samples, keys)


def give_key(page: Page, key: str) -> None:
    page.wait_for_selector("#key-dialog[open]")
    page.keyboard.type(key)
    page.keyboard.press("Enter")


def reviewing(open_page: Callable[..., Watched], house: House, name: str, **look: Any) -> Page:
    """A reviewer before the first sample."""
    watched = open_page(house.service.url, **look)
    page = watched.page
    page.goto(f"{house.service.url}/review")
    give_key(page, house.keys[name])
    return page


def here(page: Page) -> str:
    """The pointer of the row with the focus."""
    return str(page.evaluate("document.activeElement.closest('.row')?.dataset.pointer"))


def correct(open_page: Callable[..., Watched], house: House, text: str = AD, to: str = "2000만") -> None:
    """A user pastes, corrects the deposit and takes the form."""
    user = open_page(house.service.url)
    user.open()
    user.paste(text)
    give_key(user.page, house.keys["form"])
    user.settled()
    field = user.cell(DEPOSIT).locator("input")
    field.fill(to)
    field.press("Enter")
    with user.page.expect_response("**/feedback") as reply:
        user.page.locator("#copy-json").click()
    assert reply.value.json()["counted"]
    assert eventually(lambda: list(house.samples.glob("*.jsonl")))


@pytest.mark.timeout(180)
def test_from_a_correction_to_a_case_within_a_minute(open_page: Callable[..., Watched], house: House) -> None:
    """The user's correction comes first; a reviewer judges it by keyboard alone, and adopts; `chaeum eval` counts it."""
    before = (
        json.loads(chaeum("eval", TASK, "--prompts", str(house.prompts), "--json", "-").stdout or "{}") if 0 else None
    )
    assert before is None
    began = time.monotonic()
    correct(open_page, house)
    page = reviewing(open_page, house, "kim")
    page.wait_for_selector(".row")
    assert "사용자가 고침" in page.locator("#about").inner_text()
    row = page.locator(f'.row[data-pointer="{DEPOSIT}"]')
    assert "2,000만" in row.inner_text()
    assert "500만" in row.locator(".was").inner_text()
    assert "9876" not in page.content()
    while here(page) != DEPOSIT:
        page.keyboard.press("1")
    assert page.locator("mark.is-lit").all_inner_texts() == ["500"]
    page.keyboard.press("3")  # the user was wrong as well
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("500만")
    page.keyboard.press("Enter")
    assert row.get_attribute("data-verdict") == "corrected"
    screenshot(page, "review")
    page.keyboard.press("a")
    assert here(page) == ""
    page.keyboard.press("Enter")
    page.wait_for_selector("#last[data-state=confirmed]")
    page.keyboard.press("g")
    page.wait_for_selector("#last :text('평가 사례가 되었어요')")
    assert time.monotonic() - began < 60
    (case,) = [json.loads(line) for line in house.cases.read_text("utf-8").splitlines()]
    assert case["expected"]["listings"][0]["deals"][0]["deposit"] == 5_000_000
    assert (case["added_from"], case["labeller"], case["confirmed"]) == ("feedback", "kim", True)
    assert case["id"] == f"feedback-{case['sample']}"
