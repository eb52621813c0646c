"""What is known of a text before a model answers is read while the model is waited for, and only then."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from app.domain import Source
from app.output import beforehand
from app.output.beforehand import SENT_S, Known
from scripts import gold

TASK = gold.embedded()[0].get("parse/real-estate")
TEXT = "신림동 원룸 보증금 500에 월세 45"


def known() -> Known:
    return Known(TASK, Source(TEXT, date(2026, 3, 2)))


def test_it_is_read_while_a_vendor_is_waited_for() -> None:
    async def waiting() -> set[str]:
        one = known()
        with one.read_meanwhile():
            await asyncio.sleep(SENT_S * 10)
            return set(vars(one))

    assert "hints" in asyncio.run(waiting())


def test_a_vendor_that_fails_at_once_costs_no_reading() -> None:
    async def refused() -> set[str]:
        one = known()
        with one.read_meanwhile():
            await asyncio.sleep(0)
        await asyncio.sleep(SENT_S * 10)
        return set(vars(one))

    assert "hints" not in asyncio.run(refused())


def test_a_reader_that_breaks_is_heard_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(task: object, source: object) -> None:
        raise ArithmeticError

    monkeypatch.setattr(beforehand, "read", broken)

    async def waiting() -> list[str]:
        heard: list[str] = []
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: heard.append(context["message"]))
        one = known()
        with one.read_meanwhile():
            await asyncio.sleep(SENT_S * 10)
        with pytest.raises(ArithmeticError):
            _ = one.hints
        return heard

    assert asyncio.run(waiting()) == []
