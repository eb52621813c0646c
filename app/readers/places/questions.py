"""Whether a sentence asks: 잘하는 데 있을까요, 어디 다니세요?; a complaint in the shape of a question asks nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.readers.places.lexicon import Lexicon

_WH = re.compile(r"(?:어디|어느|언제쯤|얼마|어떻게|무슨|누가|몇 ?[시명개살])[^?\n]{0,30}(?<!였지)(?<!었지)(?<!더라)\?")
_RHETORICAL = re.compile(
    r"실화|[저나]만 (?:그런|이런|느끼)|(?:아시는|아는) ?(?:분|사람)들?은 ?(?:다 ?)?[아알]|이[게거] (?:맞|되|말이)|말이 되|이래도 되"
    r"|궁금한 ?[거게건것]\S{0,2} ?(?:물|여쭤|여쭈|다 |잘 |친절|설명|답)|이럴 수|안 ?알려[주줘]|뭐하자는|장난하|어떻게 이런"
    r"|(?:물어|여쭤|찾아) ?보(?:셨|신|시던|던)|(?:냐고|는지|은지) ?(?:하셨|물어|여쭤|물으)|찾으(?:셨|시던)|물으[셨신]|찾던 분|묻던|하셨[죠던]"
    r"|(?:이런|이만한|요즘|세상에) ?[가-힣]{0,4}(?:이|가)? ?(?:어디|또) ?있|어디 ?있(?:겠|을까 싶)"
    r"|왜 (?:항상|맨날|이렇게|이리|저렇게|그렇게|매번|다들|늘|자꾸|줄)"
)


def asking_words(text: str, lexicon: Lexicon) -> list[str]:
    """The words of `text` that ask, for `asks` on each part of it."""
    return [word for word in lexicon.gate.get("question", ()) if word in text]


def asks(sentence: str, asking: Sequence[str]) -> bool:
    """Whether the readers of the post are asked something; `asking` are the asking words of the whole post."""
    if not (_WH.search(sentence) or any(word in sentence for word in asking)):
        return False
    return not _RHETORICAL.search(sentence)
