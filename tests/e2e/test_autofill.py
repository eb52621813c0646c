"""The embeddable form filler in the example page: its own backend, its own inputs, no key in the page."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.e2e.conftest import Watched
from tests.world.service import Service, environment, free_port

SCRIPT = ROOT / "app" / "http" / "static" / "embed" / "autofill.js"
AD = "봉천동 원룸\n보증금 1000만원 / 월세 55만원\n관리비 7만원, 3층, 엘베 있음, 에어컨"
KEY = "kk_secret_of_the_backend"


@pytest.fixture(scope="module")
def example(service: Service) -> Iterator[str]:
    """The example's backend in front of the real service."""
    port = free_port()
    env = {**environment({"CHAEUM_URL": service.url, "CHAEUM_API_KEY": KEY}), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, str(ROOT / "examples" / "autofill" / "server.py"), "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == f"http://127.0.0.1:{port}"
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)
    process.stdout.close()


@pytest.fixture
def shop(open_page: Callable[..., Watched], example: str) -> Watched:
    watched = open_page(example)
    watched.page.goto(example)
    watched.page.wait_for_load_state("networkidle")
    return watched


def paste(watched: Watched, text: str) -> None:
    watched.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    watched.page.locator("#ad").focus()
    watched.page.keyboard.press("ControlOrMeta+a")
    watched.page.keyboard.press("ControlOrMeta+v")


def filled(watched: Watched, text: str) -> None:
    paste(watched, text)
    expect(watched.page.locator("#said")).to_contain_text("칸을 채웠어요")


def field(watched: Watched, name: str) -> str:
    return watched.page.locator(f'[data-field="{name}"]').first.input_value()


def test_a_paste_fills_the_pages_own_inputs(shop: Watched) -> None:
    """Dotted names and JSON pointers, selects and checkboxes, with the page's own units."""
    filled(shop, AD)
    assert field(shop, "listings.0.deals.0.deposit") == "1000"
    assert field(shop, "/listings/0/deals/0/rent") == "55"
    assert field(shop, "listings.0.deals.0.type") == "monthly"
    assert shop.page.locator('[data-field="listings.0.elevator"]').is_checked()
    assert shop.page.locator('[value="air_conditioner"]').is_checked()
    assert not shop.page.locator('[value="washer"]').is_checked()
    assert shop.page.locator('[data-field="listings.0.deals.0.deposit"]').get_attribute("data-match")


def test_the_key_stays_in_the_backend(shop: Watched) -> None:
    """The page talks to its own origin only, and the key is in nothing that it loads or sends."""
    filled(shop, AD)
    assert [post["url"] for post in shop.posts] == [f"{shop.origin}/fill"]
    assert all("x-api-key" not in post["headers"] for post in shop.posts)
    assert KEY not in shop.page.evaluate("document.documentElement.outerHTML")
    for name in ("/", "/example.js", "/embed/autofill.js"):
        assert KEY not in shop.page.request.get(f"{shop.origin}{name}").text()


@pytest.mark.parametrize("before", ["🌸👨‍👩‍👧 ", unicodedata.normalize("NFD", "한강뷰 "), "ＡＢＣ　"])
def test_show_selects_the_words_behind_an_input(shop: Watched, before: str) -> None:
    """Code points become UTF-16 units, so the selection holds the price and not its neighbours."""
    filled(shop, before + AD)
    shop.page.locator('label:has([data-field="listings.0.deals.0.deposit"])').dblclick(position={"x": 4, "y": 4})
    selected = shop.page.locator("#ad").evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
    assert "1000" in selected
    assert len(selected) <= 8


def test_what_a_person_typed_is_left_alone(shop: Watched) -> None:
    """A later paste fills the other inputs and keeps the edited one."""
    filled(shop, AD)
    shop.page.locator('[data-field="listings.0.deals.0.deposit"]').fill("1200")
    shop.page.locator('[data-field="listings.0.deals.0.deposit"]').press("Tab")
    with shop.page.expect_response("**/fill"):
        paste(shop, AD.replace("55만원", "50만원"))
    expect(shop.page.locator('[data-field="/listings/0/deals/0/rent"]')).to_have_value("50")
    assert field(shop, "listings.0.deals.0.deposit") == "1200"


def test_a_failure_is_an_event(shop: Watched) -> None:
    """A backend that cannot be reached ends in `chaeum:error`, told by the page."""
    shop.page.context.set_offline(True)
    paste(shop, AD)
    expect(shop.page.locator("#said")).to_contain_text("unreachable")
    shop.page.context.set_offline(False)


def test_a_problem_of_the_service_passes_through(shop: Watched) -> None:
    """The service's own slug arrives in the event."""
    paste(shop, "가" * 7000)
    expect(shop.page.locator("#said")).to_contain_text("input-too-long")


def test_markup_in_an_answer_stays_text(shop: Watched) -> None:
    """A value is written as a value, whatever it says."""
    evil = "<img src=x onerror=window.owned=1>"
    answer = {"result": {"listings": [{"address": {"text": evil}}]}, "evidence": {}, "warnings": [], "meta": {}}
    shop.page.route("**/fill", lambda route: route.fulfill(json=answer))
    filled(shop, AD)
    assert field(shop, "listings.0.address.text") == evil
    assert shop.page.evaluate("window.owned") is None


def test_the_service_hands_it_out_small_and_alone(service: Service, watched: Watched) -> None:
    """At most 10 KB, no imports, the same file as in the repository, and no CORS anywhere."""
    reply = watched.page.request.get(
        f"{service.url}/embed/autofill.js", headers={"origin": "https://elsewhere.example"}
    )
    assert reply.body() == SCRIPT.read_bytes()
    assert len(reply.body()) <= 10_240
    assert "javascript" in reply.headers["content-type"]
    assert "access-control-allow-origin" not in reply.headers
    assert not re.search(r"^\s*import\b", reply.text(), re.MULTILINE)
    assert "import(" not in reply.text()
