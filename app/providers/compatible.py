"""Any server that speaks OpenAI's chat completions: vLLM, Ollama, OpenRouter and so on, each under a name of its own.

answer                                        ours
finish_reason stop (or none) with content     Completion
finish_reason length                          Mendable, truncated
finish_reason content_filter, message.refusal Refused
choices null or empty, no content             Garbled
a 200 that holds {"error": …}                 by its code, as if it were the status
400, 422                                      BadCall, and one rung down from now on (app.providers.ladder)
everything else                               as in app.providers.openai
"""

from __future__ import annotations

from typing import Any

from app.errors import BadCall, Garbled, Refused
from app.providers import answers, vendor_status
from app.providers.base import Call, Completion, Mendable, Repair
from app.providers.bodies import Bodies, Document, Shape, schema_name
from app.providers.ladder import RUNGS, Ladder, Rung, response_format
from app.providers.openai_client import OpenAiClient, codes, utc_now
from app.tasks.dialects import as_instructions, openai_schema

_USAGE = {
    "input_tokens": "prompt_tokens",
    "output_tokens": "completion_tokens",
    "cached_tokens": "prompt_tokens_details.cached_tokens",
    "reasoning_tokens": "completion_tokens_details.reasoning_tokens",
}
PROBE_TIMEOUT_S = 10.0


class Compatible:
    """One server by base URL and name."""

    def __init__(self, name: str, client: OpenAiClient, *, rung: Rung | None = None) -> None:
        """`rung`: what the server can do, where somebody knows; otherwise it is asked."""
        self.name = name
        self._client = client
        self.ladder = Ladder(self._ask, fixed=rung)
        self._bodies: dict[Rung, Bodies] = {rung: Bodies(_document(rung)) for rung in RUNGS}

    def body(self, call: Call) -> Document:
        """The exact request body of `call`, on the rung known now."""
        return self._bodies[self.ladder.rung(call.model.model)].document(call)

    async def complete(self, call: Call) -> Completion:
        """Answer or raise a ProviderError within `call.timeout_s`."""
        rung = self.ladder.rung(call.model.model)
        try:
            answer = await self._client.post("/chat/completions", self._bodies[rung].payload(call), call.timeout_s)
        except BadCall as error:
            if not error.too_long:
                self.ladder.down(call.model.model, rung)
            raise
        return self._completion(answers.decode(answer))

    async def aclose(self) -> None:
        await self.ladder.aclose()
        await self._client.aclose()

    async def _ask(self, body: Document) -> str:
        answer = await self._client.post("/chat/completions", answers.encode(body), PROBE_TIMEOUT_S)
        return self._completion(answers.decode(answer)).text or ""

    def _completion(self, answer: dict[str, Any]) -> Completion:
        """Read a chat completion; raises ProviderError."""
        usage = answers.usage(answer.get("usage"), _USAGE)
        with answers.billed(usage):
            text = self._finished(answer)
        return Completion(
            text=text,
            model=answers.name(answer.get("model")),
            usage=usage,
            finish="stop",
            response_id=answers.name(answer.get("id")),
        )

    def _finished(self, answer: dict[str, Any]) -> str:
        """The text of an answer that came to its end."""
        choices = answer.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else None
        if choice is None:
            raise self._no_choice(answer)
        message = choice.get("message")
        message = message if isinstance(message, dict) else {}
        text, finish = message.get("content"), choice.get("finish_reason")
        if finish == "content_filter" or message.get("refusal"):
            raise Refused(f"{self.name} refused the text")
        text = text if isinstance(text, str) else ""
        if finish == "length":
            raise Mendable("the answer was cut off", Repair(text, ()), truncated=True)
        if not text.strip():
            raise Garbled("the answer holds no text")
        return text

    def _no_choice(self, answer: dict[str, Any]) -> Exception:
        error = answer.get("error")
        status = error.get("code") if isinstance(error, dict) else None
        if isinstance(status, int) and 400 <= status < 600:
            return vendor_status.of_status(self.name, status, codes(answer), {}, utc_now())
        return Garbled("the answer holds no choice")


def _document(rung: Rung) -> Any:
    def document(shape: Shape) -> Document:
        system = shape.prompt.prefix
        if rung != "json_schema":
            system += as_instructions(shape.schema) + "\n"
        body: Document = {
            "model": shape.model.model,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": shape.prompt.rest},
                *({"role": role, "content": words} for role, words in shape.turns),
            ],
            "max_tokens": shape.max_tokens,
            **response_format(rung, openai_schema(shape.schema), schema_name(shape.task.name)),
        }
        if shape.model.effort is not None:
            body["reasoning_effort"] = shape.model.effort
        return body

    return document
