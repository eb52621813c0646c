"""Lint: every rule fires on a folder that breaks it, and on no good one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from app.errors import ConfigurationError
from app.main import open_catalog, vocabulary
from app.settings import read_settings
from app.tasks import release, scaffold
from app.tasks.catalog import Catalog
from app.tasks.lint.lint import BY_ID, RULES, lint
from app.tasks.lint.rule import Severity, Subject
from app.tasks.spec import ModelSpec

TODAY = date(2026, 11, 24)
NAME = "classify/post"


def no_news(model: ModelSpec, today: date) -> Iterator[tuple[Severity, str]]:
    """A world in which every model is fine."""
    return iter(())


def retired(model: ModelSpec, today: date) -> Iterator[tuple[Severity, str]]:
    """A world in which OpenAI's models are gone."""
    if model.provider == "openai":
        yield "error", "was shut down"


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Change a file of the folder."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), "utf-8")

    return change


def fewer_cases(folder: Path) -> None:
    path = folder / "eval/seed.jsonl"
    path.write_text("\n".join(path.read_text("utf-8").splitlines()[:29]) + "\n", "utf-8")


def case_as_example(folder: Path) -> None:
    path = folder / "eval/seed.jsonl"
    text = "책상 팝니다 2만원에 가져가세요 상태 좋아요"
    path.write_text(path.read_text("utf-8").replace("의자 팔아요 직거래", text), "utf-8")


def third_example(folder: Path) -> None:
    path = folder / "examples.yaml"
    path.write_text(
        path.read_text("utf-8") + "- {id: three, text: 의자, output: {summary: 의자, kind: other}}\n", "utf-8"
    )


def without_normaliser(folder: Path) -> None:
    replaced("task.yaml", ", clean: krw.goods", "")(folder)
    replaced("examples.yaml", "price_text: 2만원", "price: 20000")(folder)


BREAKS: dict[str, tuple[Callable[[Path], None], str]] = {
    "P1": (replaced("v1.md", "<goal>글을 요약하고, 어떤 종류의 글인지와 적힌 값을 찾습니다.</goal>", ""), "v1.md"),
    "P2": (replaced("v1.md", "<goal>", "친절하게 해 주세요\n<goal>"), "v1.md:2"),
    "P5": (third_example, "examples.yaml"),
    "P6": (replaced("task.yaml", "role: reasoning, ", "ground: 'no', "), "task.yaml:18"),
    "P7": (replaced("task.yaml", "    role: gate\n    opens: [sale, wanted]\n", ""), "task.yaml"),
    "P8": (replaced("v1.md", "null", "빈칸"), "v1.md"),
    "P9": (replaced("task.yaml", "  kind:", "  data: {type: string, about: 자료}\n  kind:"), "task.yaml:19"),
    "P10": (replaced("v1.md", "먼저 한두 문장으로", "적절히"), "v1.md"),
    "P11": (replaced("task.yaml", '  - {use: "gemini:', '  - {use: "openai:'), "task.yaml:10"),
    "P13": (replaced("task.yaml", ", usd_per_day: 5", ""), "task.yaml"),
    "P15": (replaced("examples.yaml", "price_text: 2만원", "price_text: 20000원"), "examples.yaml"),
    "P16": (without_normaliser, "task.yaml"),
    "P17": (
        replaced("v1.md", "2. kind가 other이면", "2. kind가 other이면 비우고 sale이라면 값을 찾되 없는 경우"),
        "v1.md",
    ),
    "P18": (fewer_cases, "eval"),
    "P19": (replaced("v1.md", "6. 정해진 JSON 하나만 답하세요.\n", ""), "v1.md"),
    "P20": (replaced("task.yaml", "success: label_accept_rate\n", ""), "task.yaml:1"),
}
REFUSED_AT_LOAD = {"P3", "P4", "P14"}


def findings(root: Path, lifecycle: object = no_news) -> list[tuple[str, str, str]]:
    """(rule, where, severity) of everything lint finds."""
    catalog = Catalog(root, vocabulary())
    found = lint(catalog.every.values(), TODAY, lifecycle)  # type: ignore[arg-type]
    return [(one.rule.id, one.where, one.severity) for one in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return scaffold.make(tmp_path / "prompts", NAME)


def test_a_new_folder_lints_clean(folder: Path) -> None:
    """What `new` makes breaks no rule; it only says that thirty cases are few."""
    assert {rule for rule, _, _ in findings(folder.parents[1])} == {"P18"}
    assert {severity for _, _, severity in findings(folder.parents[1])} == {"warning"}


@pytest.mark.parametrize("rule", BREAKS)
def test_a_rule_fires_where_it_is_broken(folder: Path, rule: str) -> None:
    """The finding names the file, and the line where there is one."""
    before = {where for found, where, _ in findings(folder.parents[1]) if found == rule}
    change, place = BREAKS[rule]
    change(folder)
    new = [(where, severity) for found, where, severity in findings(folder.parents[1]) if found == rule]
    assert any(place in where for where, _ in new)
    assert len(new) > len(before) or any(severity == "error" for _, severity in new)


def test_a_task_that_no_rules_can_answer_needs_none(folder: Path) -> None:
    """`floor: error` says so; without it the rules are the last resort."""
    replaced("task.yaml", "  - {use: rules}\n", "")(folder)
    assert any(rule == "P11" for rule, _, _ in findings(folder.parents[1]))
    replaced("task.yaml", "deadline_s: 5\n", "deadline_s: 5\nfloor: error\n")(folder)
    assert not any(rule == "P11" for rule, _, _ in findings(folder.parents[1]))


def test_a_retired_model_is_found(folder: Path) -> None:
    """P12 asks what is known of the vendor's models."""
    assert ("P12", f"prompts/{NAME}/task.yaml:11", "error") in findings(folder.parents[1], retired)


@pytest.mark.parametrize(
    ("rule", "prompt"),
    [
        ("P3", "<instructions>JSON</instructions>\n<post-{{ nonce }}>{{ text }}</post-{{ nonce }}>"),
        ("P4", "<role>{{ region }}</role>\n<post-{{ nonce }}>{{ text }}</post-{{ nonce }}>"),
    ],
)
def test_rules_that_loading_refuses_too_fire_by_themselves(folder: Path, rule: str, prompt: str) -> None:
    """Instructions before the post, and variables before it: told by lint, and refused at start."""
    task = Catalog(folder.parents[1], vocabulary()).get(NAME)
    subject = Subject(task, replace(task.stable, prompt=prompt), TODAY, no_news)
    (found,) = BY_ID[rule].check(subject)
    assert found.line == task.stable.line
    (folder / "v1.md").write_text(prompt, "utf-8")
    with pytest.raises(ConfigurationError):
        Catalog(folder.parents[1], vocabulary())


def test_an_example_that_is_not_valid_is_found(folder: Path) -> None:
    """P14 by itself, and refused at start: a model would be taught the wrong shape."""
    task = Catalog(folder.parents[1], vocabulary()).get(NAME)
    wrong = task.stable.examples[0].model_copy(update={"output": {"summary": "책상", "kind": "sold"}})
    subject = Subject(task, replace(task.stable, examples=(wrong,)), TODAY, no_news)
    assert any("kind" in found.message for found in BY_ID["P14"].check(subject))
    replaced("examples.yaml", "kind: sale", "kind: sold")(folder)
    with pytest.raises(ConfigurationError):
        Catalog(folder.parents[1], vocabulary())


def test_every_rule_is_tested_and_stands_on_the_talk() -> None:
    """Twenty rules, each with a test above, a sentence and a hint."""
    assert set(BY_ID) == {f"P{number}" for number in range(1, 21)} == {*BREAKS, *REFUSED_AT_LOAD, "P12"}
    assert all(rule.talk and rule.hint and rule.title for rule in RULES)


def test_the_projects_own_folders_pass() -> None:
    """No error in our own prompts, and every version that answers is what was released."""
    settings = read_settings({})
    catalog = open_catalog(settings)
    errors = [one for one in lint(catalog.every.values(), TODAY, no_news) if one.severity == "error"]
    assert not errors
    assert not release.broken_releases(catalog.every, release.read_lock(settings.prompts_dir))


def test_an_edited_release_is_refused(folder: Path) -> None:
    """A released version whose prompt, examples or fields change no longer matches the lock."""
    root = folder.parents[1]
    catalog = Catalog(root, vocabulary())
    lock = release.released(catalog.get(NAME), "v1", {})
    assert not release.broken_releases(catalog.every, lock)
    replaced("v1.md", "동네 글", "동네의 글")(folder)
    catalog.reload()
    (broken,) = release.broken_releases(catalog.every, lock)
    assert (broken.task, broken.version) == (NAME, "v1")
    assert "edited" in broken.message
