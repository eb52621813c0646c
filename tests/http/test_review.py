"""The routes behind /review: whose they are, what they refuse, and what they never keep (S5, S32). Over files and Redis."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from app.clients import desk
from app.clients.file import ClientsFile, Entry, write

from tests.conftest import ROOT
from tests.http.test_cli import chaeum
from tests.http.test_shadow import eventually
from tests.world import plain_http
from tests.world.keyvalue import KeyValueServer
from tests.world.service import Service, running

TASK = "parse/real-estate"
DEPOSIT = "/listings/0/deals/0/deposit"
ADDRESS = "/listings/0/address/text"
RIGHTS = {
    "form": Entry(),
    "other": Entry(),
    "kim": Entry(reviewer=True),
    "lee": Entry(reviewer=True),
    "elsewhere": Entry(reviewer=True, tasks=["extract/meetup"]),
}


@dataclass
class House:
    """A service with samples and clients."""

    service: Service
    keys: dict[str, str]
    where: dict[str, str]
    prompts: Path
    texts: Iterator[str] = field(default_factory=lambda: (f"신림역 {n}분 원룸 500/45" for n in range(2, 60)))

    def call(self, who: str | None, path: str, body: Any = None, **more: Any) -> httpx2.Response:
        headers = {"X-API-Key": self.keys[who]} if who else {}
        headers |= more.pop("headers", {})
        method, given = ("GET", {}) if body is None else ("POST", {"json": body})
        return plain_http.request(method, f"{self.service.url}{path}", headers=headers, timeout=20, **given, **more)

    def corrected(self, client: str = "form", deposit: int = 20_000_000) -> dict[str, Any]:
        """A new text whose deposit a user corrected, as kim sees it."""
        question = {"text": next(self.texts)}
        answer = self.call(client, f"/{TASK}", question).json()
        form = answer["result"]
        form["listings"][0]["deals"][0]["deposit"] = deposit
        form.pop("private")
        said = {"request_id": answer["meta"]["request_id"], "task": TASK, "kind": "edited", "form": form, **question}
        assert self.call(client, "/feedback", said).json()["counted"]
        found: list[dict[str, Any]] = []

        def there() -> bool:
            listed = self.call("kim", "/review/samples").json()["samples"]
            found[:] = [one for one in listed if one["begins"] == question["text"]]
            return bool(found)

        assert eventually(there, every=0.2)  # the pages' guard counts every look
        sample: dict[str, Any] = self.call("kim", f"/review/samples/{found[0]['id']}").json()
        return sample

    def judged(self, who: str, sample: dict[str, Any], deposit: int | None = None) -> httpx2.Response:
        """Everything right, but for the deposit where one is given."""
        return self.call(who, "/review/verdicts", verdict(sample, {} if deposit is None else {DEPOSIT: deposit}))


def verdict(sample: dict[str, Any], values: dict[str, Any] | None = None) -> dict[str, Any]:
    fields = {row["pointer"]: "right" for row in sample["rows"] if row["filled"]} | {"": "right"}
    fields |= dict.fromkeys(values or {}, "corrected")
    return {"id": sample["id"], "seen": sample["seen"], "fields": fields, "values": values or {}}


@pytest.fixture(scope="module", params=["files", "redis"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("review")
    shutil.copytree(ROOT / "prompts", folder / "prompts")
    file, keys = ClientsFile(), {}
    for name, entry in RIGHTS.items():
        file, key = desk.add(file, name, now=datetime.now(UTC), random_bytes=secrets.token_bytes, entry=entry)
        keys[name] = key.secret
    write(folder / "clients.yaml", file)
    server = KeyValueServer().start() if request.param == "redis" else None
    redis = {"REDIS_URL": server.url, "CACHE_SECRET": "s" * 32} if server else {}
    where = redis or {"SAMPLES_DIR": str(folder / "samples")}
    env = {**where, "CLIENTS_FILE": str(folder / "clients.yaml"), "REVIEW_ADOPTS": "1"}
    with running("--prompts", str(folder / "prompts"), env=env) as service:
        yield House(service, keys, where, folder / "prompts")
    if server:
        server.stop()


ROUTES = [
    ("/review/samples", None),
    ("/review/samples/feedback-000000000000000000000000", None),
    ("/review/agreement", None),
    ("/review/export", None),
    ("/review/verdicts", {}),
    ("/review/adoptions", {}),
]


@pytest.mark.parametrize(("path", "body"), ROUTES)
def test_only_reviewers_come_in(house: House, path: str, body: Any) -> None:
    """No key and a wrong one: the same 401; a good key without the right: 403, before anything is looked at."""
    missing, wrong = house.call(None, path, body), house.call(None, path, body, headers={"X-API-Key": "kk_x"})
    assert (missing.status_code, wrong.status_code) == (401, 401)
    assert missing.json()["detail"] == wrong.json()["detail"]
    assert house.call("form", path, body).status_code == 403
    assert house.call("kim", f"{path}?api_key={house.keys['kim']}", body).status_code in (200, 404, 422)
    assert house.call(None, f"{path}?api_key={house.keys['kim']}", body).status_code == 401


def test_a_reviewer_sees_every_clients_samples_but_only_of_their_tasks(house: House) -> None:
    """Whose sample it was is not told; a reviewer of other tasks finds nothing, and the same nothing for made-up ids."""
    mine, theirs = house.corrected("form"), house.corrected("other")
    ids = {one["id"] for one in house.call("kim", "/review/samples").json()["samples"]}
    assert {mine["id"], theirs["id"]} <= ids
    assert "other" not in json.dumps(theirs, ensure_ascii=False)
    assert house.call("elsewhere", "/review/samples").json()["samples"] == []
    hidden = house.call("elsewhere", f"/review/samples/{mine['id']}")
    made_up = house.call("elsewhere", "/review/samples/feedback-000000000000000000000000")
    assert (hidden.status_code, made_up.status_code) == (404, 404)
    assert hidden.json()["detail"] == made_up.json()["detail"]
    assert house.call("elsewhere", "/review/verdicts", verdict(mine)).status_code == 404
    assert house.call("elsewhere", "/review/adoptions", {"id": mine["id"]}).status_code == 404


def test_a_correction_shows_the_answer_beside_it_and_the_words(house: House) -> None:
    """The user's value is what is judged, the service's stands beside it, and its words are marked in the masked text."""
    sample = house.corrected()
    row = next(row for row in sample["rows"] if row["pointer"] == DEPOSIT)
    assert (row["value"], row["answered"], row["words"]) == (20_000_000, 5_000_000, "500")
    start, end = sample["marks"][DEPOSIT]
    assert sample["text"][start:end] == "500"
    assert not any("private" in row["pointer"] or "missing_required" in row["pointer"] for row in sample["rows"])


def test_verdicts_are_blind_idempotent_and_the_last_one_counts(house: House) -> None:
    """Nothing of another before one's own; said twice it is one; a change of mind settles a dispute."""
    sample = house.corrected()
    assert house.judged("kim", sample).json() == {"kept": True, "state": "confirmed", "others": []}
    assert house.judged("kim", sample).json()["state"] == "confirmed"
    before = house.call("lee", f"/review/samples/{sample['id']}").json()
    assert before["mine"] is None
    assert not {"others", "state"} & before.keys()
    assert "kim" not in json.dumps(before)
    said = house.judged("lee", sample, deposit=5_000_000).json()
    assert said["state"] == "disputed"
    assert [other["reviewer"] for other in said["others"]] == ["kim"]
    disputed = house.call("kim", "/review/samples?of=disputed").json()["samples"]
    assert [one["id"] for one in disputed] == [sample["id"]]
    assert house.call("kim", "/review/adoptions", {"id": sample["id"]}).status_code == 422
    assert house.judged("kim", sample, deposit=5_000_000).json()["state"] == "confirmed"
    figures = house.call("kim", "/review/agreement").json()["tasks"][0]
    assert (figures["task"], figures["raw"]) == (TASK, 1.0)


def test_what_is_confirmed_becomes_one_case(house: House) -> None:
    """Only after a verdict of one's own; exported and adopted with its origin, once; the commands know it too."""
    sample = house.corrected()
    assert house.call("kim", "/review/adoptions", {"id": sample["id"]}).status_code == 422
    house.judged("kim", sample, deposit=7_000_000)
    assert sample["id"] not in house.call("lee", "/review/export").text
    rows = [json.loads(line) for line in house.call("kim", f"/review/export?task={TASK}").text.splitlines()]
    (row,) = [row for row in rows if row["id"] == sample["id"]]
    assert (row["added_from"], row["labeller"], row["confirmed"]) == ("feedback", "kim", True)
    assert row["expected"]["listings"][0]["deals"][0]["deposit"] == 7_000_000
    assert "private" not in row["expected"]
    first, second = (house.call("kim", "/review/adoptions", {"id": sample["id"]}).json() for _ in range(2))
    assert (first["adopted"], second["adopted"]) == (True, False)
    written = (house.prompts / TASK / "eval" / "adopted.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in written].count(row) == 1
    assert chaeum("samples", "agreement", "--prompts", str(house.prompts), **house.where).returncode == 0
    taken = chaeum("samples", "adopt", "--reviewed", "--prompts", str(house.prompts), **house.where)
    assert taken.returncode == 0, taken.stderr
    assert sample["id"] not in taken.stdout  # the page has done it already


def test_downloaded_rows_become_cases_where_the_folders_are(house: House, tmp_path: Path) -> None:
    """Where the service reads its folders from a ConfigMap: download, then `chaeum samples adopt --from`."""
    sample = house.corrected()
    house.judged("kim", sample, deposit=8_000_000)
    (tmp_path / "reviewed.jsonl").write_text(house.call("kim", "/review/export").text, "utf-8")
    arguments = ("samples", "adopt", "--from", str(tmp_path / "reviewed.jsonl"), "--prompts", str(house.prompts))
    done = chaeum(*arguments)
    assert done.returncode == 0, done.stderr
    written = (house.prompts / TASK / "eval" / "adopted.jsonl").read_text("utf-8")
    assert written.count(f'"{sample["id"]}"') == 1


def test_a_verdict_about_an_older_form_is_refused(house: House) -> None:
    """What somebody looked at is not what is there now."""
    sample = house.corrected()
    assert house.call("kim", "/review/verdicts", {**verdict(sample), "seen": "0" * 16}).status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {ADDRESS: "문의 010-2345-6789"},
        {ADDRESS: "국민 123456-04-567890 홍길동"},
        {DEPOSIT: "soon"},
        {DEPOSIT: -1},
        {DEPOSIT: [1]},
    ],
)
def test_values_that_do_not_fit_or_may_be_personal_are_not_kept(house: House, values: dict[str, Any]) -> None:
    """The pointer is named, the value is not; nothing of it is written or logged."""
    sample = house.corrected()
    said = house.call("kim", "/review/verdicts", verdict(sample, values))
    assert said.status_code == 422, said.text
    assert [one["pointer"] for one in said.json()["errors"]] == list(values)
    assert not any(word in said.text for word in ("2345", "567890", "soon"))
    assert house.call("kim", f"/review/samples/{sample['id']}").json()["mine"] is None
    assert "2345-6789" not in house.service.log


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "<script>"},
        {"id": None},
        {"seen": "x"},
        {"fields": {}},
        {"fields": {"/listings/0/rooms": "maybe"}},
        {"fields": {"/unheard": "right"}},
        {"fields": {"/listings/7/rooms": "right"}},
        {"fields": {"/private/phones": "right"}},
        {"fields": {"/a" * 150: "right"}},
        {"fields": {f"/{n}": "right" for n in range(2500)}},
        {"values": {DEPOSIT: 1}},
        {"values": {"/listings/999999999/rooms": 1}},
        {"values": {"/listings/x/0/y": 1}},
        {"values": {"": 1}},
        {"values": {"rooms": 1}},
        {"values": {"/listings/²/rooms": 1, "/listings/0/rooms": 1}},
        {"values": {"/listings": [], "/listings/0/rooms": 1}},
        {"unheard": 1},
    ],
)
def test_hostile_verdicts_are_refused_without_an_echo(house: House, changed: dict[str, Any]) -> None:
    """A problem of our own words, never a 500."""
    sample = SAMPLE.setdefault(house.service.url, None) or house.corrected()
    SAMPLE[house.service.url] = sample
    said = house.call("kim", "/review/verdicts", {**verdict(sample), **changed})
    assert 400 <= said.status_code < 500, said.text
    assert said.headers["content-type"] == "application/problem+json"
    assert not any(word in said.text for word in ("<script>", "maybe", "unheard"))


SAMPLE: dict[str, Any] = {}


def test_other_bodies_and_queries_are_refused(house: House) -> None:
    """A form of another site, no JSON, a huge body, made-up filters and cursors."""
    headers = {"X-API-Key": house.keys["kim"], "Content-Type": "text/plain"}
    url = f"{house.service.url}/review/verdicts"
    assert plain_http.post(url, content=b"{}", headers=headers).status_code == 415
    headers["Content-Type"] = "application/json"
    for content, status in ((b"[1]", 422), (b"{", 422), (b" " * 200_000, 413)):
        assert plain_http.post(url, content=content, headers=headers).status_code == status
    for query in ("of=all", "why=because", "cursor=x", "cursor=1_nan_", "cursor=1_2"):
        said = house.call("kim", f"/review/samples?{query}")
        assert said.status_code in (200, 422), query
        assert said.status_code == 422 or "nan" in query or "1_2" in query


def test_corrections_come_newest_first(house: House) -> None:
    """Whoever reviews looks at what users said today before what they said last week."""
    for _ in range(2):
        house.corrected()
    first = house.call("kim", "/review/samples").json()
    assert [one["at"] for one in first["samples"]] == sorted((one["at"] for one in first["samples"]), reverse=True)
    assert first["left"] == len(first["samples"]) >= 2


def test_forgetting_a_client_forgets_the_verdicts_on_its_samples(house: House) -> None:
    """`chaeum samples forget` leaves neither the text nor what reviewers wrote about it."""
    sample = house.corrected("other")
    house.judged("kim", sample, deposit=123_000)
    assert "samples of other are deleted" in chaeum("samples", "forget", "other", **house.where).stdout
    assert eventually(lambda: house.call("kim", f"/review/samples/{sample['id']}").status_code == 404)
    assert sample["id"] not in house.call("kim", "/review/export").text
    if "SAMPLES_DIR" in house.where:
        kept = "".join(path.read_text("utf-8") for path in Path(house.where["SAMPLES_DIR"]).rglob("*.jsonl"))
        assert "123000" not in kept


def test_without_a_clients_file_only_this_machine_reviews(tmp_path: Path) -> None:
    """On loopback whoever runs it may try it; a proxy in front, a foreign name or an open address may not."""
    with running(env={"SAMPLES_DIR": str(tmp_path)}) as service:
        url = f"{service.url}/review/samples"
        assert plain_http.get(url).json()["me"] == "anonymous"
        for headers in (
            {"Host": "evil.example"},
            {"X-Forwarded-For": "203.0.113.9"},
            {"Forwarded": "for=203.0.113.9"},
            {"X-Real-IP": "203.0.113.9"},
        ):
            assert plain_http.get(url, headers=headers).status_code == 403, headers
    env = {"SAMPLES_DIR": str(tmp_path), "HOST": "0.0.0.0", "CHAEUM_ALLOW_ANONYMOUS": "1"}
    with running(env=env) as service:
        assert plain_http.get(f"{service.url}/review/samples").status_code == 403
        assert plain_http.get(f"{service.url}/review").status_code == 200


def test_a_service_that_may_not_write_its_folders_says_so(tmp_path: Path) -> None:
    """Adopting is off unless it is switched on, and cannot be switched on where the folders are read-only."""
    with running(env={"SAMPLES_DIR": str(tmp_path)}) as service:
        body = {"id": "feedback-" + "0" * 24}
        said = plain_http.post(f"{service.url}/review/adoptions", json=body)
        assert said.status_code == 403
        assert "download" in said.json()["detail"]
