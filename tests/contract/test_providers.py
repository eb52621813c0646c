"""What every provider promises, over every vendor: an answer, or the one ProviderError that names what went wrong.

The official SDKs talk to a vendor made of sockets; nothing is mocked. Rows P1–P15, P22, P23 and S18, S19 of the fault
table start here; what follows from the names is tested with the router.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import google.genai._api_client
import pytest
from app.errors import (
    BadCall,
    Garbled,
    Misconfigured,
    ProviderError,
    Refused,
    Throttled,
    TooSlow,
    Unreachable,
)
from app.providers.base import Mendable, Repair
from app.providers.secret import Secret

from tests.world.folders import AD, call
from tests.world.upstream import Upstream
from tests.world.upstream_reply import bomb_of
from tests.world.vendor_wire import CACHED_TOKENS, INPUT_TOKENS, OUTPUT_TOKENS, REASONING_TOKENS
from tests.world.vendors import KEY, MODELS, VENDORS, once, provider, run

ALL = {
    # statuses
    **{f"s-{code}": Unreachable for code in (409, 500, 502, 503, 504, 520, 529)},
    **{f"s-{code}": Misconfigured for code in (401, 402, 403, 404, 410)},
    **{f"s-{code}": BadCall for code in (400, 413, 418, 422)},
    "s-408": TooSlow,
    "s-429": Throttled,
    "s-429:30": Throttled,
    "redir": Unreachable,
    "redirloop": Unreachable,
    # connections
    **dict.fromkeys(("eof", "rst", "rstmid", "close", "garbage"), Unreachable),
    "hang": TooSlow,
    "drip-100": TooSlow,
    # a 200 that is none
    **dict.fromkeys(("html", "jsonhtml", "empty", "emptyhtml", "trunc", "deep", "list", "foreign"), Garbled),
    **dict.fromkeys(("nulls", "nochoices", "blank", "big-8", "chunked-8", "bomb-8"), Garbled),
    "refusal": Refused,
    "safety": Refused,
    "length": Mendable,
}
OF_ONE = {
    ("openai", "s-429::insufficient_quota"): Misconfigured,
    ("chat", "s-429::insufficient_quota"): Misconfigured,
    ("gemini", "s-429::GenerateRequestsPerDayPerProject"): Misconfigured,
    ("openai", "s-400::context_length_exceeded"): BadCall,
    ("openai", "s-400::invalid_json_schema"): BadCall,
    ("openai", "s-400::content_policy_violation"): Refused,
    ("gemini", "s-400::API_KEY_INVALID"): Misconfigured,
    ("openai", "failed"): Unreachable,
    ("chat", "failed"): Unreachable,
    ("gemini", "failed"): Garbled,
}
ROWS = [(vendor, mode, ALL[mode]) for vendor in VENDORS for mode in ALL] + [(*key, OF_ONE[key]) for key in OF_ONE]


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as world:
        yield world


@pytest.fixture(autouse=True)
def afresh(upstream: Upstream) -> None:
    upstream.forget()
    upstream.script.clear()


def answer_of(upstream: Upstream, vendor: str, mode: str, **options: object) -> object:
    """The completion, or the ProviderError; anything else escapes."""
    spec = {"timeout_s": 0.4} if mode in ("hang", "drip-100") else {}
    asked = call(MODELS[vendor], **spec)
    try:
        return run(lambda: once(vendor, upstream.url(mode, vendor), asked, **options))
    except ProviderError as error:
        return error


# ---- good answers --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_good_answer_comes_back_whole(upstream: Upstream, vendor: str) -> None:
    """Words, served model, usage, finish and id of a good answer."""
    done = run(lambda: once(vendor, upstream.url("ok-0", vendor), call(MODELS[vendor])))
    assert json.loads(done.text or "")["intent"] == "offer"
    assert done.model == MODELS[vendor].partition(":")[2]
    assert done.usage is not None
    counts = (done.usage.input_tokens, done.usage.output_tokens, done.usage.cached_tokens, done.usage.reasoning_tokens)
    assert counts == (INPUT_TOKENS, OUTPUT_TOKENS, CACHED_TOKENS, REASONING_TOKENS)
    assert done.finish == "stop"
    assert done.response_id


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_render_shows_is_what_is_sent(upstream: Upstream, vendor: str) -> None:
    """`body` is the exact document that stood on the wire, also for a repair call."""

    async def both() -> list[object]:
        one = provider(vendor, upstream.url("ok-0", vendor))
        shown = []
        for repair in (None, Repair('{"intent": 1}', (("/intent", "is not one of the values"),)), Repair("{", ())):
            asked = call(MODELS[vendor], repair=repair)
            await one.complete(asked)
            shown.append(one.body(asked))
        await one.aclose()
        return shown

    assert run(both) == [request.json for request in upstream.seen]


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_body_says_what_it_should(upstream: Upstream, vendor: str) -> None:
    """The post is fenced once, the model is the pinned one, and neither temperature nor storage is asked for."""
    run(lambda: once(vendor, upstream.url("ok-0", vendor), call(MODELS[vendor])))
    raw = json.dumps(upstream.seen[-1].json, ensure_ascii=False)
    assert f"<post-n0nce123>{AD}</post-n0nce123>" in raw
    assert raw.count(AD) == 1
    assert "temperature" not in raw
    body = upstream.seen[-1].json
    if vendor == "openai":
        assert body["store"] is False
        assert body["text"]["format"]["strict"] is True
    if vendor == "gemini":
        assert upstream.seen[-1].path.endswith("/v1beta/models/gemini-3.5-flash-lite:generateContent")


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_cut_off_answer_is_asked_again_with_more_room(upstream: Upstream, vendor: str) -> None:
    """A truncation gets twice the tokens and no correction; what was written until then is kept for salvage."""
    upstream.script.append('{"analysis": "ha')
    error = answer_of(upstream, vendor, "length")
    assert isinstance(error, Mendable)
    assert error.truncated
    assert error.repair == Repair('{"analysis": "ha', ())
    run(lambda: once(vendor, upstream.url("ok-0", vendor), call(MODELS[vendor], repair=error.repair)))
    assert '"maxOutputTokens":9000' in upstream.seen[-1].body.decode().replace(" ", "") or any(
        upstream.seen[-1].json.get(name) == 9000 for name in ("max_output_tokens", "max_tokens")
    )


# ---- faults --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("vendor,mode,expected", ROWS)
def test_every_fault_has_its_name(upstream: Upstream, vendor: str, mode: str, expected: type[ProviderError]) -> None:
    """One request, no retry, and exactly the class that the table says."""
    error = answer_of(upstream, vendor, mode)
    assert type(error) is expected, error
    assert upstream.tally(mode).requests == 1
    assert KEY not in str(error)
    assert "신림" not in str(error)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    "mode,opens_s",
    [
        ("s-401", 60),
        ("s-403", 60),
        ("s-402", 300),
        ("s-404", 300),
        ("s-410", 300),
        ("s-429:30", 30),
        ("s-429:0", 0),
        ("s-429:1.5", 1.5),
        ("s-429:1000000000", 60),
        ("s-429:1e9", None),
        ("s-429:-1", None),
        ("s-429:NaN", None),
        ("s-429:inf", None),
        ("s-429:soon", None),
        ("s-429:Wed,_21_Oct_2099_07.28.00_GMT", 60),
        ("s-429", None),
    ],
)
def test_how_long_a_pair_is_left_alone(upstream: Upstream, vendor: str, mode: str, opens_s: float | None) -> None:
    """Retry-After in all its shapes is clamped to a minute or ignored (P8, P9); keys, bills and models by the table."""
    error = answer_of(upstream, vendor, mode)
    assert isinstance(error, ProviderError)
    assert error.opens_s == opens_s


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_attempt_is_bounded_as_a_whole(upstream: Upstream, vendor: str) -> None:
    """One byte every 100 ms defeats timeouts per read, not ours (P3)."""

    async def timed() -> float:
        one = provider(vendor, upstream.url("drip-100", vendor))
        begun = time.perf_counter()
        with pytest.raises(TooSlow):
            await one.complete(call(MODELS[vendor], timeout_s=0.5))
        taken = time.perf_counter() - begun
        await one.aclose()
        return taken

    assert run(timed) < 0.5 + 0.25


async def _until(holds: Callable[[], bool]) -> None:
    """Wait for something the other thread does; at most two seconds."""
    for _ in range(400):
        if holds():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not happen")


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_client_that_leaves_takes_the_upstream_call_with_it(upstream: Upstream, vendor: str) -> None:
    """Cancelling closes the upstream socket within 200 ms (U1)."""

    async def cancelled() -> float:
        one = provider(vendor, upstream.url("hang", vendor))
        task = asyncio.create_task(one.complete(call(MODELS[vendor])))
        await _until(lambda: upstream.tally("hang").in_flight > 0)
        task.cancel()
        begun = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await task
        await _until(lambda: upstream.tally("hang").gone > 0)
        taken = upstream.tally("hang").last_gone - begun
        await one.aclose()
        return taken

    assert 0 <= run(cancelled) < 0.2


# ---- huge, packed, elsewhere ---------------------------------------------------------------------------------------
def _peak_mib(during: Callable[[], object]) -> float:
    """How much the resident memory of this process rose above where it began."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    during()
    return (_status("VmHWM") - before) / 1024


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("mode", ["big-100", "chunked-100", "bomb-400"])
def test_nothing_bursts(upstream: Upstream, vendor: str, mode: str) -> None:
    """100 MB of answer and a gzip bomb of 400 MB cost less than 10 MB; packing is neither asked for nor taken (P13)."""
    bomb_of(400)
    answer_of(upstream, vendor, "ok-0")
    risen = _peak_mib(lambda: answer_of(upstream, vendor, mode))
    assert risen < 10
    assert upstream.seen[-1].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("mode", ["big-100", "bomb-400", "deep"])
def test_the_loop_goes_on_meanwhile(upstream: Upstream, vendor: str, mode: str) -> None:
    """The event loop is late by less than 50 ms while a hostile answer is turned away (P13, P14); best of three."""

    async def lateness() -> float:
        one = provider(vendor, upstream.url(mode, vendor))
        with pytest.raises(ProviderError):
            await one.complete(call(MODELS[vendor]))
        task = asyncio.create_task(one.complete(call(MODELS[vendor])))
        worst = 0.0
        while not task.done():
            begun = time.perf_counter()
            await asyncio.sleep(0.002)
            worst = max(worst, time.perf_counter() - begun - 0.002)
        assert isinstance(task.exception(), ProviderError)
        await one.aclose()
        return worst

    bomb_of(400)
    assert min(run(lateness) for _ in range(3)) < 0.05


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_key_never_leaves_its_origin(upstream: Upstream, vendor: str) -> None:
    """A redirect to another origin is one request here and none there (P15)."""
    with Upstream() as elsewhere:
        error = answer_of(upstream, vendor, f"redirout-{elsewhere.port}")
        assert isinstance(error, Unreachable)
        assert len(upstream.seen) == 1
        assert not elsewhere.seen


@pytest.mark.parametrize("vendor", VENDORS)
def test_another_origin_is_refused_before_anything_is_sent(upstream: Upstream, vendor: str) -> None:
    """Whatever an SDK may think of, the transport talks to its own origin only."""

    async def elsewhere() -> None:
        one = provider(vendor, "http://127.0.0.1:9/v1")
        http = one._http if vendor == "gemini" else one._client._http
        with pytest.raises(Exception, match="another origin"):
            await http.get(upstream.url("ok-0"))
        await one.aclose()

    run(elsewhere)
    assert not upstream.seen


# ---- keys ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_rotated_key_works_without_a_restart(upstream: Upstream, vendor: str, tmp_path: Path) -> None:
    """A key file that is away is Misconfigured and sends nothing; a new content is used a second later (F3)."""
    now = [0.0]
    path = tmp_path / "key"
    secret = Secret(path=path, clock=lambda: now[0])

    async def used() -> list[str]:
        one = provider(vendor, upstream.url("echohdr", vendor), secret=secret)
        with pytest.raises(Misconfigured) as caught:
            await one.complete(call(MODELS[vendor]))
        assert caught.value.opens_s == 60
        assert not upstream.seen
        keys = []
        for key in ("first-key", "second-key"):
            path.write_text(key + "\n")
            now[0] += 1.1
            headers = json.loads((await one.complete(call(MODELS[vendor]))).text or "")
            keys.append(headers["x-goog-api-key" if vendor == "gemini" else "authorization"])
        await one.aclose()
        return keys

    prefix = "" if vendor == "gemini" else "Bearer "
    assert run(used) == [prefix + "first-key", prefix + "second-key"]


@pytest.mark.parametrize("key", ["with space", "line\nbreak", "한글", ""])
def test_a_key_that_is_no_header_is_never_sent(upstream: Upstream, key: str) -> None:
    """A key file with something else in it is Misconfigured, not a broken request."""
    assert isinstance(answer_of(upstream, "openai", "ok-0", secret=Secret(key)), Misconfigured)
    assert not upstream.seen


# ---- usage ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("kind", ["none", "negative", "huge", "words", "fraction"])
def test_strange_usage_is_clamped_or_unknown(upstream: Upstream, vendor: str, kind: str) -> None:
    """Counts are never negative or absurd, and a missing count is unknown, not nothing (P23)."""
    done = answer_of(upstream, vendor, f"usage-{kind}")
    if vendor == "gemini" and kind in ("words", "fraction"):
        assert isinstance(done, Garbled)  # its SDK takes no answer with such numbers
        return
    assert not isinstance(done, ProviderError)
    usage = getattr(done, "usage", None)
    for name in ("input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens"):
        count = getattr(usage, name, None)
        assert count is None or 0 <= count <= 20_000_000
    if kind in ("none", "words"):
        assert usage is None


# ---- aiohttp and google-genai --------------------------------------------------------------------------------------
def test_gemini_never_takes_its_own_way_to_aiohttp(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    """With aiohttp importable the SDK would switch to it, sleep for seconds and retry; it cannot even open a session."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("google-genai opened an aiohttp session")

    monkeypatch.setattr(google.genai._api_client.BaseApiClient, "_get_aiohttp_session", refuse)
    assert not isinstance(answer_of(upstream, "gemini", "ok-0"), ProviderError)
    for mode in ("close", "rst", "s-503"):
        begun = time.perf_counter()
        assert isinstance(answer_of(upstream, "gemini", mode), Unreachable)
        assert time.perf_counter() - begun < 1.0
        assert upstream.tally(mode).requests == 1
