"""A judging model behind a vendor made of sockets, runs for it to judge, and the command as people use it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from app import main as composition
from app.evals.asking import Outcome
from app.evals.cases import Case
from app.evals.compare import Compared, compare
from app.evals.report import score_all
from app.evals.scored import Scored, Scorer
from app.settings import Settings

from tests.conftest import ROOT
from tests.world.service import environment

NAME = "extract/meetup"
OPENAI, GEMINI = "openai:gpt-5.5-2026-04-23", "gemini:gemini-3.5-flash"
CANDIDATE = "a-candidate-model-nobody-may-name"
TEXT = "매주 화요일 8시 뚝섬에서 배드민턴 쳐요"
RIGHT, WRONG = "배드민턴", "탁구"


def words_of(body: Any) -> str:
    """Everything a request says to the model, whatever the wire."""
    return json.dumps({key: value for key, value in body.items() if key != "model"}, ensure_ascii=False)


def parts(body: Any) -> dict[str, str]:
    """The fenced parts of a question by name: post, field, value or first and second."""
    found: dict[str, str] = {}
    for name, _, inside in re.findall(r"<([a-z]+)-([0-9a-zA-Z]+)>(.*?)</\1-\2>", words_of(body)):
        found.setdefault(name, inside)
    return found


def says(verdict: str, reason: str = "글과 견주어 보았다.") -> str:
    return json.dumps({"reason": reason, "verdict": verdict}, ensure_ascii=False)


def honest(body: Any) -> str:
    """Knows that there is badminton and no table tennis."""
    shown = parts(body)
    if "value" in shown:
        return says("wrong" if WRONG in shown["value"] else "right")
    good = [WRONG not in shown[side] for side in ("first", "second")]
    return says("tie" if good[0] == good[1] else "first" if good[0] else "second")


def leaning(body: Any) -> str:
    """Likes whatever stands first."""
    return says("first")


def scorer_of(settings: Settings, name: str = NAME) -> Scorer:
    return Scorer.of(composition.open_catalog(settings).every[name])


def answered(activities: dict[str, str | None], *, by: str = "gemini") -> dict[str, Outcome]:
    meta = {"provider": by, "model": CANDIDATE, "version": "v7"}
    return {
        id_: Outcome(id_, {"is_meetup": True, "activity": said, "schedule": []}, meta=meta)
        for id_, said in activities.items()
    }


def scored(scorer: Scorer, outcomes: dict[str, Outcome]) -> list[Scored]:
    cases = [
        Case(id_, NAME, f"{TEXT} ({n})", {"is_meetup": True, "activity": "러닝"}) for n, id_ in enumerate(outcomes)
    ]
    return score_all(scorer, cases, outcomes)


def compared(scorer: Scorer, old: dict[str, Outcome], new: dict[str, Outcome]) -> Compared:
    subject = {
        "task": NAME,
        "version": "v7",
        "use": CANDIDATE,
        "url": None,
        "compiled": "c",
        "code": "k",
        "data_set": "d",
    }
    sides = scored(scorer, old), scored(scorer, new)
    return compare(scorer, ({**subject, "label": None}, {**subject, "label": None}), *sides)


def chaeum(where: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The command as people use it, in a directory of the test's own."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        cwd=where,
        env=environment({"PYTHONPATH": str(ROOT), "COLUMNS": "160", "PROMPTS_DIR": str(where / "prompts"), **env}),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    return done
