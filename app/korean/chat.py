"""A forwarded chat: its headers, and the answers in it that only take note.

KakaoTalk copies a chat as [이름] [오후 8:14] …, and exports it as 2026년 2월 11일 오후 8:14, 이름 : …
"""

from __future__ import annotations

import re

_CLOCK = r"(?:오전|오후) ?\d{1,2}:\d{2}"
HEADER = re.compile(
    rf"\[(?P<copied>[^\[\]\n]{{1,20}})\] ?\[{_CLOCK}\]"
    rf"|\d{{4}}[년.] ?\d{{1,2}}[월.] ?\d{{1,2}}[일.]?,? (?:{_CLOCK}|\d{{1,2}}:\d{{2}}), (?P<exported>[^:\n]{{1,20}}) : ?"
)
_TAKES_NOTE = re.compile(
    r"[ \t]{0,4}(?:오+|와+|우와|헐|앗|아하|네+|넵|넹|옙|굿+|저장|감사|고마|고맙|ㄱㅅ|ㄳ|땡큐|알겠|참고할|저도 가)[^\n]{0,200}"
)


def without_answers(text: str) -> str:
    """`text` without what others answer to the one who tells (감사합니다 내일 가볼게요); the same length."""
    headers = list(HEADER.finditer(text))
    for header in headers[1:]:
        answer = _TAKES_NOTE.match(text, header.end())
        if answer and _speaker(header) != _speaker(headers[0]):
            text = text[: answer.start()] + " " * len(answer.group()) + text[answer.end() :]
    return text


def without_first_question(text: str) -> str:
    """`text` without what one speaker asks before another tells (어디서 하셨어요? – 효자동 …ㅋㅋ); the same length."""
    headers = list(HEADER.finditer(text))
    told = next((header for header in headers if _speaker(header) != _speaker(headers[0])), None)
    if told is None or "?" not in text[: told.start()]:
        return text
    return re.sub(r"[^\n]", " ", text[: told.start()]) + text[told.start() :]


def _speaker(header: re.Match[str]) -> str:
    return header["copied"] or header["exported"]
