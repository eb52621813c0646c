"""A prompt version as requests use it: a static prefix that vendors can cache, then the fenced post, then the orders.

    v1.md  ──▶  prefix  role, goal, context, examples      the same bytes for every request
                rest    <post-nonce>text</post-nonce>      the only variable, fenced
                        instructions                       after the text, where they are not forgotten

Prompts know names only: `{{ text }}`, `{{ nonce }}`, `{{ reference_date }}` and the task's other inputs. Jinja's
sandbox stops attribute access but not `{{ 'a' * 10**9 }}`, so anything but a name is refused when the file is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.domain import Source
from app.errors import ConfigurationError, Flaw
from app.korean.fold import fold
from app.korean.pii import find_private, mask
from app.tasks import examples
from app.tasks.fence import neutralise
from app.tasks.spec import TaskSpec
from app.tasks.splice import RESERVED, fill, mark, slots_of
from app.tasks.task import Task, Version

_JINJA = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_ALLOWED_NODES = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)
_SECTION = re.compile(
    r"<([a-z][a-z_-]{0,30}?)(-\{\{ ?nonce ?\}\})?(?:/>|>(.*?)</\1(?(2)-\{\{ ?nonce ?\}\})>)", re.DOTALL
)
_EXAMPLES = re.compile(r"<examples ?/>|<examples></examples>")
_FENCE_OPENS, _FENCE_CLOSES = f"<post-{mark('nonce')}>", f"</post-{mark('nonce')}>"
NOT_GIVEN = "없음"
MAX_ERRORS, MAX_ERROR_CHARS = 20, 200


@dataclass(frozen=True, slots=True)
class Section:
    """One tagged part of a prompt file: what lint looks at."""

    name: str
    body: str


def sections(body: str) -> list[Section]:
    """The top-level tags of a prompt file, in order; `post` and `examples` among them."""
    return [Section(match[1], (match[3] or "").strip()) for match in _SECTION.finditer(body)]


@dataclass(frozen=True)
class Prompt:
    """A compiled prompt. `rest` holds marks (`app.tasks.splice`) for the slots that a request fills."""

    prefix: str
    rest: str
    spec: TaskSpec

    @cached_property
    def slots(self) -> frozenset[str]:
        """What a request has to hand in."""
        return frozenset(slots_of(self.rest))

    def values(self, masked: str, nonce: str, source: Source) -> dict[str, str]:
        """What goes into the slots: fenced, masked, and free of anything like a tag."""
        given = {"text": neutralise(masked), "nonce": nonce, "reference_date": source.reference_date.isoformat()}
        for name in self.slots - given.keys():
            given[name] = neutralise(self._said(source.inputs.get(name)))
        return given

    def rendered(self, values: Mapping[str, str]) -> str:
        """The part after the prefix, for people and for calls that are built afresh."""
        return fill(self.rest, values)

    def _said(self, value: Any) -> str:
        """An input in words; personal data masked like that of the text."""
        if value is None or value == []:
            return NOT_GIVEN
        if isinstance(value, list):
            return ", ".join(self._said(one) for one in value)
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        folded = fold(text)
        return mask(folded, [found for found in find_private(folded) if found.kind in self.spec.mask]).text


def compile_prompt(task: Task, version: Version, *, with_examples: bool = True) -> Prompt:
    """Compile one version; raises ConfigurationError with file and line.

    `with_examples` is a switch per model: Gemini advises against sample JSON in the prompt.
    """
    file = f"prompts/{task.name}/{version.name}.md"
    rendered = _marked(version, task.spec, file)
    _check_fence(rendered, file)
    shown = ""
    if with_examples and version.examples:
        shown = examples.shown(version.examples, task.spec, f"prompts/{task.name}/examples.yaml")
    prefix, fence, after = rendered.partition(_FENCE_OPENS)
    prefix = _EXAMPLES.sub(lambda _: shown, prefix)
    return Prompt(prefix.strip() + "\n", fence + after.rstrip(), task.spec)


def _marked(version: Version, spec: TaskSpec, file: str) -> str:
    """The file with a mark for every name."""
    try:
        tree = _JINJA.parse(version.prompt)
    except TemplateSyntaxError as error:
        raise _flaw(file, version.line + error.lineno - 1, "not a valid template") from None
    known = {"text", "nonce", "reference_date", *spec.input}
    flaws = []
    for node in _nodes(tree):
        line = version.line + node.lineno - 1
        if not isinstance(node, _ALLOWED_NODES):
            flaws.append(Flaw(file, line, "", "only names may stand in {{ }}", f"known: {', '.join(sorted(known))}"))
        elif isinstance(node, nodes.Name) and node.name not in known:
            flaws.append(Flaw(file, line, node.name, "is no input of this task", f"known: {', '.join(sorted(known))}"))
    if RESERVED.search(version.prompt):
        flaws.append(Flaw(file, None, "", "holds private-use characters (U+E000, U+E001)"))
    if flaws:
        raise ConfigurationError(flaws)
    return _JINJA.from_string(version.prompt).render({name: mark(name) for name in known})


def _nodes(node: nodes.Node) -> list[nodes.Node]:
    """The outermost nodes that are not allowed, and every allowed one."""
    if not isinstance(node, _ALLOWED_NODES):
        return [node]
    return [node, *(below for child in node.iter_child_nodes() for below in _nodes(child))]


def _check_fence(rendered: str, file: str) -> None:
    before, opened, after = rendered.partition(_FENCE_OPENS)
    inside, closed, tail = after.partition(_FENCE_CLOSES)
    wrong = {
        "there is no <post-{{ nonce }}> … </post-{{ nonce }}>": not (opened and closed),
        "nothing may vary before the post: it is what vendors cache": bool(slots_of(before)),
        "{{ text }} stands inside the post's tag, once, and nowhere else": slots_of(inside).count("text") != 1
        or "text" in slots_of(before + tail),
        "instructions stand after the post": bool(closed) and not tail.strip(),
    }
    flaws = [Flaw(file, None, "", message) for message, holds in wrong.items() if holds]
    if flaws:
        raise ConfigurationError(flaws)


def repair_request(errors: tuple[tuple[str, str], ...]) -> str:
    """What a model is told about its first answer: places and rules, never a value to copy."""
    lines = [f"- {pointer or '/'}: {message[:MAX_ERROR_CHARS]}" for pointer, message in errors[:MAX_ERRORS]]
    return neutralise(
        "앞의 답에서 아래 칸이 규칙에 맞지 않습니다. 그 칸만 고치고 나머지 칸은 그대로 두어, "
        "전체 JSON 하나만 다시 답하세요. 글에 없는 값은 null입니다.\n" + "\n".join(lines)
    )


def _flaw(file: str, line: int | None, message: str) -> ConfigurationError:
    return ConfigurationError([Flaw(file, line, "", message)])
