"""What looks like the name of a shop and is none, and phrases in the spellings that people choose."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from app.domain import Source
from app.korean.chat import without_first_question
from app.readers.places.phrases import spellings
from app.readers.places.read import read

RULES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "prompts" / "extract" / "places" / "rules.yaml").read_text("utf-8")
)


def _names(text: str) -> list[str]:
    places = read(Source(text, date(2026, 3, 2), {}), RULES).tree["places"]
    return [place["name"].value for place in places]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("율량동 이디야 갔는데 조용해요. 초코브레드는 3,500원이라 부담 없어요", ["이디야커피"]),
        ("전포동 온달식당 가서 고등어솥밥 주문했는데 비린내가 심했어요", ["온달식당"]),
        ("어쩌다 들른 와인바. 내추럴와인 종류도 많고 안주도 실해요. 보광동 무드인디고", ["무드인디고"]),
        ("소금커피 한 잔 마시려고 30분 기다림. 뷰는 좋았지만 맛은 그냥 그래요", []),
        ("젤네일 받고 왔어요. 네일정원 삼산점인데 꼼꼼하고 친절하세요", ["네일정원"]),
        ("3년 만에 72점 받았어요. 봉명동 새빛학원 선생님이 꼼꼼하게 봐주세요", ["새빛학원"]),
        ("토마토바질에이드가 상큼해서 여름 내내 갔네요ㅎㅎ 성북천 카페여름", ["카페여름"]),
    ],
)
def test_wares_are_no_shops(text: str, names: list[str]) -> None:
    """What is ordered, priced, counted or tasted is a ware whatever its end looks like."""
    assert _names(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("지난달 제주 다녀온 생생 후기입니다. 숙소는 바당스테이였는데 방이 깨끗했어요", ["바당스테이"]),
        ("이번 달부터 다니는 수영장 물이 너무 차고 샤워실도 미끄러워요", []),
        ("연남동 책방내일에 들렀어요. 주인장이 다정하고 책도 많아서 좋았습니다", ["책방내일"]),
        ("속눈썹펌 했는데 컬이 일주일 만에 풀렸어요. 서현역 래쉬온", ["래쉬온"]),
    ],
)
def test_a_name_stands_where_a_name_may(text: str, names: list[str]) -> None:
    """A determiner in front or a case particle at the end tells an ordinary noun; a region in front a name."""
    assert _names(text) == names


def test_a_question_that_another_answers_is_blanked() -> None:
    """The one who asks in a chat is not the one who tells; a question nobody else answers stays."""
    asked = "[가] [오후 8:02] 어디서 하셨어요?\n"
    told = "[나] [오후 8:05] 효자동 누리안경ㅋㅋ"
    assert without_first_question(asked + told).strip() == told
    assert len(without_first_question(asked + told)) == len(asked + told)
    assert without_first_question(asked) == asked


def test_one_spelling_stands_for_its_particles_and_spaces() -> None:
    """성적이 올 is found as 성적은 올 and 성적 올, 무한 리필 as 무한리필; 보지도 않 is a verb and stays."""
    assert {"성적은 올", "성적도 올", "성적 올"} <= set(spellings("성적이 올"))
    assert "무한리필" in spellings("무한 리필")
    assert list(spellings("보지도 않")) == ["보지도 않"]
