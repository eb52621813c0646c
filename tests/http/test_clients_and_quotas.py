"""Keys, rights, quotas and the cache over a real service with a real Redis."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
import redis
from app.clients import desk
from app.clients import file as clients_file
from app.clients.file import ClientsFile, Entry, Quota
from app.clients.registry import DENIED

from tests.world import plain_http
from tests.world.keyvalue import KeyValueServer, serving
from tests.world.service import Service, running
from tests.world.upstream import Upstream

ADDRESS = "/extract/listing"
PHONE = "010-9876-5432"
TEXT = f"아이폰 15 프로 256 62만원에 팝니다 연락 {PHONE}"
ENTRIES = {
    "form": Entry(),
    "other": Entry(),
    "small": Entry(quota=Quota(requests=["5/day"])),
    "sloppy": Entry(quota=Quota(requests=["4/day"])),
    "busy": Entry(quota=Quota(requests=["40/hour"])),
    "feed": Entry(tasks=["suggest/hashtags"]),
    "metered": Entry(quota=Quota(tokens_per_day=1_000_000)),
    "leaving": Entry(),
    "patient": Entry(quota=Quota(concurrency=1)),
}


@dataclass
class House:
    """A service with clients, its Redis and its vendor."""

    service: Service
    redis: KeyValueServer
    vendor: Upstream
    clients: Path
    keys: dict[str, str]

    def ask(self, client: str | None, text: str = TEXT, **headers: str) -> httpx2.Response:
        if client is not None:
            headers["X-API-Key"] = self.keys[client]
        return self.post({"text": text}, headers)

    def post(self, body: object, headers: dict[str, str], path: str = ADDRESS) -> httpx2.Response:
        return plain_http.post(self.service.url + path, json=body, headers=headers, timeout=10)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    path, file, keys = tmp_path_factory.mktemp("clients") / "clients.yaml", ClientsFile(), {}
    for name, entry in ENTRIES.items():
        file, key = desk.add(file, name, now=datetime.now(UTC), random_bytes=secrets.token_bytes, entry=entry)
        keys[name] = key.secret
    clients_file.write(path, file)
    with serving() as server, Upstream() as vendor:
        vendor.set("vendor", "ok-0")
        env = {
            "CLIENTS_FILE": str(path),
            "REDIS_URL": server.url,
            "CACHE_SECRET": "a secret of this test",
            "OPENAI_API_KEY": "sk-test",
            "OPENAI_BASE_URL": vendor.url("@vendor"),
        }
        with running(env=env) as service:
            yield House(service, server, vendor, path, keys)


def new_text(note: str) -> str:
    return f"{TEXT} {note} {secrets.token_hex(4)}"


def test_every_wrong_key_is_the_same_401(house: House) -> None:
    """Missing, empty, unknown, wrong, doubled, in the URL: one status, one body, but for the request id."""
    good = house.keys["form"]
    wrong = good[:-4] + ("AAAA" if good[-4:] != "AAAA" else "BBBB")
    tries: list[list[tuple[str, str]]] = [
        [],
        [("X-API-Key", "")],
        [("X-API-Key", wrong)],
        [("X-API-Key", "kk_0000000000_" + "A" * 43)],
        [("X-API-Key", good), ("X-API-Key", good)],
        [("X-API-Key", good), ("Authorization", f"Bearer {good}")],
        [("Authorization", f"Basic {good}")],
    ]
    bodies = set()
    with plain_http.client() as client:
        replies = [client.post(house.service.url + ADDRESS, json={"text": TEXT}, headers=one) for one in tries]
        replies.append(client.post(f"{house.service.url}{ADDRESS}?api_key={good}", json={"text": TEXT}))
    for reply in replies:
        assert reply.status_code == 401
        assert "ratelimit" not in reply.headers
        bodies.add(reply.text.replace(reply.headers["x-request-id"], ""))
    assert len(bodies) == 1
    assert DENIED in bodies.pop()
    assert good not in house.service.log


def test_the_pages_need_no_key(house: House) -> None:
    """Probes, the list of tasks and the problem pages are open."""
    for path in ("/healthz/ready", "/tasks", "/problems/unauthenticated"):
        assert plain_http.get(house.service.url + path).status_code == 200


def test_a_key_without_the_right_is_a_403(house: House) -> None:
    """A good key for another task is told so."""
    reply = house.ask("feed")
    assert (reply.status_code, reply.json()["type"]) == (403, "/problems/not-allowed")
    assert house.post({"text": TEXT}, {"X-API-Key": house.keys["feed"]}, "/suggest/hashtags").status_code == 200


def test_a_quota_is_told_and_kept(house: House) -> None:
    """Five a day: each answer says what is left, the sixth is a 429 that says when to come back."""
    left = []
    for _ in range(5):
        reply = house.ask("small")
        assert reply.status_code == 200
        assert reply.headers["x-quota-mode"] == "redis"
        assert '"5-per-day";q=5;w=86400' in reply.headers["ratelimit-policy"]
        name, remaining, reset = reply.headers["ratelimit"].split(";")
        assert name == '"5-per-day"'
        assert 0 < int(reset.removeprefix("t=")) <= 86_400
        left.append(int(remaining.removeprefix("r=")))
    assert left == [4, 3, 2, 1, 0]
    refused = house.ask("small")
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/quota-exceeded")
    assert 0 < int(refused.headers["retry-after"]) <= 86_400
    assert refused.headers["ratelimit"].startswith('"5-per-day";r=0')


def test_invalid_bodies_count(house: House) -> None:
    """A client cannot ask for free by asking badly."""
    headers = {"X-API-Key": house.keys["sloppy"]}
    said = [house.post({"txet": 1}, headers).status_code for _ in range(6)]
    assert said == [422] * 4 + [429] * 2


def test_what_needs_no_answer_holds_no_place(house: House) -> None:
    """One call at a time: an unusable body and feedback are over at once, and do not keep the next one out."""
    headers, text = {"X-API-Key": house.keys["patient"]}, new_text("patient")
    replies = []
    for _ in range(2):
        replies.append(house.post({"text": 5}, headers).status_code)
        answer = house.ask("patient", text)
        replies.append(answer.status_code)
        said = {
            "request_id": answer.json()["meta"]["request_id"],
            "task": ADDRESS[1:],
            "kind": "accepted",
            "text": text,
        }
        replies.append(house.post(said, headers, "/feedback").status_code)
    assert replies == [422, 200, 200] * 2


def test_the_second_time_it_is_a_hit_for_this_client_alone(house: House) -> None:
    """A warms, A hits; B asks the same and gets an answer of its own, with the same headers as any miss."""
    text = new_text("warm")
    before = house.vendor.tally("@vendor").requests
    first, second, others = house.ask("form", text), house.ask("form", text), house.ask("other", text)
    assert [reply.json()["meta"]["cache"] for reply in (first, second, others)] == ["miss", "hit", "miss"]
    assert house.vendor.tally("@vendor").requests - before == 2
    assert set(first.headers) == set(others.headers)
    one, two = first.json(), second.json()
    assert {k: v for k, v in one.items() if k != "meta"} == {k: v for k, v in two.items() if k != "meta"}
    assert two["meta"]["attempts"] == 0
    assert two["meta"]["usage"] is None
    assert two["meta"]["provider"] == "openai"
    assert set(one["meta"]) == set(two["meta"])


def test_cache_control_is_honoured(house: House) -> None:
    """no-store leaves nothing, no-cache asks anew, max-age=0 wants a new one."""
    text = new_text("directives")
    states = [
        house.ask("form", text, **({"Cache-Control": said} if said else {})).json()["meta"]["cache"]
        for said in ("no-store", None, "no-cache", None, "max-age=0", "max-age=60")
    ]
    assert states == ["off", "miss", "miss", "hit", "miss", "hit"]


def test_redis_holds_nothing_in_clear(house: House) -> None:
    """No key and no value has a word of the text, a phone number, an API key or a client's secret."""
    house.ask("form", new_text("secret"))
    time.sleep(0.1)
    with redis.Redis(port=house.redis.port) as client:
        everything = b""
        for key in client.scan_iter(count=1000):
            assert key.startswith(b"chaeum:")
            everything += key + (client.get(key) or b"" if client.type(key) == b"string" else b"")
    for secret in (PHONE, "아이폰", "62만", house.keys["form"], "sk-test"):
        assert secret.encode() not in everything


def test_a_revoked_key_is_refused_within_five_seconds(house: House) -> None:
    """No restart."""
    assert house.ask("leaving").status_code == 200
    clients_file.write(house.clients, desk.disable(clients_file.read(house.clients), "leaving"))
    assert eventually(lambda: house.ask("leaving").status_code == 401) < 5


def test_with_redis_frozen_the_share_is_local_and_says_so(house: House) -> None:
    """200 all along; the header and the log tell of it; back within half a second of its return."""
    assert house.ask("busy").headers["x-quota-mode"] == "redis"
    before = house.service.log.count('"redis is away"')
    house.redis.freeze()
    try:
        replies = [house.ask("busy", new_text("frozen")) for _ in range(8)]
    finally:
        house.redis.thaw()
    assert {reply.status_code for reply in replies} == {200}
    assert replies[-1].headers["x-quota-mode"] == "local"
    print([line for line in house.service.lines if "redis is" in line])
    assert house.service.log.count('"redis is away"') == before + 1
    assert eventually(lambda: house.ask("busy").headers["x-quota-mode"] == "redis") < 1.0


def test_a_client_that_leaves_gives_its_tokens_back(house: House) -> None:
    """U1: the vendor hangs, the client goes; what was reserved is free again, and the vendor's connection closes."""
    counter = "chaeum:q:{metered}:tokens-day:2"
    house.vendor.set("vendor", "hang")
    try:
        headers, body = {"X-API-Key": house.keys["metered"]}, {"text": new_text("leaves")}
        with pytest.raises(httpx2.ReadTimeout):
            plain_http.post(house.service.url + ADDRESS, json=body, headers=headers, timeout=0.5)
        with redis.Redis(port=house.redis.port) as client:
            eventually(lambda: (client.get(counter) or b"").endswith(b":0"))
        eventually(lambda: house.vendor.tally("@vendor").gone > 0)
    finally:
        house.vendor.set("vendor", "ok-0")
    house.ask("metered", new_text("stays"))
    with redis.Redis(port=house.redis.port) as client:
        eventually(lambda: 0 < int((client.get(counter) or b":0").partition(b":")[2]) < 3000)


def test_an_answer_counts_though_the_first_who_asked_has_left(house: House) -> None:
    """Two ask the same, the first leaves: the one answer that was made is in the numbers."""
    before, text = answers(house), new_text("shared")
    house.vendor.set("vendor", "ok-1000")
    try:
        with ThreadPoolExecutor(1) as pool:
            headers, body = {"X-API-Key": house.keys["form"]}, {"text": text}
            first = pool.submit(plain_http.post, house.service.url + ADDRESS, json=body, headers=headers, timeout=0.5)
            time.sleep(0.2)
            assert house.ask("form", text).status_code == 200
            assert isinstance(first.exception(), httpx2.ReadTimeout)
    finally:
        house.vendor.set("vendor", "ok-0")
    assert answers(house) == before + 1


def answers(house: House) -> float:
    """Answers that were made so far."""
    lines = plain_http.get(f"{house.service.admin_url}/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("chaeum_answers_total{"))


def eventually(condition: Callable[[], bool], seconds: float = 6.0) -> float:
    """How long it took until it held."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it never came"
        time.sleep(0.02)
    return time.monotonic() - began
