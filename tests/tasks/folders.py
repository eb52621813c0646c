"""Task folders for tests: a small good one, and ways to break it."""

from __future__ import annotations

from pathlib import Path

from app.output.checks import check_expression
from app.tasks.load import Vocabulary

GOOD = """\
title: 글 분류
owner: test-team
input:
  text: {max_chars: 500}
versions: {stable: v1}
models:
  - {use: rules}
fields:
  summary: {type: string, role: reasoning, max_chars: 100, about: 요약}
  kind:
    type: enum
    role: gate
    opens: [sale, wanted]
    about: 글의 종류
    words: {sale: [팔아요], wanted: [구해요], other: [그 밖]}
  price: {type: integer, unit: KRW, about: 값, clean: krw.goods}
checks:
  - {warn: ambiguous, when: "price > 100"}
"""
PROMPT = (
    "<role>글을 나눕니다.</role>\n<post-{{ nonce }}>{{ text }}</post-{{ nonce }}>\n<instructions>JSON</instructions>\n"
)
EXAMPLES = "- {id: one, text: 의자 팔아요, output: {summary: 의자, kind: sale}}\n"

VOCABULARY = Vocabulary(
    normalisers=("krw.goods", "count"),
    readers=("listing",),
    sources=("pii.phone",),
    lexicon={"colour": {"red": ["빨강"]}},
    check_expression=check_expression,
)


def write(root: Path, name: str = "classify/post", **files: str) -> Path:
    """A folder below `root`; `files` replaces or adds files (`task_yaml=…` is task.yaml)."""
    folder = root / name
    folder.mkdir(parents=True)
    content = {"task_yaml": GOOD, "v1_md": PROMPT, "examples_yaml": EXAMPLES, **files}
    for key, text in content.items():
        stem, _, suffix = key.rpartition("_")
        (folder / f"{stem}.{suffix}").write_text(text, "utf-8")
    return folder
