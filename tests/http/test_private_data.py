"""The personal-data run: every row of the table and marked secrets through every door, and then a search everywhere.

doors     a good answer · a vendor that fails · a model that says the data aloud · a repair · a body that is refused
          · a shadow version · a corrected form · a feedback that is refused
where     logs at level debug, spans with content, numbers, recent requests, error bodies, samples, what Redis keeps
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import redis
from app.clients import desk
from app.clients import file as clients_file
from app.clients.file import ClientsFile, Entry
from app.samples.store import KEY as SAMPLES
from prometheus_client.parser import text_string_to_metric_families

from tests.conftest import ROOT
from tests.http.test_shadow import with_versions
from tests.world import plain_http
from tests.world.collector import Collector, collecting
from tests.world.keyvalue import KeyValueServer, serving
from tests.world.service import Service, running
from tests.world.upstream import Upstream

ROWS: list[dict[str, Any]] = [
    row
    for row in map(json.loads, (ROOT / "tests" / "tables" / "pii_cases.jsonl").read_text("utf-8").splitlines())
    if row["kind"]
]
MARK = "은하수표식"
"""A word that is no personal data: it shows where texts are at all."""
OPENAI_KEY, COLLECTOR_KEY, CACHE_SECRET = "sk-marked-4d1f9c", "marked-collector-77ab", "marked-cache-secret-12ef"
CLIENTS = 24
pytestmark = pytest.mark.timeout(300)
"""The first test of a run goes through every door with every row, on a machine that may be busy."""
IDS = {"id", "request_id", "trace_id", "timestamp", "key", "digest", "at"}
"""Random by nature: a short secret such as 5678 may stand in them by chance."""


@dataclass
class House:
    """A service at level debug with everything switched on that may see a text."""

    service: Service
    vendors: Upstream
    collector: Collector
    redis: KeyValueServer
    keys: list[str]
    """Of several clients, because each has its limits."""
    replies: list[str] = field(default_factory=list)
    """Bodies of errors."""

    asked: int = 0

    def ask(self, text: str, path: str = "/parse/real-estate", body: bytes | None = None) -> httpx2.Response:
        self.asked += 1
        return self.send(path, body if body is not None else json.dumps({"text": text}, ensure_ascii=False).encode())

    def judge(self, **said: Any) -> httpx2.Response:
        """A feedback of the client that asked last."""
        return self.send("/feedback", json.dumps({"task": "parse/real-estate", **said}, ensure_ascii=False).encode())

    def send(self, path: str, body: bytes) -> httpx2.Response:
        reply = plain_http.post(
            self.service.url + path,
            content=body,
            headers={"Content-Type": "application/json", "X-API-Key": self.keys[self.asked // 20 % CLIENTS]},
            timeout=20,
        )
        if reply.status_code != 200:
            self.replies.append(reply.text)
        return reply


def started(folder: Path, content: bool) -> Iterator[House]:
    file, keys = ClientsFile(), []
    for number in range(CLIENTS):
        name, now = f"form{number}", datetime.now(UTC)
        file, key = desk.add(file, name, now=now, random_bytes=secrets.token_bytes, entry=Entry(debug=True))
        keys.append(key.secret)
    clients_file.write(folder / "clients.yaml", file)
    with Upstream() as vendors, collecting() as collector, serving() as server:
        env = {
            "PROMPTS_DIR": str(with_versions(folder, "{stable: v1, shadow: v2}")),
            "CLIENTS_FILE": str(folder / "clients.yaml"),
            "REDIS_URL": server.url,
            "CACHE_SECRET": CACHE_SECRET,
            "OPENAI_API_KEY": OPENAI_KEY,
            "OPENAI_BASE_URL": vendors.url("@first"),
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_EXPORTER_OTLP_HEADERS": f"authorization={COLLECTOR_KEY}",
            "OTEL_TRACES_SAMPLER_ARG": "1",
            "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": str(content).lower(),
            "LOG_LEVEL": "debug",
            "OPENAI_LOG": "debug",
        }
        with running(env=env) as service:
            house = House(service, vendors, collector, server, keys)
            go_through_every_door(house)
            collector.trace(house.ask("끝").headers["x-trace-id"])
            yield house


@pytest.fixture(scope="module", params=[False, True], ids=["content-off", "content-on"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from started(tmp_path_factory.mktemp("clients"), request.param)


def go_through_every_door(house: House) -> None:
    for number, row in enumerate(ROWS):
        text = f"{MARK} 원룸 500/45 {row['text']} 매물 {number}가"
        for door in ("well", "failing", "aloud"):
            house.vendors.set("first", {"well": "ok-0", "failing": "s-500", "aloud": "ok-0"}[door])
            # A model that says the data although it was never shown it; that fits no field, so it is asked again.
            deal = {"type": "monthly_rent", "deposit": row["text"], "monthly_rent": row["text"]}
            aloud = json.dumps({"intent": "offer", "listings": [{"deals": [deal]}]}, ensure_ascii=False)
            house.vendors.content = aloud if door == "aloud" else None
            reset(house)
            reply = house.ask(f"{text} {door}", "/parse/real-estate?debug=1")
            if door == "well":
                give_feedback(house, reply.json(), f"{text} {door}", row["text"])
        house.ask("", body=json.dumps({"txt": text}, ensure_ascii=False).encode())
        house.ask("", body=f'{{"text": "{text}'.encode())
        house.ask("", f"/parse/{row['text'].replace(' ', '')}"[:60].replace("?", "").replace("#", ""))
    house.vendors.content = None


def give_feedback(house: House, answer: dict[str, Any], text: str, row: str) -> None:
    """A form that somebody corrected with the data in it, and two that are refused."""
    about = {"request_id": answer["meta"]["request_id"], "text": text}
    form = {**answer["result"], "listings": [{"property_type": row, "pets": row}], "private": {"phones": [row]}}
    assert house.judge(**about, kind="edited", form=form).json()["counted"]
    house.judge(**about, kind="judged", fields={f"/{row}"[:100]: "edited"})
    house.judge(**about, kind=row)


def reset(house: House) -> None:
    plain_http.post(f"{house.service.admin_url}/providers/order?do=reset&provider=openai")


# ---- what can be seen from outside -----------------------------------------------------------------------------------
def said(value: Any) -> Iterator[str]:
    """Every string in a JSON value but ids and times."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, below in value.items():
            if name not in IDS:
                yield name
                yield from said(below)
    elif isinstance(value, list):
        for below in value:
            yield from said(below)


def seen(house: House) -> dict[str, str]:
    """Place → everything that is said there."""
    lines = "".join(house.service.lines).splitlines()
    logged = [text for one in lines for text in (said(json.loads(one)) if one.startswith("{") else [one])]
    spans = [
        text
        for span in list(house.collector.spans)
        for text in (span.name, *said({k: v for k, v in span.attributes.items() if not k.endswith(("id", "digest"))}))
    ]
    return {
        "logs": "\n".join(logged),
        "spans": "\n".join(spans),
        "numbers": "\n".join(numbers(house)),
        "recent": "\n".join(recent(house)),
        "errors": "\n".join(text for body in house.replies for text in said(json.loads(body))),
        "samples": "\n".join(text for sample in samples(house) for text in said(sample)),
    }


def samples(house: House) -> list[dict[str, Any]]:
    """What the stream holds, as it would be exported."""
    with redis.Redis.from_url(house.redis.url) as client:
        return [json.loads(fields[b"sample"]) for _, fields in client.xrange(SAMPLES)]


def numbers(house: House) -> Iterator[str]:
    exposition = plain_http.get(f"{house.service.admin_url}/metrics").text
    for family in text_string_to_metric_families(exposition):
        for sample in family.samples:
            if not family.name.startswith("target"):
                yield from (value for name, value in sample.labels.items() if name != "le")


def recent(house: House) -> Iterator[str]:
    with plain_http.client(base_url=house.service.admin_url) as http:
        for request_id in http.get("/requests").json()["requests"]:
            yield from said(http.get(f"/requests/{request_id}").json())


@pytest.fixture(scope="module")
def places(house: House) -> dict[str, str]:
    return seen(house)


def test_every_door_was_used(house: House, places: dict[str, str]) -> None:
    """The run is worth something: good answers, failures, repairs and refusals are all in the numbers."""
    for word in ("answered", "unreachable", "garbled", "repair", "invalid-input", "unknown-task"):
        assert word in places["numbers"], word
    assert len(house.replies) == 5 * len(ROWS)
    assert len([one for one in house.collector.spans if one.kind == "client"]) >= 3 * len(ROWS)
    assert any(one.name == "shadow" for one in house.collector.spans)
    assert {"corrected", "degraded", "repaired"} <= {why for sample in samples(house) for why in sample["why"]}
    assert places["logs"].count("request") >= 6 * len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_no_secret_of_any_row_is_seen_anywhere(places: dict[str, str], row: dict[str, Any]) -> None:
    """S20: neither the text of a row nor any of its secrets is in logs, spans, numbers, recent requests, errors."""
    for place, text in places.items():
        assert row["text"] not in text or row["text"].isdigit(), place
        for secret in row["secrets"]:
            assert secret not in text, f"{place}: {secret}"


def test_texts_are_where_they_were_asked_for(
    request: pytest.FixtureRequest, house: House, places: dict[str, str]
) -> None:
    """Samples hold the masked text; content on: spans, too; and it is nowhere else."""
    on = "content-on" in request.node.callspec.id
    assert MARK in places["samples"]
    assert (MARK in places["spans"]) is on
    assert not [place for place in ("logs", "numbers", "recent", "errors") if MARK in places[place]]


def test_no_key_is_seen_anywhere(house: House, places: dict[str, str]) -> None:
    """Keys of vendors, clients and the collector, and the secret of the cache, are nowhere, whole or in part."""
    parts = [key[-16:] for key in house.keys]
    for secret in (OPENAI_KEY, COLLECTOR_KEY, CACHE_SECRET, *house.keys, *parts):
        for place, text in places.items():
            assert secret not in text, place
        assert secret.encode() not in b"".join(house.collector.bodies)


def test_redis_holds_nothing_readable(house: House) -> None:
    """Answers are sealed and keys are digests: no row, no mark, no secret in what Redis keeps beside the samples."""
    with redis.Redis.from_url(house.redis.url) as client:
        keys = [key for key in client.scan_iter() if key != SAMPLES]
        kept = b"\n".join(part for key in keys for part in (key, raw(client, key)))
    assert kept.count(b"\n") > len(ROWS)
    for word in (MARK, *(row["text"] for row in ROWS if len(row["text"]) >= 6)):
        assert word.encode() not in kept
        assert json.dumps(word)[1:-1].encode() not in kept
    assert OPENAI_KEY.encode() not in kept


def raw(client: redis.Redis, key: bytes) -> bytes:
    """Everything under a key, as it was written. Not DUMP: it compresses."""
    kind = client.type(key)
    if kind == b"string":
        return client.get(key) or b""
    if kind == b"hash":
        return b"\n".join(part for pair in client.hgetall(key).items() for part in pair)
    if kind == b"none":
        return b""  # it ended since its name was read
    assert kind == b"zset", f"no reader for {kind!r}"
    return b"\n".join(client.zrange(key, 0, -1))


def test_the_client_gets_what_is_private_and_debug_does_not(house: House) -> None:
    """The same phone that nobody else sees is in the answer under `private`, and not in its debug part."""
    reply = house.ask(f"원룸 500/45 문의 010-7272-9191 {MARK}", "/parse/real-estate?debug=1").json()
    assert reply["result"]["private"]["phones"] == ["010-7272-9191"]
    assert "9191" not in "\n".join(said(reply["debug"]))
