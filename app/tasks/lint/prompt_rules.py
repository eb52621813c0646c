"""Rules about the words of a prompt file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.tasks.lint.fields import walk
from app.tasks.lint.rule import Found, Rule, Subject

_SLOT = re.compile(r"\{[{%]")
_VAGUE = ("적절히", "알아서", "필요시", "필요하면", "되도록", "가급적", "등등", "대충", "잘 정리")
_CONDITION = re.compile(r"(?:이면|라면|하면|경우|때는|아니면)")
_NULL = re.compile(r"null|빈 배열")
_EMITS = re.compile(r"JSON|출력|답하")
_PARTS = ("role", "goal", "context", "instructions")


def _sections(subject: Subject) -> Iterator[Found]:
    for name in _PARTS:
        if not subject.body(name):
            yield Found(subject.prompt_file, None, f"<{name}> is missing or empty")


def _tags(subject: Subject) -> Iterator[Found]:
    outside = subject.version.prompt
    for section in subject.sections:
        outside = outside.replace(section.body, "") if section.body else outside
    outside = re.sub(r"</?[^>\n]{1,60}>", "", outside)
    for line in outside.splitlines():
        if line.strip():
            yield Found(subject.prompt_file, subject.prompt_line(line), "words outside of any tag")
    if "{{ text }}" not in subject.body("post"):
        yield Found(subject.prompt_file, None, "the post does not stand alone inside its own tag")


def _after(subject: Subject) -> Iterator[Found]:
    names = [section.name for section in subject.sections]
    if "post" in names and "instructions" in names and names.index("instructions") < names.index("post"):
        yield Found(subject.prompt_file, subject.prompt_line("<instructions>"), "<instructions> stand before the post")


def _cacheable(subject: Subject) -> Iterator[Found]:
    prefix = subject.version.prompt.partition("<post-")[0]
    if match := _SLOT.search(prefix):
        line = subject.version.line + prefix.count("\n", 0, match.start())
        yield Found(subject.prompt_file, line, "something varies before the post, so no vendor can cache the prefix")


def _unknown(subject: Subject) -> Iterator[Found]:
    if not _NULL.search(subject.body("instructions")):
        yield Found(subject.prompt_file, subject.prompt_line("<instructions>"), "nothing says what to do when unsure")


def _specific(subject: Subject) -> Iterator[Found]:
    for word in _VAGUE:
        if word in subject.version.prompt:
            yield Found(subject.prompt_file, subject.prompt_line(word), f"「{word}」 tells a model nothing")
    for path, field in walk(subject.task.spec.fields):
        if field.by != "code" and not field.about:
            where = subject.spec_line("fields", *path)
            yield Found(f"{subject.shown}/task.yaml", where, f"{'.'.join(path)} has no `about`")


def _nested(subject: Subject) -> Iterator[Found]:
    for line in subject.body("instructions").splitlines():
        for sentence in line.split(". "):
            if len(_CONDITION.findall(sentence)) >= 3:
                yield Found(subject.prompt_file, subject.prompt_line(sentence), "three conditions in one sentence")


def _output(subject: Subject) -> Iterator[Found]:
    tail = subject.body("instructions").splitlines()
    if tail and not _EMITS.search(tail[-1]):
        yield Found(subject.prompt_file, subject.prompt_line(tail[-1]), "the last line does not say what to put out")
    if '"properties"' in subject.version.prompt:
        yield Found(subject.prompt_file, subject.prompt_line('"properties"'), "the schema is dumped into the prompt")


RULES = (
    Rule(
        "P1",
        "role, goal, context, instructions",
        "Role, Goal 명시 · 작업에 필요한 Context 제공 · instruction 명시 · Tone / Format 명시",
        "error",
        "write <role>, <goal>, <context> and <instructions>, each with something in it",
        _sections,
    ),
    Rule(
        "P2",
        "sections and input in tags",
        "구분자로 구조를 명확하게 나눈다 … XML 스타일로 활용 중",
        "error",
        "put every sentence into a tag, and {{ text }} alone into <post-{{ nonce }}>",
        _tags,
    ),
    Rule(
        "P3",
        "instructions after the input",
        "지시사항이 앞쪽에 있을 경우 잊혀지는 경향이 있다. 뒤에 두는 게 유리하다",
        "error",
        "move <instructions> behind the post",
        _after,
    ),
    Rule(
        "P4",
        "no variable before the input",
        "반복되는 앞부분은 캐시된다 (Prompt caching)",
        "error",
        "use variables only from the post on",
        _cacheable,
    ),
    Rule(
        "P8",
        "what to do when unknown",
        "잘 모르면 지어낸다. 예외처리 방식을 명시한다",
        "error",
        "say in <instructions> that what is not written is null or an empty list",
        _unknown,
    ),
    Rule(
        "P10",
        "specific",
        "세부사항을 명확하고, 구체적으로 지시할수록 좋다",
        "warning",
        "say exactly what belongs there; give every asked field an `about`",
        _specific,
    ),
    Rule(
        "P17",
        "pseudo-code for nested conditions",
        "간략한 코드 형태로 지시할 경우 더 잘하기도 한다",
        "warning",
        "write the cases as a short list or a block of pseudo-code",
        _nested,
    ),
    Rule(
        "P19",
        "output hint",
        "출력을 명시하는 힌트 (prefill response)",
        "warning",
        "end <instructions> with what to put out; the schema travels beside the prompt",
        _output,
    ),
)
