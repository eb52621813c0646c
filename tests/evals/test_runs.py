"""Runs: quick, stopped in the middle and continued, within a budget, paid for once."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from app.errors import ConfigurationError
from app.evals.asking import Outcome
from app.evals.cases import Case, data_set_hash, read_cases
from app.evals.kept_answers import KeptAnswers
from app.evals.ledger import Ledger, read_run
from app.evals.run import Budget, run

from tests.conftest import ROOT
from tests.world.service import environment

GOLD = ROOT / "prompts/parse/real-estate/eval/dev.jsonl"


class Priced:
    """A model that answers at once and takes a cent; `asked` counts how often each case was asked."""

    def __init__(self, price: float | None = 0.01, fails: frozenset[str] = frozenset()) -> None:
        self.price, self.fails = price, fails
        self.asked: dict[str, int] = {}

    async def ask(self, case: Case) -> Outcome:
        self.asked[case.id] = self.asked.get(case.id, 0) + 1
        await asyncio.sleep(0)
        error = "no-provider-left" if case.id in self.fails else None
        return Outcome(case.id, {"intent": "offer"}, meta={"cost_usd": self.price}, error=error)

    def most_usd(self, case: Case) -> float | None:
        return self.price


CASES = [Case(f"c{n}", "t/t", f"글 {n}", {}) for n in range(20)]
SUBJECT = {"task": "t/t", "use": "x"}


def big_set(folder: Path, cases: int) -> Path:
    """The real-estate gold again and again, under ids of its own."""
    rows = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    path = folder / "big.jsonl"
    copies = ({**rows[n % len(rows)], "id": f"big-{n}"} for n in range(cases))
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in copies), "utf-8")
    return path


def start(big: Path, out: Path) -> subprocess.Popen[bytes]:
    """`chaeum eval` in a process of its own."""
    command = [sys.executable, "-m", "app.cli", "eval", "parse/real-estate", "--cases", str(big), "--out", str(out)]
    return subprocess.Popen(
        [*command, "--json", str(out.with_suffix(".json"))], cwd=ROOT, env=environment({}), stdout=subprocess.DEVNULL
    )


def test_killed_in_the_middle_and_continued_no_case_is_lost_or_counted_twice(tmp_path: Path) -> None:
    """1,000 cases, kill -9 after some hundred, again: every case once."""
    big, out = big_set(tmp_path, 1000), tmp_path / "run.jsonl"
    first = start(big, out)
    while first.poll() is None and (not out.exists() or out.read_bytes().count(b"\n") < 200):
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL
    before = out.read_bytes()
    assert 200 <= before.count(b"\n") < 1001
    with out.open("ab") as file:
        file.write(b'{"id": "big-999", "resul')  # a line that was cut in the middle
    assert start(big, out).wait() == 0
    after = out.read_bytes()
    ids = [json.loads(line)["id"] for line in after.splitlines()[1:]]
    assert sorted(ids) == sorted(f"big-{n}" for n in range(1000))
    assert after.startswith(before[: before.rfind(b"\n") + 1])
    body = json.loads(out.with_suffix(".json").read_text("utf-8"))
    assert body["documents"] == 1000
    assert body["gates"][2]["decided_by"] == "lower end of the 95 % interval"


def test_a_run_file_of_something_else_is_refused(tmp_path: Path) -> None:
    """Answers of another prompt, model or data set never mix."""
    with Ledger(tmp_path / "run.jsonl", SUBJECT) as ledger:
        ledger.add(Outcome("c1"))
        with pytest.raises(ValueError):
            ledger.add(Outcome("c1"))
    with pytest.raises(ConfigurationError), Ledger(tmp_path / "run.jsonl", {**SUBJECT, "use": "y"}):
        pass
    assert list(read_run(tmp_path / "run.jsonl")[1]) == ["c1"]


def test_a_run_stops_before_its_money_is_spent(tmp_path: Path) -> None:
    """What calls may cost is reserved before they are made: eight at a time never pass the limit together."""
    asker, budget = Priced(), Budget(0.055)
    with Ledger(tmp_path / "run.jsonl", SUBJECT) as ledger:
        assert asyncio.run(run(CASES, asker, ledger, at_once=8, budget=budget)) == "spend limit"
    assert len(asker.asked) == 5
    assert budget.spent_usd == pytest.approx(0.05)
    with Ledger(tmp_path / "run.jsonl", SUBJECT) as ledger:
        assert asyncio.run(run(CASES, asker, ledger, at_once=8)) == "finished"
    assert set(asker.asked.values()) == {1}
    assert len(asker.asked) == len(CASES)


def test_a_limit_without_a_price_is_refused(tmp_path: Path) -> None:
    """A limit that nobody can keep is said to be one before anything is asked."""
    asker = Priced(price=None)
    with Ledger(tmp_path / "run.jsonl", SUBJECT) as ledger, pytest.raises(ConfigurationError) as caught:
        asyncio.run(run(CASES, asker, ledger, budget=Budget(1.0)))
    assert [flaw.field for flaw in caught.value.flaws] == ["--max-usd"]
    assert not asker.asked


def test_the_same_question_is_paid_for_once(tmp_path: Path) -> None:
    """Kept by text, inputs and what answers; failures are asked again; another prompt is another answer."""
    vendor = Priced(fails=frozenset({"c3"}))
    for round_, identity in enumerate(["one", "one", "two"]):
        kept = KeptAnswers(vendor, tmp_path / "kept", identity)
        budget = Budget(1.0)
        with Ledger(tmp_path / f"{round_}.jsonl", SUBJECT) as ledger:
            asyncio.run(run(CASES, kept, ledger, budget=budget))
        assert budget.spent_usd == pytest.approx([0.20, 0.01, 0.20][round_])
    assert vendor.asked["c1"] == 2
    assert vendor.asked["c3"] == 3


def test_a_half_written_answer_is_asked_again(tmp_path: Path) -> None:
    """A process that died while it kept an answer leaves nothing that counts."""
    vendor = Priced()
    kept = KeptAnswers(vendor, tmp_path, "one")
    asyncio.run(kept.ask(CASES[0]))
    (path,) = tmp_path.glob("*/*.json")
    path.write_text(path.read_text("utf-8")[:20], "utf-8")
    assert not asyncio.run(kept.ask(CASES[0])).kept
    assert vendor.asked["c0"] == 2


def test_the_hash_of_a_set_sees_every_change_and_no_order(tmp_path: Path) -> None:
    """Reports about other cases are other reports."""
    assert data_set_hash(CASES) == data_set_hash(CASES[::-1])
    assert data_set_hash(CASES) != data_set_hash([replace(CASES[0], text="다른 글"), *CASES[1:]])
    assert data_set_hash(CASES) != data_set_hash([replace(CASES[0], expected={"a": 1}), *CASES[1:]])
    assert 0.4 < sum(case.split == "dev" for case in read_cases([GOLD], "parse/real-estate")) / 100 < 0.8


def test_a_case_that_is_none_is_named_by_file_and_line(tmp_path: Path) -> None:
    """Wrong rows stop the run before it begins."""
    (tmp_path / "x.jsonl").write_text('{"id": "a", "task": "t/t", "text": "글", "expected": {}}\n{"id": 3}\n', "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_cases([tmp_path / "x.jsonl"], "t/t")
    assert caught.value.flaws[0].line == 2
    assert os.fspath(tmp_path) not in str(caught.value)
