"""`chaeum explain` and ?debug=1: for whoever runs the service, and for clients that were given the right."""

from __future__ import annotations

import gc
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from app.clients import desk
from app.clients import file as clients_file
from app.clients.file import ClientsFile, Entry, Quota
from app.telemetry import names
from app.telemetry.recent import MOST_MADE, Recent, way
from app.telemetry.trace import Trace, record, span

from tests.http.test_cli import chaeum
from tests.world import plain_http
from tests.world.service import Service, free_port, running
from tests.world.upstream import Upstream

TEXT = "아이폰 15 프로 256 62만원에 팝니다 강남역 직거래"


@dataclass
class House:
    """A service with two clients, one of which may debug."""

    service: Service
    keys: dict[str, str]

    def ask(self, client: str, path: str = "/extract/listing", text: str = TEXT) -> httpx2.Response:
        headers = {"X-API-Key": self.keys[client]}
        return plain_http.post(self.service.url + path, json={"text": text}, headers=headers, timeout=10)

    def explain(self, *arguments: str) -> str:
        done = chaeum("explain", *arguments, "--admin", self.service.admin_url)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    path, file, keys = tmp_path_factory.mktemp("clients") / "clients.yaml", ClientsFile(), {}
    entries = {"form": Entry(), "operator": Entry(debug=True, quota=Quota(requests=["50/day"], tokens_per_day=90_000))}
    for name, entry in entries.items():
        file, key = desk.add(file, name, now=datetime.now(UTC), random_bytes=secrets.token_bytes, entry=entry)
        keys[name] = key.secret
    clients_file.write(path, file)
    with Upstream() as vendor:
        env = {"CLIENTS_FILE": str(path), "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": vendor.url("ok-0")}
        with running(env=env) as service:
            yield House(service, keys)


def test_debug_is_a_right(house: House) -> None:
    """Only a client with `debug: true` sees it; for others the answer is as without."""
    assert "debug" not in house.ask("form", "/extract/listing?debug=1").json()
    shown = house.ask("operator", "/extract/listing?x=y&debug=1", TEXT + " 오늘").json()["debug"]
    assert [one["outcome"] for one in shown["attempts"]] == ["answered"]
    assert shown["client"] == "operator"
    assert "debug" not in house.ask("operator").json()


def test_a_kept_answer_can_be_debugged_too(house: House) -> None:
    """A hit says that it was one, with no attempts."""
    house.ask("operator", text=TEXT + " 두 번")
    reply = house.ask("operator", "/extract/listing?debug=1", TEXT + " 두 번").json()
    assert reply["meta"]["cache"] == "hit"
    assert reply["debug"]["attempts"] == []
    assert [one["cache.found"] for one in reply["debug"]["steps"] if one["step"] == "cache"] == ["at hand"]


def test_explain_for_people(house: House) -> None:
    """Versions, key digest, attempts with times and outcome, quota, cost; nothing of the text."""
    meta = house.ask("operator", text=TEXT + " 사람").json()["meta"]
    told = house.explain(meta["request_id"])
    for word in (meta["trace_id"], meta["version"], f"openai:{meta['model']}", "answered C0", "operator", "quota"):
        assert word in told.replace("\n", " ") or word[:20] in told, word
    assert "아이폰" not in told


def test_explain_for_machines(house: House) -> None:
    """--json is the admin port's document."""
    meta = house.ask("operator", text=TEXT + " 기계").json()["meta"]
    told = json.loads(house.explain(meta["request_id"], "--json"))
    assert told["cost_usd"] == meta["cost_usd"]
    assert told["attempts"][0]["usage"]["input_tokens"] == meta["usage"]["input_tokens"]
    assert told["attempts"][0]["after_ms"] >= 0
    assert told["quota"] == "granted"


def test_what_is_not_remembered_is_said(house: House) -> None:
    """An unknown id is exit 1 and a sentence, a service that is away exit 2 and a way out."""
    done = chaeum("explain", "nobody-asked-this", "--admin", house.service.admin_url)
    assert (done.returncode, "is remembered" in done.stdout) == (1, True)
    away = chaeum("explain", "x", "--admin", f"http://127.0.0.1:{free_port()}")
    assert (away.returncode, "is the service running?" in away.stderr) == (2, True)


def test_quotas_of_the_key_that_asks(house: House) -> None:
    """status.json shows a client its own limits as they stood at its last call, and nobody's to anybody else."""
    house.ask("operator", text=TEXT + " 한도")
    url = f"{house.service.url}/status.json"
    mine = plain_http.get(url, headers={"X-API-Key": house.keys["operator"]}).json()["quotas"]
    requests = next(one for one in mine if one["window_s"] == 86_400 and one["limit"] == 50)
    assert 0 < requests["used"] < 50
    for headers in ({}, {"X-API-Key": "chaeum_0000000000_" + "x" * 43}):
        assert plain_http.get(url, headers=headers).json()["quotas"] == []


# ---- memory ----------------------------------------------------------------------------------------------------------
def test_hits_do_not_push_out_what_was_made() -> None:
    """The ring of made answers has so many places, whatever the cache answers meanwhile; the newer of two ids is found."""
    recent = Recent()
    made = Trace()
    recent.add("made", made)
    for number in range(5_000):
        hit = Trace()
        hit.facts["cache"] = "hit"
        recent.add(f"hit{number}", hit)
    assert recent.explain("made") is not None
    newer = Trace()
    recent.add("made", newer)
    assert (recent.explain("made") or {})["trace_id"] == newer.hex
    for number in range(MOST_MADE):
        recent.add(f"made{number}", Trace())
    assert recent.explain("made") is None


def test_what_is_pushed_out_is_gone() -> None:
    """Requests that are remembered no more leave no circles to be collected: half an hour of load grew by 40 MB of them."""
    recent = Recent()
    gc.collect()
    gc.disable()
    try:
        for number in range(MOST_MADE + 200):
            trace = Trace()
            token = trace.enter()
            with span("attempt"):
                pass
            trace.leave(token)
            trace.close()
            recent.add(f"made{number}", trace)
        del trace
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_shadow_s_attempts_are_not_the_request_s() -> None:
    """What a shadow version asks a vendor is no part of the way of the answer."""
    trace = Trace()
    token = trace.enter()
    record()
    with span("attempt", {names.ATTEMPT_OUTCOME: "answered"}):
        pass
    with span(names.SHADOW), span("attempt", {names.ATTEMPT_OUTCOME: "garbled"}):
        pass
    trace.leave(token)
    trace.close()
    assert [one["outcome"] for one in way(trace)["attempts"]] == ["answered"]


def test_the_right_is_given_on_the_command_line(tmp_path: Path) -> None:
    """`chaeum clients add --debug` gives the right."""
    path = tmp_path / "clients.yaml"
    assert chaeum("clients", "add", "ops", "--debug", "--file", str(path)).returncode == 0
    assert clients_file.read(path).clients["ops"].debug
