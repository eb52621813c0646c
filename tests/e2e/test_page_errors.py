"""Errors as people understand them: a sentence, a way on, and the text still there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from app.clients import desk
from app.clients.file import ClientsFile, Entry, write

from tests.e2e.conftest import Watched
from tests.world.service import Service, running

AD = "신림동 원룸 보증금 500만원 월세 45만원"
SENTENCES = {
    "invalid-input": (422, "맞지 않는"),
    "not-allowed": (403, "이 키로는"),
    "quota-exceeded": (429, "사용량"),
    "content-refused": (422, "다루지 않겠다"),
    "output-rejected": (502, "쓸 만한 답"),
    "task-disabled": (503, "꺼져"),
    "no-provider-left": (503, "읽어 줄 모델"),
    "overloaded": (503, "요청이 많아요"),
    "internal": (500, "문제가 생겼어요"),
    "a-problem-of-tomorrow": (500, "문제가 생겼어요"),
}


def sentence(watched: Watched) -> str:
    return str(watched.page.locator(".trouble .sentence").text_content(timeout=5000))


def test_a_text_that_is_too_long_says_how_long_it_may_be(wide: Watched) -> None:
    """The service's own limit stands in the sentence, and the counter warned before."""
    wide.paste("가" * 7000)
    assert "6000자" in sentence(wide)
    assert "is-over" in (wide.page.locator("#count").get_attribute("class") or "")
    assert wide.page.locator("#text").input_value().startswith("가가가")


def test_an_input_that_does_not_fit_is_named(wide: Watched) -> None:
    """A reference date that is none comes back with the name of its field."""
    wide.open("/#suggest/hashtags")
    wide.page.get_by_label("태그 수").fill("99")
    wide.paste("붕어빵 트럭이 왔어요")
    assert "맞지 않는" in sentence(wide)
    assert "태그 수" in (wide.page.locator(".trouble li").first.text_content() or "")


def test_no_connection_is_said_and_mended_by_trying_again(wide: Watched) -> None:
    """Offline there is a sentence; online again the same button fills the form."""
    wide.page.context.set_offline(True)
    wide.paste(AD)
    assert "연결할 수 없어요" in sentence(wide)
    wide.page.context.set_offline(False)
    wide.page.locator(".trouble button").click()
    wide.settled()
    assert wide.page.locator(".trouble").count() == 0


@pytest.mark.parametrize("slug", SENTENCES)
def test_each_problem_has_its_sentence(wide: Watched, slug: str) -> None:
    """Every problem the service may answer is told in words, with the id to quote; an unknown one too."""
    status, words = SENTENCES[slug]
    wide.answer_with(status, {"type": f"/problems/{slug}", "title": "x", "status": status, "request_id": "abc-123"})
    wide.paste(AD)
    assert words in sentence(wide)
    assert "abc-123" in (wide.page.locator(".trouble .id").text_content() or "")


def test_the_wait_that_the_service_asks_for_is_counted_down(wide: Watched) -> None:
    """Retry-After disables the button until its time has come."""
    problem = {"type": "/problems/quota-exceeded", "title": "x", "status": 429, "request_id": "r"}
    wide.answer_with(429, problem, {"retry-after": "1"})
    wide.paste(AD)
    button = wide.page.locator(".trouble button")
    assert button.is_disabled()
    wide.page.wait_for_selector(".trouble button:enabled")


def test_an_answer_that_is_no_envelope_is_an_error(wide: Watched) -> None:
    """A proxy's 200 with something else in it never becomes a form."""
    wide.answer_with(200, {"hello": "world"})
    wide.paste(AD)
    assert "알아볼 수 없는" in sentence(wide)


def test_a_late_answer_does_not_overwrite_a_newer_one(wide: Watched) -> None:
    """Pasting again takes the first request back."""
    wide.paste(AD)
    wide.fill("봉천동 원룸 보증금 900만원 월세 30만원")
    assert wide.cell("/listings/0/deals/0/deposit").locator("input").input_value() == "9,000,000"


NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
ISSUED = desk.add(ClientsFile(), "demo", now=NOON, random_bytes=lambda n: b"\x07" * n, entry=Entry())
KEY = ISSUED.key.secret


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that wants a key."""
    clients = tmp_path_factory.mktemp("clients") / "clients.yaml"
    write(clients, ISSUED.file)
    with running(env={"CLIENTS_FILE": str(clients)}) as started:
        yield started


def test_a_key_is_asked_for_and_kept_in_memory_only(open_page: Callable[..., Watched], guarded: Service) -> None:
    """The dialog opens on 401, the key goes out as a header, fills the form, and is stored nowhere."""
    watched = open_page(guarded.url)
    watched.open()
    watched.paste(AD)
    watched.page.wait_for_selector("dialog[open]")
    watched.page.keyboard.type(KEY)
    watched.page.keyboard.press("Enter")
    watched.settled()
    assert watched.posts[-1]["headers"]["x-api-key"] == KEY
    kept = """JSON.stringify([
      {...localStorage}, {...sessionStorage}, document.cookie, location.href, document.documentElement.outerHTML])"""
    assert KEY not in watched.page.evaluate(kept)
    watched.open()
    watched.paste(AD)
    watched.page.wait_for_selector("dialog[open]")


def test_without_a_key_there_is_a_sentence(open_page: Callable[..., Watched], guarded: Service) -> None:
    """Closing the dialog leaves an explanation and a way back to it."""
    watched = open_page(guarded.url)
    watched.open()
    watched.paste(AD)
    watched.page.wait_for_selector("dialog[open]")
    watched.page.keyboard.press("Escape")
    assert "API 키" in sentence(watched)
    watched.page.locator(".trouble button").click()
    watched.page.wait_for_selector("dialog[open]")
