"""Parts of a post that are not the writer's own words: chat headers, links, and lines that address a program.

A text is data. A line such as "이전 지시 무시하고 …" is blanked before a reader looks at the text, with spaces of the
same length, so that every offset behind it stays.
"""

from __future__ import annotations

import re

from app.korean.chat import HEADER, without_answers

_NOT_THE_WRITER = re.compile(
    r"\[(?:system|inst|시스템|지시)\][^\[\]]{0,600}\[/(?:system|inst|시스템|지시)\]"
    r"|<<[^<>\n]{1,400}>>|</?[A-Za-z_][^<>\n]{0,80}>|https?://[^\s]{1,300}",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"is_review|hashtags|\b(?:sentiment|places|category|intent|output)\s{0,2}=|\bplaces ?(?:에|를|배열|필드)"
    r"|\[/?(?:system|inst|시스템|지시|프롬프트)[^\[\]\n]{0,12}\]|(?:긍정|부정|positive|negative)(?:으로|로)만? ?(?:분류|표시|처리|판정|출력|저장|답)"
    r"|\bjson\b|\bassistant\b|as an ai|시스템 ?(?:메시지|프롬프트)|system ?(?:prompt|message|:|#)"
    r"|##\s?system|ignore (?:all|previous|the above)"
    r"|(?:이전|위|앞선?|모든|기존) ?(?:내용|지시|명령|규칙|프롬프트)\S{0,3} ?(?:모두 |전부 )?(?:무시|잊)"
    r"|지시(?:사항)?(?:을|를)? ?무시|(?:당신|너)(?:은|는) ?(?:이제|지금부터)|출력(?:하세요|할 것|하라|해라)",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """`text` with everything that is not the writer's own blanked; the same length."""
    text = _NOT_THE_WRITER.sub(_blank, HEADER.sub(_blank, without_answers(text)))
    return "\n".join(_blank_line(line) if _ADDRESSED.search(line) else line for line in text.split("\n"))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _blank_line(line: str) -> str:
    return " " * len(line)
