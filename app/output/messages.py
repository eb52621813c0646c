"""What each warning tells a person, in one table; no message ever holds the words of a text."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain import Warn

MESSAGES: Mapping[str, str] = {
    "amount_is_a_range": "금액이 범위나 한도로 적혀 있어 비워 두었습니다.",
    "unit_inferred": "단위가 적혀 있지 않아 문맥으로 정했습니다. 금액을 확인해 주세요.",
    "value_unusual": "보통의 범위를 벗어난 값입니다. 맞는지 확인해 주세요.",
    "maintenance_items_required": "정액 관리비가 10만 원 이상이면 포함 항목을 적어야 합니다.",
    "conflicts_with_known_field": "폼에 이미 있는 값과 글의 값이 다릅니다.",
    "ungrounded_dropped": "글에서 근거를 찾지 못한 값을 비웠습니다.",
    "ambiguous": "두 가지로 읽힐 수 있습니다. 확인해 주세요.",
    "listings_truncated": "매물이 10개보다 많아 앞의 10개만 담았습니다.",
    "invalid_dropped": "형식에 맞지 않는 값을 비웠습니다.",
    "private_removed": "개인정보가 섞인 값을 비웠습니다.",
    "answer_cut": "답이 중간에 끊겨 뒷부분이 빠졌을 수 있습니다.",
}
_TRUNCATED = "목록이 길어 앞부분만 담았습니다."
_OTHER = "확인이 필요합니다."


def told(warning: Warn) -> Warn:
    """The same warning with its message, if it has none yet."""
    if warning.message:
        return warning
    other = _TRUNCATED if warning.code.endswith("_truncated") else _OTHER
    return Warn(warning.code, warning.path, MESSAGES.get(warning.code, other))
