"""The tables of errors are complete: checked against the SDKs' own exception classes, not against a list of ours."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator

import aiohttp
import httpx2
import openai
import pytest
from app.errors import BadCall, Garbled, Misconfigured, NoRoom, ProviderError, Throttled, TooSlow, Unreachable
from app.providers import aiohttp_transport
from app.providers.gemini import Gemini
from app.providers.guard import Guard, NoKey, Unsafe, WrongOrigin, of_transport
from app.providers.openai_client import OpenAiClient
from google.genai import errors as gemini_errors

from tests.world.vendors import provider, run

REQUEST = httpx2.Request("POST", "https://vendor.example/v1")


def response(status: int) -> httpx2.Response:
    return httpx2.Response(status, json={"error": {"code": "x"}}, request=REQUEST)


def status_error(kind: type[openai.APIStatusError], status: int) -> openai.APIStatusError:
    return kind("no", response=response(status), body={"error": {"code": "x"}})


OPENAI: dict[type[BaseException], tuple[BaseException, type[ProviderError]]] = {
    openai.APITimeoutError: (openai.APITimeoutError(REQUEST), TooSlow),
    openai.APIConnectionError: (openai.APIConnectionError(request=REQUEST), Unreachable),
    openai.APIStatusError: (status_error(openai.APIStatusError, 307), Unreachable),
    openai.BadRequestError: (status_error(openai.BadRequestError, 400), BadCall),
    openai.AuthenticationError: (status_error(openai.AuthenticationError, 401), Misconfigured),
    openai.OAuthError: (openai.OAuthError(response=response(401), body={"error": "x"}), Misconfigured),
    openai.PermissionDeniedError: (status_error(openai.PermissionDeniedError, 403), Misconfigured),
    openai.NotFoundError: (status_error(openai.NotFoundError, 404), Misconfigured),
    openai.ConflictError: (status_error(openai.ConflictError, 409), Unreachable),
    openai.UnprocessableEntityError: (status_error(openai.UnprocessableEntityError, 422), BadCall),
    openai.RateLimitError: (status_error(openai.RateLimitError, 429), Throttled),
    openai.InternalServerError: (status_error(openai.InternalServerError, 500), Unreachable),
    openai.APIError: (openai.APIError("no", REQUEST, body=None), Garbled),
    openai.APIResponseValidationError: (openai.APIResponseValidationError(response(200), body=None), Garbled),
    openai.OpenAIError: (openai.OpenAIError("no"), Unreachable),
}
OPENAI_ELSEWHERE = {
    "LengthFinishReasonError",  # only .parse() raises it
    "ContentFilterFinishReasonError",  # only .parse() raises it
    "SubjectTokenProviderError",  # workload identity, not used
    "InvalidWebhookSignatureError",  # webhooks, not used
    "WebSocketConnectionClosedError",  # realtime, not used
    "WebSocketQueueFullError",  # realtime, not used
    "_AmbiguousModuleClientUsageError",  # the module-level client, not used
}
GEMINI_ELSEWHERE = {
    "UnknownFunctionCallArgumentError",  # function calling, off
    "UnsupportedFunctionError",  # function calling, off
    "FunctionInvocationError",  # function calling, off
    "ContinuationInterruptedError",  # automatic continuation, off
}


def exceptions_of(*modules: object) -> Iterator[type[BaseException]]:
    for module in modules:
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if (
                issubclass(kind, BaseException)
                and not issubclass(kind, Warning)
                and kind.__module__.startswith(("openai", "google.genai"))
            ):
                yield kind


def openai_client() -> OpenAiClient:
    return OpenAiClient("openai", Guard(httpx2.URL("https://vendor.example/v1"), None), connect_s=0.5)


def test_every_exception_of_the_openai_sdk_has_a_name() -> None:
    """A class that a newer SDK brings fails here until somebody decides what it means."""
    known = {kind.__name__ for kind in OPENAI} | OPENAI_ELSEWHERE
    found = {kind.__name__ for kind in exceptions_of(openai, openai._exceptions)}
    assert found - known == set()
    assert {kind.__name__ for kind in OPENAI} - found == set()


@pytest.mark.parametrize("kind", OPENAI, ids=lambda kind: kind.__name__)
def test_an_exception_of_the_openai_sdk_becomes_ours(kind: type[BaseException]) -> None:
    """Each class is named as the table in app/providers/openai_client.py says."""
    error, expected = OPENAI[kind]
    assert isinstance(error, openai.OpenAIError)
    assert type(openai_client().named(error)) is expected


def test_every_exception_of_google_genai_has_a_name() -> None:
    """The same for Gemini, whose SDK lets much out unwrapped."""
    known = {"APIError", "ClientError", "ServerError", "UnknownApiResponseError"} | GEMINI_ELSEWHERE
    assert {kind.__name__ for kind in exceptions_of(gemini_errors)} - known == set()


@pytest.mark.parametrize(
    "error,expected",
    [
        (gemini_errors.ClientError(400, {"error": {"status": "INVALID_ARGUMENT"}}), BadCall),
        (gemini_errors.ClientError(401, {}), Misconfigured),
        (gemini_errors.ClientError(404, {"error": {"status": "NOT_FOUND"}}), Misconfigured),
        (gemini_errors.ClientError(429, {"error": {"status": "RESOURCE_EXHAUSTED"}}), Throttled),
        (gemini_errors.ServerError(503, {"error": {"status": "UNAVAILABLE"}}), Unreachable),
        (gemini_errors.APIError(307, {}), Unreachable),
        (gemini_errors.UnknownApiResponseError("what"), Garbled),
        (json.JSONDecodeError("no", "x", 0), Garbled),
        (RecursionError(), Garbled),
        (IndexError(), Garbled),
        (httpx2.ConnectError("no"), Unreachable),
        (httpx2.ReadTimeout("no"), TooSlow),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, BaseException) else "",
)
def test_an_exception_of_google_genai_becomes_ours(error: Exception, expected: type[ProviderError]) -> None:
    """Each class is named as the table in app/providers/gemini.py says."""

    async def named() -> ProviderError:
        one: Gemini = provider("gemini", "https://vendor.example")
        try:
            return one.named(error)
        finally:
            await one.aclose()

    assert type(run(named)) is expected


def test_the_wait_of_a_retry_info_is_taken() -> None:
    """Gemini says how long to stay away in the body, not in a header."""

    async def named() -> ProviderError:
        one: Gemini = provider("gemini", "https://vendor.example")
        try:
            details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "17.5s"}]
            return one.named(gemini_errors.ClientError(429, {"error": {"details": details}}))
        finally:
            await one.aclose()

    assert run(named).opens_s == 17.5


TRANSPORT = {
    httpx2.ConnectTimeout: Unreachable,
    httpx2.ReadTimeout: TooSlow,
    httpx2.WriteTimeout: TooSlow,
    httpx2.PoolTimeout: NoRoom,
    httpx2.ConnectError: Unreachable,
    httpx2.ReadError: Unreachable,
    httpx2.WriteError: Unreachable,
    httpx2.CloseError: Unreachable,
    httpx2.LocalProtocolError: Unreachable,
    httpx2.RemoteProtocolError: Unreachable,
    httpx2.ProxyError: Unreachable,
    httpx2.UnsupportedProtocol: Unreachable,
    httpx2.DecodingError: Unreachable,
    httpx2.TooManyRedirects: Unreachable,
    httpx2.SSEError: Unreachable,
    Unsafe: Garbled,
    NoKey: Misconfigured,
    WrongOrigin: Misconfigured,
}


def leaves_of(kind: type[Exception]) -> Iterator[type[Exception]]:
    below = kind.__subclasses__()
    for one in below:
        yield from leaves_of(one)
    if not below:
        yield kind


def test_every_exception_of_the_transport_has_a_name() -> None:
    """Every leaf below httpx2.RequestError stands in the table and gets its name."""
    found = {kind for kind in leaves_of(httpx2.RequestError) if kind.__module__.startswith(("httpx2", "app."))}
    assert found == set(TRANSPORT)
    for kind, expected in TRANSPORT.items():
        assert type(of_transport(kind("no", request=REQUEST))) is expected, kind


NOT_OF_A_CALL = {
    "BadContentDispositionHeader",
    "BadContentDispositionParam",
    "EofStream",
    "PayloadAccessError",
    "WSMessageTypeError",
    "WebSocketError",
}
"""Multipart, websockets, and aiohttp's own signals."""


def test_every_exception_of_aiohttp_has_a_name() -> None:
    """Whatever a session may raise is turned into a transport error that openai's SDK understands."""
    kinds = [
        kind
        for _, kind in inspect.getmembers(aiohttp, inspect.isclass)
        if issubclass(kind, Exception) and not issubclass(kind, Warning)
    ]
    table = tuple(aiohttp_transport._ERRORS)
    strangers = {kind.__name__ for kind in kinds if not issubclass(kind, table)}
    assert strangers <= NOT_OF_A_CALL
    slow = {kind.__name__ for kind in kinds if issubclass(kind, TimeoutError)}
    assert slow == {"ServerTimeoutError", "ConnectionTimeoutError", "SocketTimeoutError"}
