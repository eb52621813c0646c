"""Vendors that cannot be reached: refused, black-holed, unknown, or with a certificate that is not theirs (P5–P7)."""

from __future__ import annotations

import asyncio
import datetime
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from app.errors import ProviderError, Unreachable
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.world.folders import call
from tests.world.upstream import Upstream
from tests.world.vendors import MODELS, VENDORS, provider, run


def failure(vendor: str, url: str) -> tuple[ProviderError, float]:
    """What one call ends in, and the seconds it took."""

    asked = call(MODELS[vendor], timeout_s=3)

    async def timed() -> tuple[ProviderError, float]:
        one = provider(vendor, url)
        begun = time.perf_counter()
        try:
            with pytest.raises(ProviderError) as caught:
                await one.complete(asked)
            return caught.value, time.perf_counter() - begun
        finally:
            await one.aclose()

    return run(timed)


@contextmanager
def black_hole() -> Iterator[int]:
    """A port whose backlog is full: connecting neither succeeds nor fails."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    waiting = []
    for _ in range(8):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex(listener.getsockname())
        waiting.append(one)
    try:
        yield listener.getsockname()[1]
    finally:
        for one in (*waiting, listener):
            one.close()


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_closed_port_is_unreachable_at_once(vendor: str) -> None:
    """Refused connections cost no time (P5)."""
    error, taken = failure(vendor, "http://127.0.0.1:1/v1")
    assert type(error) is Unreachable
    assert taken < 0.5


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_silent_port_is_unreachable_after_half_a_second(vendor: str) -> None:
    """The connect timeout of 0.5 s ends it, not the attempt's (P5)."""
    with black_hole() as port:
        error, taken = failure(vendor, f"http://127.0.0.1:{port}/v1")
    assert type(error) is Unreachable
    assert 0.4 < taken < 1.0


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_unknown_name_is_unreachable_and_blocks_nothing(vendor: str) -> None:
    """Names are looked up beside the event loop (P6)."""

    async def beside() -> float:
        one = provider(vendor, "https://no-such-vendor.invalid/v1")
        task = asyncio.create_task(one.complete(call(MODELS[vendor], timeout_s=2)))
        worst = 0.0
        while not task.done():
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            worst = max(worst, time.perf_counter() - begun - 0.005)
        assert isinstance(task.exception(), ProviderError)
        await one.aclose()
        return worst

    assert min(run(beside) for _ in range(3)) < 0.05


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    """A vendor over TLS whose certificate nobody vouches for."""
    folder = tmp_path_factory.mktemp("tls")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    with Upstream(tls=context) as world:
        yield world


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stranger.example")])
    day = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(day)
        .not_valid_after(day + datetime.timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_certificate_of_somebody_else_ends_it(stranger: Upstream, vendor: str) -> None:
    """Nothing is sent in clear or to a stranger: the request never arrives (P7)."""
    error, _ = failure(vendor, stranger.url("ok-0", vendor))
    assert type(error) is Unreachable
    assert not stranger.seen


def test_a_stalled_vendor_does_not_keep_others_waiting() -> None:
    """A hundred hanging calls leave a healthy one of the same account alone."""
    with Upstream() as world:

        async def among() -> float:
            one = provider("openai", world.url("@primary"))
            world.set("primary", "hang")
            hanging = [asyncio.create_task(one.complete(call(timeout_s=5))) for _ in range(100)]
            while world.tally("@primary").in_flight < 100:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            world.set("primary", "ok-0")
            begun = time.perf_counter()
            await one.complete(call())
            taken = time.perf_counter() - begun
            for task in hanging:
                task.cancel()
            await asyncio.gather(*hanging, return_exceptions=True)
            await one.aclose()
            return taken

        assert run(among) < 0.5


def test_connections_are_kept_and_used_again() -> None:
    """Ten calls in a row need one connection."""
    with Upstream() as world:
        for vendor in VENDORS:

            async def ten(vendor: str = vendor) -> None:
                one = provider(vendor, world.url("ok-0", vendor))
                for _ in range(10):
                    await one.complete(call(MODELS[vendor]))
                await one.aclose()

            before = world.connections
            run(ten)
            assert world.connections == before + 1


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_kept_connection_that_was_closed_costs_no_call(vendor: str) -> None:
    """A request on a kept connection that is closed before any byte goes out once more, on a fresh one (C1)."""
    with Upstream() as world:

        async def two() -> None:
            one = provider(vendor, world.url("stale", vendor))
            for _ in range(2):
                await one.complete(call(MODELS[vendor]))
            await one.aclose()

        run(two)
        assert world.connections == 2
        assert world.tally("stale").requests == 3


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("mode", ["close", "rst"])
def test_a_fresh_connection_that_is_closed_is_not_tried_twice(vendor: str, mode: str) -> None:
    """Only a kept connection earns a second try; a vendor that hangs up on everybody gets one request per call."""
    with Upstream() as world:
        error, _ = failure(vendor, world.url(mode, vendor))
        assert type(error) is Unreachable
        assert world.tally(mode).requests == 1
