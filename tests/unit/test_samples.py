"""Samples: which answers, without whose data, and never at a client's cost."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from app.domain import Answer, Proof, Source, Span, Warn
from app.korean.pii import residual
from app.samples.masking import StillPrivate, masked
from app.samples.sampler import PER_CLIENT, WAITING, Offered, Sampler, line_of, reasons, sample_of
from app.tasks.task import Task
from scripts import gold

from tests.gold import score
from tests.world.folders import DAY, made, tasks

CATALOG, PIPELINE = gold.embedded()
PLAIN = Answer({"kind": "x"}, {}, (), "test/made", "v1", "openai", "m")


class Memory:
    """A store in a list; `hold` makes it wait."""

    def __init__(self, error: Exception | None = None) -> None:
        self.lines: list[bytes] = []
        self.error = error

    async def add(self, client: str, line: bytes) -> None:
        if self.error is not None:
            raise self.error
        self.lines.append(line)


def task(rate: float = 0.0, always: tuple[str, ...] = ()) -> Task:
    fields = {"kind": {"type": "string"}}
    return made("<post>{{ text }}</post>", samples={"rate": rate, "always": list(always)}, fields=fields)


def offered(of: Task, answer: Answer | None = PLAIN, text: str = "글", client: str = "form") -> Offered:
    return Offered(of, Source(text, DAY), client, answer, "" if answer else "no-provider-left")


def test_a_share_is_chosen_by_the_text_alone() -> None:
    """One in ten of a thousand texts, the same ones for every client and at every time; no rate, no sample."""
    one = task(rate=0.1)
    texts = [f"글 {n}" for n in range(1000)]
    chosen = {text for text in texts if reasons(offered(one, text=text))}
    assert 70 <= len(chosen) <= 130
    assert chosen == {text for text in texts if reasons(offered(one, text=text, client="other"))}
    assert not any(reasons(offered(task(), text=text)) for text in texts)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (replace(PLAIN, repaired=True), "repaired"),
        (replace(PLAIN, degraded=True), "degraded"),
        (replace(PLAIN, warnings=(Warn("ungrounded_dropped", "/x"),)), "ungrounded_dropped"),
        (None, "failed"),
    ],
)
def test_what_went_wrong_is_always_kept_where_the_task_says_so(answer: Answer | None, why: str) -> None:
    """And only there."""
    every = ("repaired", "ungrounded_dropped", "degraded", "failed")
    assert reasons(offered(task(always=every), answer)) == [why]
    assert reasons(offered(task(), answer)) == []


@pytest.mark.parametrize("name", list(score.TASKS))
def test_no_sample_of_the_gold_holds_personal_data(name: str) -> None:
    """Phones, accounts, units, names of the gold stand nowhere in what is written; most texts are kept all the same."""
    rows = {row["id"]: row for row in gold.rows(CATALOG, name)}
    of, kept = CATALOG.get(name), 0
    for one in gold.answers(CATALOG, PIPELINE, list(rows.values())):
        row = rows[one["id"]]
        answer = Answer(one["result"], {}, (), name, "v1", "rules", "rules")
        try:
            line = line_of(sample_of(Offered(of, Source(row["text"], DAY, row["input"]), "form", answer), ["share"], 0))
        except StillPrivate:
            continue
        kept += 1
        written: dict[str, Any] = json.loads(line)
        private = row["expected"].get("private") or {}
        secret = [word for key in ("phones", "accounts", "messengers") for word in private.get(key, [])]
        secret = [word for word in secret if not word.startswith("1")]  # 1600-0000 is a firm's, not a person's
        secret += [word for word in row.get("secrets", []) if any(map(str.isdigit, word))]
        shown = json.dumps([written["text"], written["result"]], ensure_ascii=False)
        assert not [word for word in secret if word in shown]
        assert "private" not in written["result"]
    assert kept >= 0.8 * len(rows)


def test_what_the_mask_cannot_clean_is_not_written() -> None:
    """Fails closed: a number that only the stricter eye sees costs the sample."""
    text = "연락처는 0 1 0 . 9 8 7 6 . 1 2 3 4 그리고 02 345 67 89 01 23"
    if residual(text):
        try:
            parts = masked(text, {}, {"note": text})
        except StillPrivate:
            return
        assert not residual(" ".join([parts[0], parts[2][0]["note"]]).replace("[", " ").replace("]", " "))


def test_the_answers_own_private_values_are_hidden_wherever_they_stand() -> None:
    """A name that only the reader found is no less private."""
    text, _, (result,) = masked(
        "별님반 봄이네 놀러오세요", {}, {"private": {"names": ["봄이네"]}, "place": "봄이네 앞"}
    )
    assert "봄이네" not in text
    assert result == {"place": "[PRIVATE] 앞"}


def test_what_the_answer_knows_to_be_private_is_hidden_in_the_form_and_the_quotes_too() -> None:
    """A person's correction, a shadow's answer and the words of the evidence hold no name that the answer found."""
    of, text = tasks()["extract/meetup"], "별님반 봄이네 놀러오세요"
    proofs = {"/place": Proof(Span(0, 7), "별님반 봄이네", "exact")}
    answer = Answer({"private": {"names": ["봄이네"]}, "place": "별님반"}, proofs, (), of.name, "v1", "openai", "m")
    one = Offered(of, Source(text, DAY), "form", answer, "", ("v2", {"place": "봄이네"}), {"place": "봄이네 집"})
    written = json.loads(line_of(sample_of(one, ["corrected"], 0)))
    assert (written["corrected"], written["shadow"]["result"]) == ({"place": "[PRIVATE] 집"}, {"place": "[PRIVATE]"})
    assert written["words"] == {"/place": "별님반 [PRIVATE]"}
    assert "봄이네" not in json.dumps(written, ensure_ascii=False)


def test_samples_never_cost_a_client_anything() -> None:
    """A store that is away, a full queue and a busy client: dropped and counted, nothing raised."""

    async def work() -> tuple[Sampler, Sampler, Sampler]:
        away, full, busy = Sampler(Memory(OSError())), Sampler(Memory()), Sampler(Memory(), now=lambda: 0.0)  # type: ignore[arg-type]
        one = task(rate=1.0)
        away.offer(offered(one))
        for number in range(WAITING + 10):
            full.offer(offered(one, text=f"글 {number}", client=f"c{number}"))
        for number in range(PER_CLIENT + 5):
            busy.offer(offered(one, text=f"글 {number}"))
            await asyncio.sleep(0)
            if number % 20 == 0:
                await asyncio.sleep(0.05)
        for sampler in (away, full, busy):
            await sampler.aclose()
        return away, full, busy

    away, full, busy = asyncio.run(work())
    assert away.dropped["store"] == 1
    assert full.dropped["late"] == 10
    assert full.written == WAITING
    assert busy.dropped["client"] == 5


def test_a_difference_of_a_shadow_is_kept_beside_the_answer() -> None:
    """Both results, masked alike."""
    of = tasks()["extract/meetup"]
    text = "화요일 러닝 같이 해요 010-9876-1234"
    answer = Answer({"place": "010-9876-1234"}, {}, (), of.name, "v1", "openai", "m")
    one = Offered(of, Source(text, DAY), "form", answer, "", ("v2", {"place": "한강 010-9876-1234"}))
    assert "shadow" in reasons(one)
    written = json.loads(line_of(sample_of(one, ["shadow"], 0)))
    assert written["shadow"]["version"] == "v2"
    assert written["shadow"]["result"]["place"].startswith("한강 [")
    assert "9876" not in json.dumps(written)


def test_a_huge_sample_is_not_written() -> None:
    """64 KiB at most."""
    of = task(rate=1.0)
    big = replace(PLAIN, result={"kind": "가" * 30_000})

    async def work() -> Sampler:
        sampler = Sampler(Memory())  # type: ignore[arg-type]
        sampler.offer(offered(of, big))
        await sampler.aclose()
        return sampler

    assert asyncio.run(work()).dropped["large"] == 1


def test_every_task_says_what_is_kept() -> None:
    """Every task keeps a share of its answers and the ones that went wrong."""
    for one in tasks().values():
        if one.spec.publish:
            assert one.spec.samples.rate > 0, one.name
            assert {"degraded", "failed"} <= set(one.spec.samples.always), one.name
