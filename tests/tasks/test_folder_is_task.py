"""A folder is a task: copying one gives an endpoint, OpenAPI, validation, evidence and CLI; removing it removes all."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from scripts import editor_schema

from tests.conftest import ROOT
from tests.world import plain_http
from tests.world.service import Service, environment, running

NAME = "classify/post"
TEXT = "원목 책상 내놓아요 상태 좋습니다\n가격: 3만 5천원, 직거래만 가능해요"
TASK = """\
title: 글 분류
owner: test-team
input: {text: {max_chars: 500}}
mask: [phone]
versions: {stable: v1}
models: [{use: rules}]
fields:
  summary: {type: string, role: reasoning, max_chars: 100, about: 글의 요약}
  kind:
    type: enum
    role: gate
    opens: [sale]
    about: 글의 종류
    ground: "no"
    words: {sale: [내놓아요, 팔아요], wanted: [구해요], other: [그 밖]}
  price: {type: integer, unit: KRW, about: 값, clean: krw.goods}
  delivery: {type: tri, about: 택배, words: [택배]}
  direct: {type: boolean, about: 직거래, words: [직거래]}
  materials: {type: list, of: enum, about: 재질, words: {wood: [원목, 나무], metal: [철제]}}
"""
PROMPT = "<role>나눕니다.</role>\n<post-{{ nonce }}>{{ text }}</post-{{ nonce }}>\n<instructions>JSON</instructions>\n"


@pytest.fixture(scope="module")
def prompts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's folders and a sixth one that exists nowhere in code."""
    root = tmp_path_factory.mktemp("six") / "prompts"
    shutil.copytree(ROOT / "prompts", root)
    folder = root / NAME
    folder.mkdir(parents=True)
    (folder / "task.yaml").write_text(TASK, "utf-8")
    (folder / "v1.md").write_text(PROMPT, "utf-8")
    (folder / "rules.yaml").write_text("labels: {price: [가격]}\n", "utf-8")
    return root


@pytest.fixture(scope="module")
def service(prompts: Path) -> Iterator[Service]:
    with running("--prompts", str(prompts)) as started:
        yield started


def ask(service: Service, body: dict[str, Any]) -> httpx2.Response:
    return plain_http.post(f"{service.url}/{NAME}", json=body)


def test_the_folder_answers(service: Service) -> None:
    """Values from its own words, labels and normaliser, each with the words that prove it."""
    answer = ask(service, {"text": TEXT}).json()
    assert answer["result"] == {
        "kind": "sale",
        "price": 35000,
        "delivery": None,
        "direct": True,
        "materials": ["wood"],
    }
    quotes = {pointer: TEXT[proof["start"] : proof["end"]] for pointer, proof in answer["evidence"].items()}
    assert quotes["/price"] == "3만 5천원"
    assert quotes["/materials/0"] == "원목"
    assert all(proof["quote"] == quotes[pointer] for pointer, proof in answer["evidence"].items())
    assert answer["meta"]["version"] == "v1"


def test_a_closed_gate_gives_nothing_else(service: Service) -> None:
    """A wanted post has no values, whatever stands in it."""
    answer = ask(service, {"text": "원목 책상 구해요 가격: 3만원"}).json()["result"]
    assert answer == {"kind": "wanted", "price": None, "delivery": None, "direct": None, "materials": []}


def test_its_input_is_checked(service: Service) -> None:
    """Its own limit, its own fields."""
    assert ask(service, {"text": "가" * 501}).status_code == 413
    assert ask(service, {"text": "가", "region": "망원동"}).status_code == 422


def test_it_stands_in_the_openapi_document(service: Service) -> None:
    """With its title, its fields and its limit."""
    document = plain_http.get(f"{service.url}/openapi.json").json()
    operation = document["paths"][f"/{NAME}"]["post"]
    assert operation["summary"] == "글 분류"
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert list(answer["properties"]["result"]["properties"]) == ["kind", "price", "delivery", "direct", "materials"]


def test_the_command_line_knows_it(prompts: Path) -> None:
    """`try` reads a text with it."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "try", NAME, "--json", "--prompts", str(prompts)],
        cwd=ROOT,
        env=environment({}),
        input=TEXT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["result"]["price"] == 35000


def test_moving_a_pointer_needs_no_restart(prompts: Path, service: Service) -> None:
    """A second version answers as soon as `stable` points at it; a bad folder leaves the old one in place."""
    folder = prompts / NAME
    (folder / "v2.md").write_text(PROMPT.replace("나눕니다", "고릅니다"), "utf-8")
    (folder / "task.yaml").write_text(TASK.replace("stable: v1", "stable: v2"), "utf-8")
    assert _eventually(lambda: ask(service, {"text": TEXT}).json()["meta"]["version"] == "v2")
    (folder / "task.yaml").write_text("title: [", "utf-8")
    verbose = f"{service.url}/healthz/ready?verbose"
    assert _eventually(lambda: NAME in plain_http.get(verbose).json()["disabled"])
    assert ask(service, {"text": TEXT}).json()["meta"]["version"] == "v2"


def test_removing_the_folder_removes_the_task(prompts: Path, service: Service) -> None:
    """No endpoint, nothing in the list, and the others still answer."""
    shutil.rmtree(prompts / NAME)
    assert _eventually(lambda: ask(service, {"text": TEXT}).status_code == 404)
    names = [task["name"] for task in plain_http.get(f"{service.url}/tasks").json()["tasks"]]
    assert NAME not in names
    assert "parse/real-estate" in names


def _eventually(holds: Any, seconds: float = 10.0) -> bool:
    """Poll a real process until it has noticed a change on the disk."""
    import time

    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_no_code_compares_task_names() -> None:
    """The names of the tasks stand in folders, never in the program."""
    names = [path.parent.relative_to(ROOT / "prompts").as_posix() for path in (ROOT / "prompts").glob("*/*/task.yaml")]
    for path in (ROOT / "app").rglob("*.py"):
        code = "\n".join(line.partition("#")[0] for line in path.read_text("utf-8").splitlines())
        assert not any(f'== "{name}"' in code or f'"{name}":' in code for name in names), path


def test_the_editor_schema_is_fresh() -> None:
    """prompts/task.schema.json is what the code generates."""
    assert (ROOT / editor_schema.FILE).read_text("utf-8") == editor_schema.text()
