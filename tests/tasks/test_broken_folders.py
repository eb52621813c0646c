"""FAULTS F1: kinds of broken task folders. Each is refused by file, line and field; the others go on answering."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from app.errors import ConfigurationError, TaskDisabled, UnknownTask
from app.tasks.catalog import Catalog
from app.tasks.load import load_all

from tests.tasks.folders import GOOD, VOCABULARY, write

Break = Callable[[Path], None]


def replaced(old: str, new: str) -> Break:
    """A task.yaml in which `old` reads `new`."""
    assert old in GOOD
    return lambda root: _ignore(write(root, task_yaml=GOOD.replace(old, new)))


def _ignore(_: object) -> None:
    return None


def _without(name: str) -> Break:
    def broken(root: Path) -> None:
        (write(root) / name).unlink()

    return broken


def _link_out(root: Path) -> None:
    folder = write(root)
    (folder / "v2.md").symlink_to("/etc/hostname")


def _huge(root: Path) -> None:
    (write(root) / "v1.md").write_text("가" * 1_000_001, "utf-8")


def _bombs(root: Path) -> None:
    levels = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 9))
    write(root, task_yaml="a0: &a0 [x]\n" + levels + GOOD)


def _bytes(root: Path) -> None:
    (write(root) / "task.yaml").write_bytes(b"title: \xff\xfe")


KINDS: dict[str, tuple[Break, str, str]] = {
    "bad YAML": (lambda r: _ignore(write(r, task_yaml="title: [")), "task.yaml:", ""),
    "not a mapping": (lambda r: _ignore(write(r, task_yaml="- a\n")), "task.yaml:1", "mapping"),
    "not UTF-8": (_bytes, "task.yaml", "UTF-8"),
    "unknown word": (replaced("title:", "tittle: x\ntitle:"), "task.yaml:1: tittle", "typo"),
    "unknown word in a field": (replaced("about: 값", "abuot: 값"), "task.yaml:16: fields.price.abuot", "typo"),
    "word twice": (replaced("owner: test-team", "owner: a\nowner: b"), "task.yaml:3", "twice"),
    "missing title": (replaced("title: 글 분류\n", ""), "task.yaml", "title"),
    "unknown type": (replaced("type: integer", "type: money"), "task.yaml:16: fields.price.type", ""),
    "unknown normaliser": (replaced("krw.goods", "krw.gods"), "task.yaml:16: fields.price.clean", "krw.goods"),
    "enum without words": (replaced("    words: {sale", "    default: {sale"), "task.yaml", "words"),
    "unknown lexicon": (replaced("{sale: [팔아요], wanted: [구해요], other: [그 밖]}", "lexicon.x"), "words", "colour"),
    "list without of": (replaced("type: integer, unit: KRW", "type: list"), "task.yaml", "`of`"),
    "alias model": (replaced("use: rules", "use: latest"), "task.yaml:7: models.0.use", ""),
    "bad expression": (replaced("price > 100", "price >"), "task.yaml:18: checks.0.when", ""),
    "expression that is code": (replaced("price > 100", "__import__('os')"), "task.yaml:18: checks.0.when", ""),
    "bad pattern": (replaced("clean: krw.goods", 'pattern: "(?<=a)b"'), "fields.price.pattern", "RE2"),
    "stable version missing": (replaced("stable: v1", "stable: v2"), "task.yaml:5: versions.stable", "v2.md"),
    "canary version missing": (
        replaced("{stable: v1}", "{stable: v1, canary: {version: v9, percent: 5}}"),
        "task.yaml:5: versions.canary",
        "v9.md",
    ),
    "anchor bomb": (_bombs, "task.yaml:", "deep"),
    "cyclic anchor": (replaced("title:", "x: &x [*x]\ntitle:"), "task.yaml", ""),
    "missing task.yaml": (_without("task.yaml"), "task.yaml", "missing"),
    "missing prompt": (_without("v1.md"), "v1.md", "missing"),
    "bad version name": (lambda r: _ignore(write(r, **{"v01_md": "x"})), "v01.md", "v1.md"),
    "bad example": (
        lambda r: _ignore(write(r, examples_yaml="- {id: A, text: a, output: {}}\n")),
        "examples.yaml:1",
        "",
    ),
    "unknown reader": (lambda r: _ignore(write(r, rules_yaml="reader: lsting\n")), "rules.yaml:1: reader", "listing"),
    "bad folder name": (lambda r: _ignore(write(r, "classify/Post_1")), "classify/Post_1", "a-z"),
    "reserved address": (lambda r: _ignore(write(r, "healthz/live")), "healthz", "address"),
    "link out of the folder": (_link_out, "v2.md", "link"),
    "huge file": (_huge, "v1.md", "larger"),
    "no input text": (replaced("  text: {max_chars: 500}", "  title: {}"), "task.yaml", "text"),
    "deadline too long": (replaced("fields:", "deadline_s: 60\nfields:"), "task.yaml:8: deadline_s", ""),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_folder_says_where_and_what(tmp_path: Path, kind: str) -> None:
    """The flaw names the file, the line where there is one, the field, and a hint."""
    make, where, hint = KINDS[kind]
    make(tmp_path / "prompts")
    loaded = load_all(tmp_path / "prompts", VOCABULARY)
    assert not loaded.tasks
    told = "\n".join(map(str, loaded.flaws))
    assert where in told
    assert hint in told
    assert str(tmp_path) not in told


@pytest.mark.parametrize("kind", KINDS)
def test_the_others_go_on(tmp_path: Path, kind: str) -> None:
    """With broken folders tolerated a good one beside it loads, and the broken one is switched off."""
    KINDS[kind][0](tmp_path / "prompts")
    write(tmp_path / "prompts", "extract/other")
    catalog = Catalog(tmp_path / "prompts", VOCABULARY, tolerate_broken=True)
    assert list(catalog.tasks) == ["extract/other"]
    (broken,) = catalog.broken
    with pytest.raises(TaskDisabled):
        catalog.get(broken)


@pytest.mark.parametrize("wrong", ["titel: x\n", "fields: [\n", "checks: 5\n"])
def test_what_has_no_endpoint_is_unknown_also_when_broken(tmp_path: Path, wrong: str) -> None:
    """A judge's folder with a typo, or with no YAML in it, is no task that is switched off: it never had an address."""
    write(tmp_path / "prompts", "judge/words", task_yaml=f"publish: false  # a judge\n{GOOD}{wrong}")
    write(tmp_path / "prompts", "extract/other", task_yaml=f"{GOOD}{wrong}")
    catalog = Catalog(tmp_path / "prompts", VOCABULARY, tolerate_broken=True)
    assert sorted(catalog.broken) == ["extract/other", "judge/words"]
    assert catalog.disabled == ["extract/other"]
    with pytest.raises(UnknownTask):
        catalog.get("judge/words")
    with pytest.raises(TaskDisabled):
        catalog.get("extract/other")


def test_a_broken_folder_refuses_to_start(tmp_path: Path) -> None:
    """Without the flag the catalog does not open at all."""
    write(tmp_path / "prompts", task_yaml="title: [")
    with pytest.raises(ConfigurationError):
        Catalog(tmp_path / "prompts", VOCABULARY)


def test_the_last_good_version_stays_on_reload(tmp_path: Path) -> None:
    """A folder that breaks while serving keeps its task, and the flaw is told."""
    folder = write(tmp_path / "prompts")
    catalog = Catalog(tmp_path / "prompts", VOCABULARY)
    before = catalog.get("classify/post")
    (folder / "task.yaml").write_text("title: [", "utf-8")
    catalog.reload()
    assert catalog.get("classify/post") is before
    assert list(catalog.broken) == ["classify/post"]


def test_yes_and_no_stay_words(tmp_path: Path) -> None:
    """YAML 1.2: an unquoted yes is a word, not a boolean; 012 and 1:30 are no numbers."""
    words = GOOD.replace(
        "{sale: [팔아요], wanted: [구해요], other: [그 밖]}", "{sale: [yes, no, on], wanted: [012, 1:30], other: []}"
    )
    write(tmp_path / "prompts", task_yaml=words)
    catalog = Catalog(tmp_path / "prompts", VOCABULARY)
    assert catalog.get("classify/post").spec.fields["kind"].words == {
        "sale": ["yes", "no", "on"],
        "wanted": ["012", "1:30"],
        "other": [],
    }
