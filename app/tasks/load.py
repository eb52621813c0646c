"""Read task folders: `prompts/<verb>/<name>/` becomes the task `<verb>/<name>`, or a list of flaws with file and line.

A folder either loads whole or not at all. `load_all` never raises for a broken folder: the caller decides whether
that stops the program (`serve`) or switches one task off (`--tolerate-broken-tasks`, reload).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import re2
from pydantic import BaseModel, ValidationError

from app.errors import ConfigurationError, Flaw
from app.tasks.prompt import compile_prompt
from app.tasks.spec import Example, FieldSpec, ModelSpec, TaskSpec
from app.tasks.task import Task, Version, compile_schema, digest_of
from app.tasks.yaml12 import Lines, load_yaml, read_text

T = TypeVar("T", bound=BaseModel)
SEGMENT = re.compile(r"[a-z0-9-]{1,40}")
VERSION_FILE = re.compile(r"v[1-9][0-9]{0,3}")
_UNPUBLISHED = re.compile(r"^publish:[ \t]{1,9}false[ \t]{0,9}(?:#.*)?$", re.MULTILINE)
RESERVED = ("v1", "healthz", "tasks", "problems", "docs", "static", "metrics", "embed", "admin", "review")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names a folder may use that live in code: handed in, so that this floor does not import them."""

    normalisers: Collection[str]
    readers: Collection[str]
    sources: Collection[str]
    """What `by: code` fields may come `from`."""
    lexicon: Mapping[str, Any]
    check_expression: Callable[[str], str | None] = lambda expression: None
    """Returns what is wrong with a `when:` expression, or None."""
    check_model: Callable[[ModelSpec], str | None] = lambda model: None
    """Returns what is wrong with pinning a model, or None."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Every task that loads, and the flaws of every folder that does not, by task name.

    `unpublished`: those among the broken that would have no endpoint if they were whole.
    """

    tasks: dict[str, Task] = field(default_factory=dict)
    broken: dict[str, list[Flaw]] = field(default_factory=dict)
    unpublished: set[str] = field(default_factory=set)

    @property
    def flaws(self) -> list[Flaw]:
        return [flaw for flaws in self.broken.values() for flaw in flaws]


def load_all(root: Path, vocabulary: Vocabulary) -> Loaded:
    """Load every folder below `root` that holds a task.yaml; raises ConfigurationError only if `root` is not there."""
    if not root.is_dir():
        raise ConfigurationError([Flaw(str(root), None, "", "is not a folder", "set PROMPTS_DIR")])
    loaded = Loaded()
    for folder in sorted(p for p in root.glob("*/*") if p.is_dir() or p.is_symlink()):
        if folder.parent.name.startswith(".") or folder.name.startswith("."):
            continue
        name = f"{folder.parent.name}/{folder.name}"
        try:
            loaded.tasks[name] = load_task(root, folder, vocabulary)
        except ConfigurationError as error:
            loaded.broken[name] = error.flaws
            if _says_unpublished(folder):
                loaded.unpublished.add(name)
    return loaded


def load_task(root: Path, folder: Path, vocabulary: Vocabulary) -> Task:
    """Load one folder; raises ConfigurationError with everything that is wrong with it."""
    shown = f"{root.name}/{folder.relative_to(root)}"
    _check_place(root, folder, shown)
    raw, lines = load_yaml(folder / "task.yaml", f"{shown}/task.yaml")
    raw = _with_lexicon(raw, vocabulary.lexicon, f"{shown}/task.yaml", lines, ())
    spec = _validated(TaskSpec, raw, f"{shown}/task.yaml", lines)
    flaws = _spec_flaws(spec, vocabulary, f"{shown}/task.yaml", lines)
    rules = _rules(folder, shown, vocabulary)
    versions = _versions(folder, shown, spec, rules)
    flaws += _pointer_flaws(spec, versions, f"{shown}/task.yaml", lines)
    if flaws:
        raise ConfigurationError(flaws)
    task = Task(f"{folder.parent.name}/{folder.name}", folder, spec, versions, rules)
    _compile(task, f"{shown}/task.yaml")
    return task


def _says_unpublished(folder: Path) -> bool:
    """Whether a folder that does not load says `publish: false`: by the line alone, whatever else is wrong with it."""
    try:
        return _UNPUBLISHED.search(read_text(folder / "task.yaml", "task.yaml")) is not None
    except ConfigurationError:
        return False


def _check_place(root: Path, folder: Path, shown: str) -> None:
    for segment in folder.relative_to(root).parts:
        if not SEGMENT.fullmatch(segment):
            raise ConfigurationError(
                [Flaw(shown, None, "", "a folder's name is a-z, 0-9 and -, at most 40 characters")]
            )
    if folder.parent.name in RESERVED:
        raise ConfigurationError([Flaw(shown, None, "", f"/{folder.parent.name} is an address of the service itself")])
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            raise ConfigurationError([Flaw(f"{shown}/{path.name}", None, "", "is a link out of the folder")])
    if not (folder / "task.yaml").is_file():
        raise ConfigurationError([Flaw(f"{shown}/task.yaml", None, "", "is missing", "every task folder has one")])


def _with_lexicon(raw: Any, lexicon: Mapping[str, Any], file: str, lines: Lines, path: tuple[str, ...]) -> Any:
    """Replace `words: lexicon.x` by the list of that name."""
    if isinstance(raw, list):
        return [_with_lexicon(v, lexicon, file, lines, (*path, str(i))) for i, v in enumerate(raw)]
    if not isinstance(raw, dict):
        return raw
    out = {}
    for key, value in raw.items():
        here = (*path, str(key))
        if key == "words" and isinstance(value, str):
            name = value.removeprefix("lexicon.")
            if name == value or name not in lexicon:
                hint = f"known: {', '.join(sorted(k for k in lexicon if not k.startswith('_')))[:300]}"
                raise ConfigurationError(
                    [Flaw(file, lines.get(here), ".".join(here), "is no list of the lexicon", hint)]
                )
            out[key] = lexicon[name]
        else:
            out[key] = _with_lexicon(value, lexicon, file, lines, here)
    return out


def _validated(kind: type[T], raw: Any, file: str, lines: Lines) -> T:
    if not isinstance(raw, dict):
        raise ConfigurationError([Flaw(file, 1, "", "is empty or not a mapping of words")])
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        flaws = [_flaw_of(problem, file, lines) for problem in error.errors(include_input=False, include_url=False)]
        raise ConfigurationError(flaws) from None


def _flaw_of(problem: Any, file: str, lines: Lines) -> Flaw:
    path = tuple(str(part) for part in problem["loc"])
    known = next((path[:n] for n in range(len(path), -1, -1) if path[:n] in lines), ())
    message = problem["msg"].removeprefix("Value error, ")
    hint = "not a word of the vocabulary; a typo?" if problem["type"] == "extra_forbidden" else ""
    return Flaw(file, lines.get(known), ".".join(path), message, hint)


def _spec_flaws(spec: TaskSpec, vocabulary: Vocabulary, file: str, lines: Lines) -> list[Flaw]:
    flaws: list[Flaw] = []

    def visit(fields: Mapping[str, FieldSpec], path: tuple[str, ...]) -> None:
        for name, field_ in fields.items():
            here = (*path, name)
            for word, value, known in (
                ("clean", field_.clean, vocabulary.normalisers),
                ("from", field_.source, vocabulary.sources),
            ):
                if value is not None and value not in known:
                    where = (*here, word)
                    hint = f"known: {', '.join(sorted(known))}"
                    flaws.append(Flaw(file, lines.get(where), ".".join(where), f"there is no {value!r}", hint))
            if field_.pattern is not None and not _is_re2(field_.pattern):
                where = (*here, "pattern")
                flaws.append(Flaw(file, lines.get(where), ".".join(where), "is not an RE2 pattern"))
            if field_.fields:
                visit(field_.fields, (*here, "fields"))

    visit(spec.fields, ("fields",))
    for index, model in enumerate(spec.models):
        wrong = vocabulary.check_model(model)
        if wrong:
            where = ("models", str(index), "use")
            flaws.append(Flaw(file, lines.get(where), ".".join(where), f"{model.use} {wrong}"))
    for index, check in enumerate(spec.checks):
        wrong = vocabulary.check_expression(check.when)
        if wrong:
            where = ("checks", str(index), "when")
            flaws.append(Flaw(file, lines.get(where), ".".join(where), wrong))
    return flaws


def _is_re2(pattern: str) -> bool:
    quiet = re2.Options()
    quiet.log_errors = False
    try:
        re2.compile(pattern, quiet)
    except re2.error:
        return False
    return True


def _pointer_flaws(spec: TaskSpec, versions: Mapping[str, Version], file: str, lines: Lines) -> list[Flaw]:
    canary = spec.versions.canary
    pointers = {
        "stable": spec.versions.stable,
        "canary": canary.version if canary else None,
        "shadow": spec.versions.shadow,
    }
    return [
        Flaw(file, lines.get(("versions", name)), f"versions.{name}", f"there is no {version}.md in this folder")
        for name, version in pointers.items()
        if version is not None and version not in versions
    ]


def _rules(folder: Path, shown: str, vocabulary: Vocabulary) -> Mapping[str, Any]:
    if not (folder / "rules.yaml").is_file():
        return {}
    raw, lines = load_yaml(folder / "rules.yaml", f"{shown}/rules.yaml")
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise ConfigurationError([Flaw(f"{shown}/rules.yaml", 1, "", "is not a mapping of words")])
    reader = raw.get("reader")
    if reader is not None and reader not in vocabulary.readers:
        hint = f"known: {', '.join(sorted(vocabulary.readers))}"
        raise ConfigurationError(
            [Flaw(f"{shown}/rules.yaml", lines.get(("reader",)), "reader", f"there is no {reader!r}", hint)]
        )
    return raw


def _versions(folder: Path, shown: str, spec: TaskSpec, rules: Mapping[str, Any]) -> dict[str, Version]:
    examples = _examples(folder, shown)
    facts = (spec.model_dump(mode="json", exclude={"versions", "owner", "samples", "limits"}), dict(rules))
    versions = {}
    for path in sorted(folder.glob("v*.md")):
        if not VERSION_FILE.fullmatch(path.stem):
            raise ConfigurationError([Flaw(f"{shown}/{path.name}", None, "", "versions are named v1.md, v2.md, …")])
        body, line = _without_front_matter(read_text(path, f"{shown}/{path.name}"))
        digest = digest_of(facts, body, [e.model_dump(mode="json") for e in examples])
        versions[path.stem] = Version(path.stem, body, examples, digest, line)
    if not versions:
        raise ConfigurationError(
            [Flaw(f"{shown}/v1.md", None, "", "is missing", "a task has at least one prompt version")]
        )
    return versions


def _without_front_matter(text: str) -> tuple[str, int]:
    """The prompt's body and the line it begins on."""
    if not text.startswith("---\n"):
        return text, 1
    head, mark, body = text[4:].partition("\n---\n")
    return (body, head.count("\n") + 4) if mark else (text, 1)


def _examples(folder: Path, shown: str) -> tuple[Example, ...]:
    file = f"{shown}/examples.yaml"
    if not (folder / "examples.yaml").is_file():
        return ()
    raw, lines = load_yaml(folder / "examples.yaml", file)
    if not isinstance(raw, list):
        raise ConfigurationError([Flaw(file, 1, "", "is not a list of examples")])
    found = []
    for index, one in enumerate(raw):
        below = {path[1:]: line for path, line in lines.items() if path[:1] == (str(index),)}
        found.append(_validated(Example, one, file, below))
    return tuple(found)


def _compile(task: Task, file: str) -> None:
    """Compile now what would otherwise fail at the first request."""
    for version in task.versions.values():
        compile_prompt(task, version)
    try:
        compile_schema(task.answer_schema)
        _ = task.result_validator, task.request_validator
    except (ValueError, KeyError) as error:
        raise ConfigurationError([Flaw(file, None, "", f"does not compile: {type(error).__name__}")]) from None
