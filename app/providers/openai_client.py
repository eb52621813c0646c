"""The official openai SDK as this house uses it: bytes in, bytes out, no retries, the guarded aiohttp transport below.

    SDK                                                  ours
    APITimeoutError, APIConnectionError                  by their cause: app.providers.guard.of_transport
    APIStatusError and its children                      by their status: app.providers.vendor_status.of_status
    APIResponseValidationError, APIError                 Garbled
    OpenAIError, anything else of the SDK's              Unreachable

`.parse()` and typed models are not used: they cost 3 ms a call, and a truncated answer loses its usage and its id.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx2
import openai

from app.errors import Garbled, ProviderError, TooSlow, Unreachable
from app.providers import vendor_status
from app.providers.aiohttp_transport import AiohttpTransport
from app.providers.guard import PLACEHOLDER_KEY, Guard, client, of_transport

_JSON = {"content-type": "application/json"}


def utc_now() -> datetime:
    return datetime.now(UTC)


class OpenAiClient:
    """Posts to one server. `vendor` is how it is called in messages."""

    def __init__(self, vendor: str, guard: Guard, *, connect_s: float, now: Callable[[], datetime] = utc_now) -> None:
        self._vendor = vendor
        self._now = now
        self._http = client(AiohttpTransport(guard, connect_s=connect_s), connect_s)
        self._sdk = openai.AsyncOpenAI(
            api_key=PLACEHOLDER_KEY, base_url=str(guard.origin), max_retries=0, http_client=self._http, timeout=60.0
        )

    async def post(self, path: str, content: bytes, timeout_s: float) -> bytes:
        """The body of a 200; raises ProviderError within `timeout_s`, whatever the other side does."""
        try:
            async with asyncio.timeout(timeout_s):
                response = await self._sdk.post(
                    path, cast_to=httpx2.Response, content=content, options={"headers": _JSON}
                )
        except TimeoutError:
            raise TooSlow("no answer in time") from None
        except openai.OpenAIError as error:
            raise self.named(error) from None
        except httpx2.HTTPError as error:
            raise of_transport(error) from None
        return response.content

    def named(self, error: openai.OpenAIError) -> ProviderError:
        """Our name for an exception of the SDK's."""
        if isinstance(error, openai.APIStatusError):
            return vendor_status.of_status(
                self._vendor, error.status_code, codes(error.body), error.response.headers, self._now()
            )
        if isinstance(error, openai.APITimeoutError) and error.__cause__ is None:
            return TooSlow("no answer in time")
        if isinstance(error, openai.APIConnectionError):
            return of_transport(error.__cause__ or error)
        if isinstance(error, openai.APIError | openai.LengthFinishReasonError | openai.ContentFilterFinishReasonError):
            return Garbled(f"the SDK could not read the answer ({type(error).__name__})")
        return Unreachable(f"the SDK failed ({type(error).__name__})")

    async def aclose(self) -> None:
        await self._sdk.close()


def codes(body: Any) -> frozenset[str]:
    """The vendor's words for an error: code and type of `{"error": {…}}`, also where the SDK unwrapped it."""
    error = body.get("error", body) if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return frozenset()
    return frozenset(word for word in (error.get("code"), error.get("type")) if isinstance(word, str))
