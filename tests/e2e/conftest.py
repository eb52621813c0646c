"""A real Chromium before a real service; every page is watched for what must never happen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import ROOT
from tests.world.service import Service, running

FIXTURES = Path(__file__).parent / "fixtures"
SCREENSHOTS = ROOT / ".screenshots"
NOTE_VIOLATIONS = """
  window.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
  });
"""


@dataclass
class Watched:
    """A page, and everything about it that a test may want to count."""

    page: Page
    origin: str
    requests: list[str] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """Requests that left for another origin."""
        return [url for url in self.requests if not url.startswith((self.origin, "data:", "blob:"))]

    @property
    def violations(self) -> list[str]:
        """What the content security policy had to stop."""
        return list(self.page.evaluate("window.violations ?? []"))

    def open(self, path: str = "/") -> Page:
        self.page.goto(f"{self.origin}{path}")
        self.page.wait_for_selector("html[data-ready=yes]", state="attached")
        return self.page

    def paste(self, text: str) -> None:
        """Put a text on the clipboard and paste it with the keyboard, as a person would."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.locator("#text").focus()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.press("ControlOrMeta+v")

    def fill(self, text: str) -> None:
        """Paste, and wait for the answer."""
        self.paste(text)
        self.settled()

    def settled(self) -> None:
        self.page.wait_for_selector("#form[aria-busy=false]")
        self.page.wait_for_selector("#meta .fact")

    def lit(self) -> str:
        """The words that are lit up in the text, in their order."""
        return "".join(self.page.locator(".paper mark.is-active").all_text_contents())

    def cell(self, pointer: str) -> Any:
        return self.page.locator(f'.cell[data-pointer="{pointer}"]')

    def answer_with(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        """Answer the next requests to tasks with something the real service would not say."""
        sent = {"content-type": "application/json", **(headers or {})}
        verbs = ("/parse/", "/extract/", "/suggest/")
        self.page.route(
            lambda url: any(verb in url for verb in verbs),
            lambda route: route.fulfill(status=status, body=json.dumps(body), headers=sent),
        )


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "Chromium is not installed: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, service: Service) -> Iterator[Callable[..., Watched]]:
    """Makes watched pages; when the test ends, none may have broken its policy, left its origin or thrown."""
    made: list[Watched] = []

    def make(origin: str | None = None, **context: Any) -> Watched:
        given = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", "locale": "ko-KR", **context}
        session = browser.new_context(permissions=["clipboard-read", "clipboard-write"], **given)
        session.set_default_timeout(10_000)
        page = session.new_page()
        page.add_init_script(NOTE_VIOLATIONS)
        watched = Watched(page, origin or service.url)
        page.on("request", lambda request: _note(watched, request))
        page.on("pageerror", lambda error: watched.errors.append(str(error)))
        made.append(watched)
        return watched

    yield make
    for watched in made:
        violations = watched.violations
        watched.page.context.close()
        assert (violations, watched.outside, watched.errors) == ([], [], [])


def _note(watched: Watched, request: Any) -> None:
    watched.requests.append(request.url)
    if request.method == "POST":
        watched.posts.append({"url": request.url, "body": request.post_data_json, "headers": request.headers})


@pytest.fixture
def watched(open_page: Callable[..., Watched]) -> Watched:
    return open_page()


@pytest.fixture
def wide(open_page: Callable[..., Watched]) -> Watched:
    """A page with the form open and nothing pasted yet."""
    page = open_page()
    page.open()
    return page


def screenshot(page: Page, name: str, **options: Any) -> None:
    """Keep a picture in the ignored folder for people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", **options)
