"""What an OpenAI-compatible server can really do, found out by asking, and kept in memory.

    json_schema    the schema is enforced
    json_object    JSON is enforced, the schema stands in the prompt
    prompt         nothing is enforced, the schema stands in the prompt

A server may accept `json_schema` and ignore it without a word, so a rung counts only if the answer to a question that
wants prose is JSON all the same. Until the probe is done the lowest rung is used: it works everywhere, and no client
waits for a probe.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from app.errors import BadCall, Misconfigured, ProviderError, Refused

Rung = Literal["json_schema", "json_object", "prompt"]
RUNGS: tuple[Rung, ...] = ("json_schema", "json_object", "prompt")
AGAIN_AFTER_S = 30.0
DOWN_FOR_S = 600.0
_TINY = {
    "type": "object",
    "properties": {"k7": {"type": "string", "enum": ["violet"]}, "n": {"type": "integer", "enum": [41]}},
    "required": ["k7", "n"],
    "additionalProperties": False,
}
Ask = Callable[[dict[str, Any]], Awaitable[str]]
"""Post a chat body and return the words of the answer; raises ProviderError."""


class Ladder:
    """The rung of each model of one server."""

    def __init__(self, ask: Ask, *, fixed: Rung | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._fixed = fixed
        self._clock = clock
        self._known: dict[str, tuple[Rung, float]] = {}
        """The rung of a model, and until when that is believed."""
        self._probing: dict[str, asyncio.Task[None]] = {}
        self._not_before: dict[str, float] = {}

    def rung(self, model: str) -> Rung:
        """The rung to use now; starts a probe in the background where none is known or configured."""
        if self._fixed is not None:
            return self._fixed
        known, until = self._known.get(model, (None, 0.0))
        if known is not None and self._clock() < until:
            return known
        if model not in self._probing and self._clock() >= self._not_before.get(model, 0.0):
            self._probing[model] = asyncio.create_task(self._probe(model))
        return known or "prompt"

    def down(self, model: str, rung: Rung) -> None:
        """The server refused a body on `rung`: stay below it for ten minutes, then ask again."""
        if rung != "prompt":
            self._known[model] = (RUNGS[RUNGS.index(rung) + 1], self._clock() + DOWN_FOR_S)

    async def settled(self) -> None:
        """Wait for the probes that run."""
        await asyncio.gather(*self._probing.values(), return_exceptions=True)

    async def aclose(self) -> None:
        for task in self._probing.values():
            task.cancel()
        await self.settled()

    async def _probe(self, model: str) -> None:
        try:
            self._known[model] = (await self._find(model), math.inf)
        except ProviderError:
            self._not_before[model] = self._clock() + AGAIN_AFTER_S
        finally:
            self._probing.pop(model, None)

    async def _find(self, model: str) -> Rung:
        for rung in RUNGS[:-1]:
            try:
                if _holds(rung, await self._ask(_question(model, rung))):
                    return rung
            except (BadCall, Refused):
                continue
            except Misconfigured as error:
                if error.status != 404:
                    raise
        return "prompt"


def response_format(rung: Rung, schema: dict[str, Any], name: str) -> dict[str, Any]:
    """The `response_format` member of a chat body for a rung; empty for `prompt`."""
    if rung == "json_schema":
        named = {"name": name, "schema": schema, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    return {"response_format": {"type": "json_object"}} if rung == "json_object" else {}


def _question(model: str, rung: Rung) -> dict[str, Any]:
    """A question whose natural answer is a sentence. JSON mode wants the word JSON in the prompt."""
    words = "Say hello in one friendly sentence."
    if rung == "json_object":
        words += " (JSON)"
    messages = [{"role": "user", "content": words}]
    return {"model": model, "messages": messages, "max_tokens": 60, **response_format(rung, _TINY, "probe")}


def _holds(rung: Rung, words: str) -> bool:
    try:
        answer = json.loads(words)
    except (ValueError, RecursionError):
        return False
    return answer == {"k7": "violet", "n": 41} if rung == "json_schema" else isinstance(answer, dict)
