"""FAULTS.md, rows P: a vendor misbehaves on real sockets, under the real SDKs, and no client notices.

Long waits run on a clock that is handed in; loads over half a minute are `make chaos`.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from app.errors import ContentRefused
from app.providers.accounts import ProviderSettings
from app.providers.connect import connect
from app.routing.breaker import State
from app.routing.deadline import Deadline
from app.routing.router import Router
from app.tasks.load import load_task
from app.tasks.task import Task

from tests.faults.vendor_pod import MODELS, PROMPT, Pod, Pods
from tests.tasks import folders
from tests.world.tls import server_tls
from tests.world.upstream import Upstream

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture(autouse=True)
def healthy(upstream: Upstream) -> None:
    upstream.forget()
    upstream.set("primary", "ok-0")
    upstream.set("second", "ok-0")


@pytest.fixture
def task(tmp_path: Path) -> Callable[..., Task]:
    def make(**words: str) -> Task:
        spec = folders.GOOD.replace("models:\n  - {use: rules}\n", MODELS.lstrip())
        spec += "".join(f"{name}: {value}\n" for name, value in words.items())
        examples = "- {id: one, text: 책상 팔아요, output: {summary: 책상, kind: sale}}\n"
        folder = folders.write(tmp_path / str(random.random()), task_yaml=spec, v1_md=PROMPT, examples_yaml=examples)
        return load_task(folder.parents[1], folder, folders.VOCABULARY)

    return make


@pytest.fixture
def pod(upstream: Upstream, task: Callable[..., Task]) -> Pods:
    @asynccontextmanager
    async def make(
        *, primary: str | None = None, given: dict[str, object] | None = None, **words: str
    ) -> AsyncIterator[Pod]:
        environ = {
            "OPENAI_API_KEY": "sk-primary",
            "OPENAI_BASE_URL": primary or upstream.url("@primary"),
            "COMPATIBLE_SPARE_URL": upstream.url("@second"),
            "COMPATIBLE_SPARE_KEY": "sk-spare",
            "COMPATIBLE_SPARE_RUNG": "json_schema",
        }
        providers = connect(ProviderSettings.from_environ(environ))
        one = Pod(task(**words), providers, **(given or {}))
        for _ in range(3):  # connections are open and the usual latency is known, as in any running pod
            if primary is None:
                await one.ask()
        upstream.forget()
        one.watcher.records.clear()
        try:
            yield one
        finally:
            await one.router.aclose()
            for provider in one.providers.values():
                await provider.aclose()

    return make


def calls(upstream: Upstream, name: str) -> int:
    return upstream.tally(f"@{name}").requests


async def test_p1_a_dead_primary(pod: Pods, upstream: Upstream) -> None:
    """P1: 500 after 500: everybody is answered by the second, and the primary is called five times."""
    async with pod() as one:
        upstream.set("primary", "s-500")
        for _ in range(40):
            routed = await one.ask()
            assert (routed.model.provider, routed.degraded) == ("spare", False)
        assert calls(upstream, "primary") == 5
        assert one.watcher.why == ["streak"]


async def test_p2_a_primary_that_never_answers(pod: Pods, upstream: Upstream) -> None:
    """P2: it accepts and is silent: within two seconds at 60/s the breaker is open, nobody failed, the slowest second
    is under one second, and then nobody notices."""
    async with pod() as one:
        upstream.set("primary", "hang")
        began = time.monotonic()
        waiting = []
        for _ in range(60):
            waiting.append(asyncio.ensure_future(one.timed()))
            await asyncio.sleep(1 / 60)
        done = await asyncio.gather(*waiting)
        assert {routed.model.provider for routed, _ in done} == {"spare"}
        assert one.watcher.opened_at is not None
        assert one.watcher.opened_at - began < 2
        assert max(latency for _, latency in done) <= 1.0
        assert max([(await one.timed())[1] for _ in range(20)]) < 0.2


async def test_p3_a_drip(pod: Pods, upstream: Upstream) -> None:
    """P3: a byte every 100 ms never lets a read time out; the attempt ends in its time all the same."""
    async with pod() as one:
        upstream.set("primary", "drip-100")
        over = []
        for _ in range(3):
            routed = await one.ask()
            assert routed.model.provider == "spare"
            over.append(routed.attempts[0].latency_s - routed.attempts[0].timeout_s)
        assert one.outcomes == ["too_slow"] * 3
        assert min(over) <= 0.05  # the best of three: other work shares these cores


@pytest.mark.parametrize("behaviour", ["rst", "rstmid", "eof", "close", "garbage"])
async def test_p4_hang_ups(pod: Pods, upstream: Upstream, behaviour: str) -> None:
    """P4: reset before or amid the answer, closed early, not HTTP: one attempt more, for everybody."""
    async with pod() as one:
        upstream.set("primary", behaviour)
        for _ in range(4):
            routed = await one.ask()
            assert (routed.model.provider, len(routed.attempts)) == ("spare", 2)
        assert set(one.outcomes) == {"unreachable"}


async def test_p5_nobody_listens(pod: Pods, upstream: Upstream) -> None:
    """P5: a closed port costs next to nothing, and after five tries nothing at all."""
    async with pod(primary="http://127.0.0.1:9/v1") as one:
        for _ in range(6):
            routed, latency = await one.timed()
            assert routed.model.provider == "spare"
            assert latency <= 0.6
        assert one.breaker.state is State.OPEN


async def test_p6_a_name_that_does_not_resolve(pod: Pods, upstream: Upstream) -> None:
    """P6: DNS fails; the request goes on and the event loop is never blocked."""
    async with pod(primary="https://no-such-vendor.invalid/v1") as one:
        asked = asyncio.ensure_future(one.timed())
        lags = []
        while not asked.done():
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            lags.append(time.perf_counter() - began - 0.005)
        routed, latency = await asked
        assert (routed.model.provider, routed.attempts[0].outcome) == ("spare", "unreachable")
        assert latency < 2
        assert sorted(lags)[len(lags) // 2] < 0.05


@pytest.mark.parametrize("host, days", [("127.0.0.1", -1), ("vendor.test", 30)])
async def test_p7_a_bad_certificate(pod: Pods, tmp_path: Path, host: str, days: int) -> None:
    """P7: expired, or of another host, and of nobody we know: no key and no text are ever sent."""
    with Upstream(tls=server_tls(tmp_path, host, days)) as impostor:
        async with pod(primary=impostor.url("ok-0")) as one:
            routed = await one.ask()
            assert (routed.model.provider, routed.attempts[0].outcome) == ("spare", "unreachable")
        assert not impostor.seen


async def test_p8_a_rate_limit(pod: Pods, upstream: Upstream) -> None:
    """P8: 429 with 30 s: no call for 27 s, no sleep in the request, breaker closed, then it is used again."""
    async with pod() as one:
        upstream.set("primary", "s-429:30")
        _, latency = await one.timed()
        assert latency < 0.3
        upstream.set("primary", "ok-0")
        for second in range(27):
            one.clock.added = float(second)
            assert (await one.ask()).model.provider == "spare"
        assert calls(upstream, "primary") == 1
        assert one.breaker.state is State.CLOSED
        one.clock.added = 33.5
        assert (await one.ask()).model.provider == "openai"


@pytest.mark.parametrize("retry_after", ["1e9", "-1", "NaN", "inf", "abc", "", "99999999999999999999", "0"])
async def test_p9_strange_retry_afters(pod: Pods, upstream: Upstream, retry_after: str) -> None:
    """P9: whatever Retry-After says, the pause is between nothing and a minute."""
    async with pod() as one:
        upstream.set("primary", f"s-429:{retry_after}")
        assert (await one.ask()).model.provider == "spare"
        assert 0 <= one.breaker.cooling_s <= 66
        assert one.breaker.state is State.CLOSED


@pytest.mark.parametrize(
    "behaviour, seconds, row",
    [("s-429::insufficient_quota", 300, "C5"), ("s-401", 60, "C6"), ("s-404::model_not_found", 300, "C7")],
)
async def test_p10_p22_what_time_does_not_mend(
    pod: Pods, upstream: Upstream, behaviour: str, seconds: int, row: str
) -> None:
    """P10, P22: quota, key or model gone: one call in all that time, and an alert."""
    async with pod() as one:
        upstream.set("primary", behaviour)
        for step in range(20):
            one.clock.added = step * (seconds - 1) / 20
            assert (await one.ask()).model.provider == "spare"
        assert calls(upstream, "primary") == 1
        assert one.watcher.alerts == [row]


async def test_a_rotated_key_is_tried_at_once(pod: Pods, upstream: Upstream) -> None:
    """F3: what a refused key opened is closed when the account's key changes; an operator's order is not."""
    async with pod() as one:
        upstream.set("primary", "s-401")
        await one.ask()
        upstream.set("primary", "ok-0")
        assert (await one.ask()).model.provider == "spare"
        one.router.key_changed("openai", None)
        assert (await one.ask()).model.provider == "openai"
        one.breaker.force_open()
        one.router.key_changed("openai", None)
        assert (await one.ask()).model.provider == "spare"


BROKEN_200 = [
    "html",
    "jsonhtml",
    "empty",
    "emptyhtml",
    "trunc",
    "nulls",
    "nochoices",
    "blank",
    "foreign",
    "list",
    "deep",
]


@pytest.mark.parametrize("behaviour", [*BROKEN_200, "deep"])
async def test_p11_p14_a_200_that_is_none(pod: Pods, upstream: Upstream, behaviour: str) -> None:
    """P11, P14: HTML, nothing, half, nulls, 200,000 brackets: the second answers, the breaker stays closed."""
    async with pod() as one:
        upstream.set("primary", behaviour)
        for _ in range(6):
            assert (await one.ask()).model.provider == "spare"
        assert set(one.outcomes) == {"garbled"}
        assert one.breaker.state is State.CLOSED


@pytest.mark.parametrize("behaviour", ["prose", "length", "wrongschema"])
async def test_p12_an_answer_that_does_not_do(pod: Pods, upstream: Upstream, behaviour: str) -> None:
    """P12: cut off or of another schema: mended once at most, then the next model; always a valid reply."""
    async with pod() as one:
        upstream.set("primary", behaviour)
        routed = await one.ask()
        assert routed.model.provider == "spare"
        assert calls(upstream, "primary") <= 2


async def test_p12_a_refusal(pod: Pods, upstream: Upstream) -> None:
    """P12: a refusal is passed on, or tried once elsewhere, as the task says."""
    async with pod() as one:
        upstream.set("primary", "refusal")
        with pytest.raises(ContentRefused):
            await one.ask()
    async with pod(on_refusal="next") as one:
        assert (await one.ask()).model.provider == "spare"


@pytest.mark.parametrize("behaviour", ["chunked-8", "big-8", "bomb-20"])
async def test_p13_too_much_of_an_answer(pod: Pods, upstream: Upstream, behaviour: str) -> None:
    """P13: megabytes and gzip bombs are left unread, and the second answers."""
    async with pod() as one:
        upstream.set("primary", behaviour)
        routed = await one.ask()
        assert routed.model.provider == "spare"
        assert one.outcomes == ["garbled"]


@pytest.mark.parametrize("behaviour", ["redir", "redirloop"])
async def test_p15_redirects(pod: Pods, upstream: Upstream, behaviour: str) -> None:
    """P15: a redirect is not followed: one request."""
    async with pod() as one:
        upstream.set("primary", behaviour)
        assert (await one.ask()).model.provider == "spare"
        assert calls(upstream, "primary") == 1
        assert all(seen.path.startswith(("/@primary", "/@second")) for seen in upstream.seen)


async def test_p16_every_second_call_fails(pod: Pods, upstream: Upstream) -> None:
    """P16: half of the calls fail: the breaker opens within ten or so, and extra calls stay few."""
    async with pod() as one:
        one.clock.added = 60.0  # the good calls before are forgotten
        upstream.set("primary", "flaky")
        for _ in range(100):
            assert not (await one.ask()).degraded
        assert one.breaker.state is State.OPEN
        assert calls(upstream, "primary") + calls(upstream, "second") <= 1.2 * 100


async def test_p17_ten_times_slower(pod: Pods, upstream: Upstream) -> None:
    """P17: answers that come at 0.8 s of 1.2: the slow rate opens it, and from then on the second answers at once."""
    async with pod() as one:
        one.clock.added = 60.0  # the good seconds before are forgotten
        upstream.set("primary", "ok-800")
        await asyncio.gather(*(one.ask() for _ in range(12)))
        assert one.watcher.why[0] in ("slow rate", "stall")
        routed, latency = await one.timed()
        assert routed.model.provider == "spare"
        assert latency < 0.3


async def test_p18_recovery(pod: Pods, upstream: Upstream) -> None:
    """P18: back after an outage of a minute: at most three probes at a time, in the background; then it is used."""
    async with pod() as one:
        upstream.set("primary", "s-500")
        for step in range(60):
            one.clock.added = float(step)
            await one.ask()
        assert calls(upstream, "primary") <= 5 + 3 * len(one.watcher.why)
        upstream.set("primary", "ok-30")
        upstream.forget()
        one.clock.added += one.breaker.open_s
        for _ in range(200):
            routed, latency = await one.timed()
            if routed.model.provider == "openai":
                break
            assert latency < 0.3
        assert routed.model.provider == "openai"
        assert upstream.tally("@primary").most_in_flight <= 3
        assert one.breaker.state is State.CLOSED


async def test_p19_every_vendor_is_down(pod: Pods, upstream: Upstream) -> None:
    """P19: the rules answer, degraded, and soon without asking anybody."""
    async with pod() as one:
        upstream.set("primary", "s-500")
        upstream.set("second", "s-503")
        done = [await one.timed() for _ in range(60)]
        assert all(routed.degraded and routed.answer.result["kind"] is not None for routed, _ in done)
        assert sorted(latency for _, latency in done[20:])[20] < 0.05
        assert calls(upstream, "primary") == calls(upstream, "second") == 5


async def test_p20_every_vendor_hangs(pod: Pods, upstream: Upstream) -> None:
    """P20: both silent: every reply within the deadline, by the rules."""
    async with pod() as one:
        upstream.set("primary", "hang")
        upstream.set("second", "hang")
        done = await asyncio.gather(*(one.timed(within_s=1.5) for _ in range(4)))
        assert all(routed.degraded for routed, _ in done)
        assert max(latency for _, latency in done) <= 1.5


async def test_p21_the_second_is_full(pod: Pods, upstream: Upstream) -> None:
    """P21: during a failover the second never has more than five at a time; the rules answer the rest."""
    async with pod(given={"in_flight": {"spare": 5}}) as one:
        upstream.set("primary", "s-500")
        upstream.set("second", "ok-100")
        done = await asyncio.gather(*(one.ask() for _ in range(40)))
        assert {routed.model.provider for routed in done} == {"spare", "rules"}
        assert upstream.tally("@second").most_in_flight <= 5


@pytest.mark.parametrize("kind", ["none", "negative", "huge", "words", "fraction"])
async def test_p23_strange_usage_numbers(pod: Pods, upstream: Upstream, kind: str) -> None:
    """P23: whatever a vendor says it used, the answer stands and no count is negative or absurd."""
    async with pod() as one:
        upstream.set("primary", f"usage-{kind}")
        assert (await one.ask()).model.provider == "openai"
        usage = one.usages[-1]
        counts = [] if usage is None else [usage.input_tokens, usage.output_tokens, usage.cached_tokens]
        assert all(count is None or 0 <= count <= 10_000_000 for count in counts)


def test_p24_only_monotonic_clocks() -> None:
    """P24: breaker and deadline read a clock that no administrator can set."""
    assert Router().clock is time.monotonic
    assert Deadline.within(1.0).clock is time.monotonic


async def test_p25_losers_of_hedges(pod: Pods, upstream: Upstream) -> None:
    """P25: the primary hangs while hedges answer: losers count as slow, it opens within two seconds, hedges end."""
    async with pod(hedge="always") as one:
        upstream.set("primary", "hang")
        upstream.set("second", "ok-60")
        began = time.monotonic()
        waiting = []
        for _ in range(60):
            waiting.append(asyncio.ensure_future(one.timed()))
            await asyncio.sleep(1 / 60)
        done = await asyncio.gather(*waiting)
        assert {routed.model.provider for routed, _ in done} == {"spare"}
        assert one.watcher.opened_at is not None
        assert one.watcher.opened_at - began < 2
        hedges = sum(record.kind == "hedge" for record in one.watcher.records)
        assert hedges <= 13
        await one.ask()
        assert sum(record.kind == "hedge" for record in one.watcher.records) == hedges
