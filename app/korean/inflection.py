"""Whether a written word is a form of a verb or an adjective: a stem, what may follow a stem, and nothing else.

갈러 is 갈 + 러, 말고 is 말 + 고, 참고하시라고 is a noun + 하 + 시라고. No dictionary of nouns is asked, so that 소요 or 모모
are no verbs. Stems are given as a list of verbs (가, 먹, 맛있); 하다, 되다 and helping verbs (먹어보) need none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.korean.verbs import forms

_ANYWHERE = """
고 고서 고는 고도 고요 고나서 고나니 구 구요 곤 거나 거든 거든요 게 게끔 겠다 겠고 겠는데 겠네요 겠어요 길래 기에 기엔 기만 기는 기도 까 까요
나 나요 냐 냐고 냐는 네 네요 느라 느라고 는 는데 는데요 는지 니 니까 니깐 니까요 니다 니당 다가 다가는 다고 다고요 다는 다니 다며 다면 다면서
다던 다더라 다만 단다 대서 대요 더군요 더니 더라 더라고 더라고요 더라구요 더라도 던 던데 던데요 던지 도록 든 든지 든가 듯 듯이 듯요 라 라고
라고요 라는 라니 라니까 라며 라면 라서 래 래서 래요 러 려 려고 려고요 려구 려구요 려는 려는데 려다 려다가 려면 려니 려던 며 면 면서 면서도 면은
므로 서 서는 서도 서요 세요 셔요 세여 셔서 수록 시는 시던 시죠 신 실 자고 자는 자니 자마자 자면 잖아 잖아요 재요 죠 지 지는 지도 지만 지마 지요
쥬 요
"""
_BEHIND_A_CONSONANT = """
은 을 음 음요 아 아도 아라 아서 아서요 아야 아야지 아요 아지 어 어도 어라 어서 어서요 어야 어야지 어요 어지 어여 으나 으니 으니까 으러 으려
으려고 으려면 으며 으면 으면서 으므로 으세요 을까 을까요 을게요 을걸 을래 을래요 을수록 을지 을지도 을만 을만한 은데 은데요 은지 습니다 습니당
슴다 읍니다 기 자 다
"""
_BEHIND_AN_ADNOMINAL = """
거 건 걸 것 게 곳 데 데가 데도 데서 때 때는 때도 때마다 때면 분 분들 분은 사람 사람들 수 만 만한 뻔 줄 지 지도 지요 집 적 텐데 테니 겁니다 거예요
거에요 거라 거면 건데 듯 듯요 듯한 동안 정도 대로 대요 데요 라고
"""
_HELPED = tuple("해아어여와워려져쳐겨켜춰봐내셔")
_HELPING = (*"보주놓두오본볼봤봐줘준줄줬놔둔온간", "버리", "버려", "버린", "버릴")
_OF_A_NOUN = (*"하한할함합해되된될됨됩돼", "시키", "시켜", "시킨", "드리")
_OF_ANOTHER = tuple(f"{link}{verb}" for link in "고지" for verb in "있없않싶말")
_LONGEST_WORD = 16
_MIEUM = 16


def _after(fronts: Iterable[str], ends: str) -> Iterator[str]:
    return (f"{front}{end}" for front in fronts for end in ends.split())


_SURE = frozenset(
    (
        *_after(("", "시", "으시", "겠", "더"), _ANYWHERE),
        *_after(("는", "던", "신", "실", "으신", "으실", "시는", "시던"), _BEHIND_AN_ADNOMINAL),
    )
)
"""What follows nothing but a stem."""
_LIKELY = _SURE | frozenset(
    (
        "",
        *_after(("",), "도 야 야지 선"),
        *_after(("", "은", "을"), _BEHIND_AN_ADNOMINAL),
    )
)
"""What follows a known stem of two syllables or more."""
_CLOSED = (
    _SURE
    | frozenset(("", *_after(("", "은", "을"), _BEHIND_AN_ADNOMINAL)))
    | frozenset(_after(("", "시", "겠"), _BEHIND_A_CONSONANT))
)
"""What follows a known stem with a final consonant."""
_ENDS = _LIKELY | _CLOSED
_LONGEST_END = max(map(len, _ENDS))


class Verbs:
    """The forms of a list of verbs, prepared once."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._begun = frozenset(form for stem in stems for form in forms(stem))

    def inflects(self, word: str) -> bool:
        """Whether the whole of `word` is a form of one of the verbs, or of a noun with 하다 or 되다."""
        if not 2 <= len(word) <= _LONGEST_WORD:
            return False
        for cut in range(max(1, len(word) - _LONGEST_END), len(word) + 1):
            begun, rest = word[:cut], word[cut:]
            if rest in _ENDS and self._is_stem(begun, rest):
                return True
        return False

    def _is_stem(self, begun: str, rest: str) -> bool:
        """가 and 보 are many other things than stems and need an end that is nothing but one; 채움 is a noun."""
        if begun in self._begun and (rest or _final(begun[-1]) != _MIEUM):
            ends = _CLOSED if _final(begun[-1]) else _LIKELY if len(begun) > 1 else _SURE
            if rest in ends:
                return True
        return bool(rest) and rest in _SURE and _is_made(begun)


def _is_made(begun: str) -> bool:
    """참고하, 이용해보: 하다, 되다 and the helping verbs behind whatever stands in front."""
    if begun.endswith(_HELPING):
        return begun[:-2].endswith(_HELPED) if begun[-2:] in _HELPING else begun[:-1].endswith(_HELPED)
    return len(begun) > 1 and begun.endswith((*_OF_A_NOUN, *_OF_ANOTHER))


def _final(syllable: str) -> int:
    """The final consonant of a syllable, 0 for none."""
    return (ord(syllable) - ord("가")) % 28 if "가" <= syllable <= "힣" else 0
