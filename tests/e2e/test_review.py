"""From a user's correction to an evaluation case, judged by keyboard on `/review`."""

from __future__ import annotations

import json
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from app.clients import desk
from app.clients.file import ClientsFile, Entry, write
from app.samples.review import FRESH_S
from playwright.sync_api import Page, Route

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


@contextmanager
def a_house(tmp_path: Path) -> Iterator[House]:
    prompts, samples, clients = tmp_path / "prompts", tmp_path / "samples", tmp_path / "clients.yaml"
    shutil.copytree(ROOT / "prompts", prompts)
    file, keys = ClientsFile(), {}
    for name, may in {"form": False, "kim": True, "lee": True}.items():
        entry = Entry(reviewer=may)
        file, key = desk.add(file, name, now=datetime.now(UTC), random_bytes=secrets.token_bytes, entry=entry)
        keys[name] = key.secret
    write(clients, file)
    env = {"SAMPLES_DIR": str(samples), "CLIENTS_FILE": str(clients), "REVIEW_ADOPTS": "1"}
    with running("--prompts", str(prompts), env=env) as service:
        yield House(service, prompts, samples, keys)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as one:
        yield one


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """For tests that leave no verdict behind."""
    with a_house(tmp_path_factory.mktemp("review")) as one:
        yield one


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
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_selector("#last[data-state=confirmed]")
    page.keyboard.press("g")
    page.wait_for_selector("#last :text('평가 사례가 되었어요')")
    assert time.monotonic() - began < 60
    (case,) = [json.loads(line) for line in house.cases.read_text("utf-8").splitlines()]
    assert case["expected"]["listings"][0]["deals"][0]["deposit"] == 5_000_000
    assert (case["added_from"], case["labeller"], case["confirmed"]) == ("feedback", "kim", True)
    assert case["id"] == f"feedback-{case['sample']}"
    report = house.samples / "report.json"
    counted = house.cli("eval", TASK, "--prompts", str(house.prompts), "--json", str(report))
    assert counted.returncode in (0, 1), counted.stderr
    gold = (house.prompts / TASK / "eval" / "dev.jsonl").read_text("utf-8").splitlines()
    assert f"{len(gold) + 1} documents" in counted.stdout


@pytest.mark.timeout(180)
def test_two_reviewers_are_blind_until_they_have_judged_and_settle_what_they_dispute(
    open_page: Callable[..., Watched], house: House
) -> None:
    """Neither sees the other's verdict before their own; a dispute is no case until one of them changes their mind."""
    correct(open_page, house)
    kim, lee = (reviewing(open_page, house, name) for name in ("kim", "lee"))
    for page in (kim, lee):
        page.wait_for_selector(".row")
    kim.keyboard.press("a")
    kim.keyboard.press("1")
    kim.keyboard.press("Enter")
    kim.wait_for_selector("#last[data-state=confirmed]")
    lee.reload()
    give_key(lee, house.keys["lee"])
    lee.wait_for_selector(".row")
    assert lee.locator(".other").count() == 0
    assert "kim" not in lee.content()
    lee.locator(f'.row[data-pointer="{DEPOSIT}"] .judge-corrected').click()
    lee.keyboard.press("ControlOrMeta+a")
    lee.keyboard.type("500만")
    lee.keyboard.press("Enter")
    lee.keyboard.press("a")
    lee.keyboard.press("1")
    lee.keyboard.press("Enter")
    lee.wait_for_selector("#last[data-state=disputed]")
    assert not house.cases.exists()
    kim.locator("#of").select_option("disputed")
    kim.wait_for_selector(".other")
    assert "lee: 고침 5,000,000" in kim.locator(f'.row[data-pointer="{DEPOSIT}"]').inner_text()
    screenshot(kim, "review-disputed")
    kim.locator("#show-agreement").click()
    kim.wait_for_selector("#figures tbody tr")
    assert kim.locator("#figures tr.all .number").all_inner_texts() == ["13", "92%", "0.00"]
    assert serious(Watched(kim, "")) == []
    screenshot(kim, "review-agreement")
    kim.keyboard.press("Escape")
    kim.locator(f'.row[data-pointer="{DEPOSIT}"] .judge-corrected').click()
    kim.keyboard.press("ControlOrMeta+a")
    kim.keyboard.type("5000000")
    kim.keyboard.press("Enter")
    kim.locator("#submit").click()
    kim.wait_for_selector("#last[data-state=confirmed]")
    with kim.expect_download() as given:
        kim.locator("#export").click()
    (row,) = [json.loads(line) for line in Path(given.value.path()).read_text("utf-8").splitlines()]
    assert row["labeller"] == "kim, lee"
    assert row["expected"]["listings"][0]["deals"][0]["deposit"] == 5_000_000


@pytest.mark.timeout(120)
def test_missing_values_are_written_down_and_personal_ones_are_refused(
    open_page: Callable[..., Watched], house: House
) -> None:
    """`e` opens the empty fields, also with Hangul switched on; undo takes a value back; a phone is not kept."""
    correct(open_page, house)
    page = reviewing(open_page, house, "kim")
    page.wait_for_selector(".row")
    page.keyboard.press("a")
    page.keyboard.press("3")  # something is missing: the empty fields open
    row = page.locator(f'.row[data-pointer="{ELEVATOR}"]')
    row.focus()
    screenshot(page, "review-empty", full_page=True)
    page.keyboard.press("3")
    page.locator(".editor select").select_option(index=1)
    page.keyboard.press("Enter")
    assert row.get_attribute("data-verdict") == "corrected"
    press_hangul(page, "KeyU", "ㅕ")
    assert row.get_attribute("data-verdict") == ""
    press_hangul(page, "KeyE", "ㄷ")
    assert row.count() == 0
    press_hangul(page, "KeyE", "ㄷ")
    address = page.locator('.row[data-pointer="/listings/0/address/text"]')
    address.focus()
    page.keyboard.press("3")
    page.keyboard.type("010-2345-6789")
    page.keyboard.press("Enter")
    page.locator('.row[data-pointer=""] .judge-right').click()
    page.locator("#submit").click()
    page.wait_for_selector(".row-flaw:not(:empty)")
    assert "개인정보" in address.inner_text()
    assert here(page) == "/listings/0/address/text"
    page.keyboard.press("x")  # the text does not say it: as it was
    page.locator("#submit").click()
    page.wait_for_selector("#last[data-state=confirmed]")
    assert "2345" not in "".join(path.read_text("utf-8") for path in house.samples.rglob("*.jsonl"))


@pytest.mark.timeout(120)
def test_a_sample_that_is_forgotten_meanwhile_is_passed(open_page: Callable[..., Watched], house: House) -> None:
    """The verdict is about nothing any more: said in words, and the next one comes by itself."""
    correct(open_page, house)
    page = reviewing(open_page, house, "kim")
    page.wait_for_selector(".row")
    assert "are deleted" in house.cli("samples", "forget", "form").stdout
    time.sleep(FRESH_S + 0.5)  # until then the service goes by what it read
    page.keyboard.press("a")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_selector("#said:text('바뀌었거나 지워졌어요')")
    assert page.locator("#bench").is_hidden()
    assert page.locator("#trouble").inner_text() == ""


@pytest.mark.timeout(120)
def test_two_keys_at_once_do_not_pass_over_a_sample(open_page: Callable[..., Watched], house: House) -> None:
    """`s` while a verdict is on its way is not heard: it would be about the next one."""
    texts = [AD, AD.replace("신림", "봉천")]
    for text in texts:
        correct(open_page, house, text)
    page = reviewing(open_page, house, "kim")
    page.wait_for_selector(".row")
    first = page.locator("#words").inner_text()
    held: list[Route] = []
    page.route("**/review/verdicts", lambda route: held.append(route))
    page.keyboard.press("a")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.keyboard.press("s")
    page.wait_for_timeout(200)
    (verdict,) = held
    verdict.continue_()
    page.wait_for_function("before => document.querySelector('#words').innerText !== before", arg=first)
    assert page.locator("#left").inner_text() == "1개 남음"
    assert page.locator("#bench").is_visible()


def press_hangul(page: Page, code: str, key: str) -> None:
    """A key as the browser tells it while a Korean input method is on."""
    page.evaluate(
        """([code, key]) => document.activeElement.dispatchEvent(
             new KeyboardEvent('keydown', {code, key, bubbles: true, cancelable: true}))""",
        [code, key],
    )


def test_a_key_without_the_right_shows_nothing(open_page: Callable[..., Watched], shared: House) -> None:
    """A client that may ask may not review: told in words, asked for another key, no sample on the page."""
    correct(open_page, shared)
    page = reviewing(open_page, shared, "form")
    page.wait_for_selector("#said:text('이 키로는 검토할 수 없어요')")
    page.wait_for_selector("#key-dialog[open]")
    assert page.locator(".row").count() == 0
    assert "신림" not in page.content()
    give_key(page, shared.keys["kim"])
    page.wait_for_selector(".row")
    assert page.url.endswith("/review")
    assert "kk_" not in page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")


@pytest.mark.timeout(120)
def test_hostile_texts_and_corrections_stay_words(open_page: Callable[..., Watched], house: House) -> None:
    """What a user pasted and what a user wrote into the form cannot act on the reviewer's page."""
    page = open_page(house.service.url).page
    for text in HOSTILE:
        key = {"X-API-Key": house.keys["form"]}
        question = {"text": f"{text} 신림역 원룸 500/45 {text}"}
        answer = page.request.post(f"{house.service.url}/{TASK}", data=question, headers=key).json()
        form = {"intent": text, "listings": [{"address": {"text": text}, "options": [text], "rooms": text}]}
        said = {"request_id": answer["meta"]["request_id"], "task": TASK, "kind": "edited", "form": form, **question}
        assert page.request.post(f"{house.service.url}/feedback", data=said, headers=key).ok
    page.goto(f"{house.service.url}/review")
    give_key(page, house.keys["kim"])
    seen = set()
    while page.locator("#bench").is_visible() or not seen:
        page.wait_for_selector(".row")
        page.keyboard.press("e")
        seen.add(text := page.locator("#words").inner_text())
        page.keyboard.press("s")
        page.wait_for_function(
            "before => document.querySelector('#bench').hidden || document.querySelector('#words').innerText !== before",
            arg=text,
        )
    assert len(seen) >= len(HOSTILE) - 1
    assert page.evaluate("window.owned") is None
    assert page.locator("#review :is(img, script, iframe, svg, a)").count() == 0


@pytest.mark.parametrize("look", ["wide", "dark", "phone"])
@pytest.mark.timeout(120)
def test_axe_finds_nothing_serious(open_page: Callable[..., Watched], shared: House, look: str) -> None:
    """Judging, editing, the help and having nothing to do, in every look; nothing is cut off."""
    correct(open_page, shared)
    page = reviewing(open_page, shared, "kim", **LOOKS[look])
    page.wait_for_selector(".row")
    watched = Watched(page, "")
    assert serious(watched) == []
    page.keyboard.press("2")
    page.locator(f'.row[data-pointer="{DEPOSIT}"]').focus()
    page.keyboard.press("3")
    assert serious(watched) == []
    screenshot(page, f"review-{look}", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    assert here(page) == DEPOSIT
    page.keyboard.press("?")
    page.wait_for_selector("#help[open]")
    assert serious(watched) == []
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.wait_for_selector("#bench[hidden]", state="attached")
    assert serious(watched) == []
