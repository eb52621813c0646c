"""The key names everything that shapes an answer, and a new field cannot slip past it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from app.cache.key import CLASSIFIED, SHAPING_CODE, Keys, code_digest
from app.domain import Client, Source
from app.tasks.spec import TaskSpec
from app.tasks.task import Task, Version

from tests.conftest import ROOT

SPEC = TaskSpec.model_validate(
    {
        "title": "시험",
        "owner": "somebody",
        "input": {"text": {"max_chars": 100}},
        "versions": {"stable": "v1"},
        "models": [{"use": "rules"}],
        "fields": {"name": {"type": "string"}},
    }
)
VERSION = Version("v1", "prompt", (), "digest")
TASK = Task("parse/thing", Path("prompts/parse/thing"), SPEC, {"v1": VERSION})
SOURCE = Source("원룸 500/45", date(2026, 3, 2), {"near": {"lat": 1, "lng": 2}})
CLIENT = Client("form")
KEYS = Keys(b"secret", "code")


def of(keys: Keys = KEYS, task: Task = TASK, version: Version = VERSION, model: str = "rules",
       source: Source = SOURCE, client: Client = CLIENT) -> bytes:  # fmt: skip
    return keys.of(task, version, model, source, client)


@pytest.mark.parametrize("shape", [Source, Client, Version, Task])
def test_every_field_is_classified(shape: type) -> None:
    """A new field of what goes into an answer has to be put inside or outside the key, in writing."""
    assert {field.name for field in fields(shape)} == CLASSIFIED[shape.__name__].keys()


OTHER_FIELDS = {
    "Source": {"text": "원룸 500/46", "reference_date": date(2026, 3, 3), "inputs": {"near": {"lat": 1, "lng": 3}}},
    "Client": {"name": "another", "tasks": frozenset({"parse/thing"}), "batch": True, "debug": True, "reviewer": True},
    "Version": {"name": "v2", "prompt": "other", "examples": (1,), "digest": "other", "line": 7},
    "Task": {"name": "parse/other", "folder": Path("elsewhere"), "spec": SPEC, "versions": {}, "rules": {"a": 1}},
}


@pytest.mark.parametrize("shape, name", [(shape, name) for shape, names in CLASSIFIED.items() for name in names])
def test_a_field_changes_the_key_exactly_when_it_says_so(shape: str, name: str) -> None:
    """`inside` changes the key; `outside`, or inside by a digest that is a field itself, does not."""
    whole = {"Source": SOURCE, "Client": CLIENT, "Version": VERSION, "Task": TASK}[shape]
    changed = of(**{shape.lower(): replace(whole, **{name: OTHER_FIELDS[shape][name]})})  # type: ignore[type-var]
    said = CLASSIFIED[shape][name]
    assert (changed != of()) == (said.startswith("inside") and "digest of" not in said and "by digest" not in said
                                 and "version's digest" not in said)  # fmt: skip


def test_code_model_and_secret_shape_the_key() -> None:
    """Other post-processing, another model, another secret: another key."""
    keys = {of(), of(Keys(b"secret", "newer")), of(Keys(b"other", "code")), of(model="openai:m")}
    assert len(keys) == 4


def test_the_text_is_not_normalised() -> None:
    """Evidence points into the text as sent, so a space more is another answer."""
    assert of(source=replace(SOURCE, text=SOURCE.text + " ")) != of()


def test_a_shared_task_has_one_answer_for_all() -> None:
    """`cache_scope: global` takes the tenant out of the key, and nothing else does."""
    shared = replace(TASK, spec=SPEC.model_copy(update={"cache_scope": "global"}))
    assert of(task=shared) == of(task=shared, client=Client("another"))
    assert of() != of(client=Client("another"))


def test_no_two_places_of_a_text_can_be_confused() -> None:
    """Moving a character from one input to the next changes the key."""
    one = replace(SOURCE, inputs={"title": "ab"}, text="c")
    two = replace(SOURCE, inputs={"title": "a"}, text="bc")
    assert of(source=one) != of(source=two)


def test_the_code_digest_covers_what_shapes_answers(tmp_path: Path) -> None:
    """A changed byte in any covered part changes it; a missing part is noticed by this test."""
    assert all((ROOT / "app" / part).exists() for part in SHAPING_CODE)
    for part in SHAPING_CODE:
        place = tmp_path / part if part.endswith(".py") else tmp_path / part / "module.py"
        place.parent.mkdir(exist_ok=True)
        place.write_text("1")
    before = code_digest(tmp_path)
    for part in SHAPING_CODE:
        place = tmp_path / part if part.endswith(".py") else tmp_path / part / "module.py"
        place.write_text("2")
        assert code_digest(tmp_path) != before
        place.write_text("1")
    assert code_digest(tmp_path) == before
