"""Feedback over a real service: bound to whoever asked, counted once, as metrics and as candidates for gold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.http.test_cli import chaeum
from tests.http.test_shadow import eventually
from tests.world import plain_http
from tests.world.service import Service, running

TASK = "parse/real-estate"
TEXT = "신림역 5분 원룸 500/45, 반려동물 가능, 문의 010-9876-1234"
DAY = "2026-03-10"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feedback")


@pytest.fixture(scope="module")
def keys(place: Path) -> dict[str, str]:
    """Two clients of a file."""
    found = {}
    for name in ("form", "other"):
        done = chaeum("clients", "add", name, "--file", str(place / "clients.yaml"))
        found[name] = done.stdout.split()[-1]
    return found


@pytest.fixture(scope="module")
def service(place: Path, keys: dict[str, str]) -> Iterator[Service]:
    with running(env={"CLIENTS_FILE": str(place / "clients.yaml"), "SAMPLES_DIR": str(place / "samples")}) as one:
        yield one


def post(service: Service, path: str, body: dict[str, Any], key: str | None) -> httpx2.Response:
    headers = {"X-API-Key": key} if key else {}
    return plain_http.post(f"{service.url}/{path}", json=body, headers=headers, timeout=15)


def asked(service: Service, key: str, text: str = TEXT) -> dict[str, Any]:
    answer: dict[str, Any] = post(service, TASK, {"text": text, "reference_date": DAY}, key).json()
    return answer


def about(answer: dict[str, Any], kind: str, text: str = TEXT, **more: Any) -> dict[str, Any]:
    question = {"task": TASK, "text": text, "reference_date": DAY}
    return {"request_id": answer["meta"]["request_id"], "kind": kind, **question, **more}


def counted(service: Service, metric: str, **labels: str) -> float:
    text = plain_http.get(f"{service.admin_url}/metrics").text
    lines = [line for line in text.splitlines() if line.startswith(metric)]
    return sum(float(line.split()[-1]) for line in lines if all(f'{k}="{v}"' in line for k, v in labels.items()))


def test_a_corrected_form_is_counted_field_by_field_and_becomes_a_candidate(
    service: Service, keys: dict[str, str], place: Path
) -> None:
    """Changed, cleared, added and accepted leaves; the corrected form is kept masked, and exported as a case."""
    answer = asked(service, keys["form"])
    form = json.loads(json.dumps(answer["result"]))
    form["listings"][0]["deals"][0]["deposit"] = 10_000_000  # changed
    form["listings"][0]["pets"] = None  # cleared
    form["listings"][0]["elevator"] = True  # added
    said = post(service, "feedback", about(answer, "edited", form=form), keys["form"])
    assert said.status_code == 200, said.text
    body = said.json()
    assert body["counted"]
    assert not body["untouched"]
    assert (body["leaves"]["changed"], body["leaves"]["cleared"], body["leaves"]["added"]) == (1, 1, 1)
    assert body["leaves"]["accepted"] >= 4
    assert counted(service, "chaeum_feedback_fields_total", field="listings/deals/deposit", verdict="changed") == 1
    assert counted(service, "chaeum_feedback_fields_total", field="listings/pets", verdict="cleared") == 1
    assert counted(service, "chaeum_feedback_forms_total", outcome="edited", task=TASK) == 1
    assert eventually(lambda: list((place / "samples").glob("*.jsonl")))
    done = chaeum("samples", "export", TASK, SAMPLES_DIR=str(place / "samples"))
    (row,) = [one for one in map(json.loads, done.stdout.splitlines()) if one["added_from"] == "feedback"]
    assert row["expected"]["listings"][0]["deals"][0]["deposit"] == 10_000_000
    assert "9876" not in done.stdout
    assert "private" not in row["expected"]


def test_the_same_feedback_counts_once(service: Service, keys: dict[str, str]) -> None:
    """A page that sends twice, a retry of a proxy: told, not counted."""
    answer = asked(service, keys["form"], "신림역 원룸 1000/50")
    body = about(answer, "accepted", "신림역 원룸 1000/50")
    before = counted(service, "chaeum_feedback_forms_total", outcome="accepted")
    first, second = (post(service, "feedback", body, keys["form"]).json() for _ in range(2))
    assert (first["counted"], second["counted"]) == (True, False)
    assert first["leaves"] == second["leaves"]
    assert counted(service, "chaeum_feedback_forms_total", outcome="accepted") == before + 1


def test_nobody_judges_anothers_answer(service: Service, keys: dict[str, str]) -> None:
    """Another client, no key, another text: there is no such answer, and nothing says whether there is one."""
    answer = asked(service, keys["form"])
    body = about(answer, "accepted")
    assert post(service, "feedback", body, keys["other"]).status_code == 404
    assert post(service, "feedback", body, None).status_code == 401
    never = post(service, "feedback", about(answer, "accepted", "아무도 묻지 않은 글"), keys["form"])
    assert never.status_code == 404
    assert never.json()["detail"] == post(service, "feedback", body, keys["other"]).json()["detail"]


def test_single_fields_may_be_judged(service: Service, keys: dict[str, str]) -> None:
    """Without the whole form: words about pointers that the answer has."""
    answer = asked(service, keys["form"], "봉천동 투룸 전세 2억")
    fields = {"/listings/0/deals/0/deposit": "edited", "/listings/0/rooms": "accepted"}
    said = post(service, "feedback", about(answer, "judged", "봉천동 투룸 전세 2억", fields=fields), keys["form"])
    assert said.json()["leaves"] == {"accepted": 1, "changed": 1, "cleared": 0, "added": 0}
    wrong = {"/listings/7/rooms": "accepted"}
    bad = post(service, "feedback", about(answer, "judged", "봉천동 투룸 전세 2억", fields=wrong), keys["form"])
    assert bad.status_code == 422


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "loved"},
        {"form": None},
        {"form": [1]},
        {"request_id": "<script>"},
        {"request_id": None},
        {"task": "parse/unheard"},
        {"text": "x" * 7000},
        {"fields": {"/a": "maybe"}},
        {"unheard": 1},
    ],
)
def test_hostile_feedback_is_refused_without_an_echo(
    service: Service, keys: dict[str, str], changed: dict[str, Any]
) -> None:
    """A problem of our own words, never a 500, never what was sent."""
    answer = asked(service, keys["form"])
    said = post(service, "feedback", {**about(answer, "edited", form={}), **changed}, keys["form"])
    assert 400 <= said.status_code < 500
    assert said.headers["content-type"] == "application/problem+json"
    assert not re.search(r"<script>|loved|maybe|xxxx", said.text)


def test_a_form_of_strange_values_counts_and_harms_nothing(service: Service, keys: dict[str, str]) -> None:
    """Fields that are not declared, wrong shapes, deep nests: ignored or refused, the service goes on."""
    answer = asked(service, keys["form"], "사당역 원룸 300/30")
    form = {
        "listings": [{"deals": "soon", "rooms": {"a": 1}, "unheard": 5}, 7],
        "private": {"phones": ["010-1111-2222"]},
    }
    said = post(service, "feedback", about(answer, "edited", "사당역 원룸 300/30", form=form), keys["form"])
    assert said.status_code == 200
    assert said.json()["leaves"]["added"] == 0
    assert post(service, TASK, {"text": TEXT}, keys["form"]).status_code == 200
    assert "1111" not in service.log
