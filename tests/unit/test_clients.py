"""API keys and the clients file: what is stored, who is let in, and how soon a change counts."""

from __future__ import annotations

import secrets
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from app.clients import desk
from app.clients import file as clients_file
from app.clients.file import ClientsFile, Entry, Quota
from app.clients.keys import PATTERN, new_key
from app.clients.registry import DENIED, Registry
from app.errors import ConfigurationError, Unauthenticated

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
Headers = list[tuple[bytes, bytes]]


class World:
    """A clients file, a registry over it, and clocks of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "clients.yaml"
        self.seconds = 0.0
        self.now = NOW
        issued = desk.add(ClientsFile(), "form", now=NOW, random_bytes=secrets.token_bytes, entry=Entry())
        self.key = issued.key
        self.save(issued.file)
        self.registry = Registry(self.path, clock=lambda: self.seconds, now=lambda: self.now)

    @property
    def file(self) -> ClientsFile:
        return clients_file.read(self.path)

    def save(self, file: ClientsFile) -> None:
        clients_file.write(self.path, file)

    def who(self, *keys: str) -> str | None:
        """Name of the client with these X-API-Key headers, None when denied."""
        try:
            return self.registry.identify([(b"x-api-key", key.encode()) for key in keys]).client.name
        except Unauthenticated:
            return None


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_key_is_shown_once_and_only_its_hash_is_kept(world: World) -> None:
    """The file holds the id and the SHA-256, and nothing of the 32 random bytes."""
    assert PATTERN.fullmatch(world.key.secret)
    content = world.path.read_text()
    assert world.key.secret.split("_", 2)[2][:8] not in content
    assert world.key.sha256 in content
    assert world.path.stat().st_mode & 0o077 == 0
    assert world.who(world.key.secret) == "form"


def test_bearer_is_as_good(world: World) -> None:
    """Authorization: Bearer carries the key too, in any case of the scheme."""
    for scheme in (b"Bearer ", b"bearer  "):
        headers = [(b"authorization", scheme + world.key.secret.encode())]
        assert world.registry.identify(headers).client.name == "form"


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"x-api-key", b"")],
        [(b"x-api-key", b" ")],
        [(b"x-api-key", b"kk_0000000000_" + b"A" * 43)],
        [(b"x-api-key", b"kk_ID_" + b"A" * 43)],
        [(b"x-api-key", b"KEY"), (b"x-api-key", b"KEY")],
        [(b"x-api-key", b"KEY"), (b"authorization", b"Bearer KEY")],
        [(b"authorization", b"Basic KEY")],
        [(b"authorization", b"KEY")],
        [(b"authorization", b"Bearer")],
        [(b"x-api-key", b"KEY\xff")],
        [(b"x-api-key", b"KEY" + b"A" * 100_000)],
        [(b"cookie", b"x-api-key=KEY")],
    ],
)
def test_everything_else_is_the_same_refusal(world: World, headers: Headers) -> None:
    """Missing, empty, doubled, unknown, wrong, over-long: one status and one sentence."""
    good = world.key.secret.encode()
    sent = [(name, value.replace(b"KEY", good).replace(b"ID", world.key.id.encode())) for name, value in headers]
    with pytest.raises(Unauthenticated) as error:
        world.registry.identify(sent)
    assert error.value.detail == DENIED
    assert (error.value.status, error.value.complaints) == (401, ())


def test_two_keys_work_during_a_rotation_and_never_three(world: World) -> None:
    """After a rotation both work until the overlap ends; a second rotation drops the oldest at once."""
    second = desk.rotate(world.file, "form", now=world.now, random_bytes=secrets.token_bytes)
    world.save(second.file)
    world.seconds += 5
    assert [world.who(world.key.secret), world.who(second.key.secret)] == ["form", "form"]
    third = desk.rotate(world.file, "form", now=world.now, random_bytes=secrets.token_bytes)
    world.save(third.file)
    world.seconds += 5
    assert [world.who(key.secret) for key in (world.key, second.key, third.key)] == [None, "form", "form"]
    world.now += desk.OVERLAP + timedelta(seconds=1)
    assert [world.who(key.secret) for key in (second.key, third.key)] == [None, "form"]


def test_a_revoked_key_is_refused_within_five_seconds(world: World) -> None:
    """No restart: the file is looked at again."""
    assert world.who(world.key.secret) == "form"
    world.save(desk.disable(world.file, "form"))
    world.seconds += 4.9
    assert world.who(world.key.secret) is None
    world.save(desk.disable(world.file, "form", disabled=False))
    world.seconds += 4.9
    assert world.who(world.key.secret) == "form"


def test_an_expired_key_is_refused(world: World) -> None:
    """`expires` is looked at on every request, not only when the file is read."""
    issued = desk.add(
        world.file, "short", now=NOW, random_bytes=secrets.token_bytes, entry=Entry(), expires=NOW + timedelta(hours=1)
    )
    world.save(issued.file)
    world.seconds += 5
    assert world.who(issued.key.secret) == "short"
    world.now += timedelta(hours=1)
    assert world.who(issued.key.secret) is None


@pytest.mark.parametrize("trouble", [b"clients: [", b"clients: {form: {keys: 3}}", b"\xff\xfe", None])
def test_a_file_that_cannot_be_used_denies_everybody_until_it_can(world: World, trouble: bytes | None) -> None:
    """Closed rather than open to keys that may have been revoked; it recovers by itself."""
    good = world.path.read_bytes()
    if trouble is None:
        world.path.unlink()
    else:
        world.path.write_bytes(trouble)
    world.seconds += 5
    assert world.who(world.key.secret) is None
    assert not world.registry.readable
    world.path.write_bytes(good)
    world.seconds += 5
    assert world.who(world.key.secret) == "form"


def test_a_broken_file_refuses_to_start_and_names_its_flaws(tmp_path: Path) -> None:
    """Every flaw with its field, and none of the file's values."""
    path = tmp_path / "clients.yaml"
    path.write_text("clients: {form: {keys: [{id: abcdefgh, sha256: hunter2}], quota: {burst: 0}, colour: red}}")
    with pytest.raises(ConfigurationError) as error:
        Registry(path)
    told = str(error.value)
    assert {flaw.field for flaw in error.value.flaws} == {
        "clients.form.keys.0.sha256", "clients.form.quota.burst", "clients.form.colour",
    }  # fmt: skip
    assert "hunter2" not in told


def test_a_key_id_may_not_stand_twice(tmp_path: Path) -> None:
    """Two clients with one key id would be one client with two names."""
    path = tmp_path / "clients.yaml"
    key = f"{{id: abcdefgh, sha256: {'a' * 64}}}"
    path.write_text(f"clients: {{one: {{keys: [{key}]}}, two: {{keys: [{key}]}}}}")
    with pytest.raises(ConfigurationError, match="stands twice"):
        Registry(path)


def test_rights_and_priority_come_with_the_client(tmp_path: Path) -> None:
    """Allowed tasks, batch priority and the quota are the entry's."""
    world = World(tmp_path)
    entry = Entry(tasks=["extract/listing"], priority="batch", quota=Quota(requests=["5/min"], usd_per_day=1.5))
    issued = desk.add(world.file, "nightly", now=NOW, random_bytes=secrets.token_bytes, entry=entry)
    world.save(issued.file)
    world.seconds += 5
    known = world.registry.identify([(b"x-api-key", issued.key.secret.encode())])
    assert known.client.batch
    assert known.client.may_use("extract/listing")
    assert not known.client.may_use("parse/real-estate")
    assert known.quota.usd_per_day == 1.5


def test_the_list_shows_nothing_secret(world: World) -> None:
    """Names, state, key ids and limits; no hash, no secret."""
    rows = desk.listed(world.file, NOW)
    assert [(row.name, row.state, row.tasks, row.quota) for row in rows] == [("form", "active", "all", "none")]
    assert world.key.sha256 not in str(rows)
    assert desk.listed(desk.disable(world.file, "form"), NOW)[0].state == "disabled"


@pytest.mark.parametrize("name", ["form", "Form", "a b", "../x", ""])
def test_a_client_needs_a_name_of_its_own(world: World, name: str) -> None:
    """Taken or impossible names are refused with a way out."""
    with pytest.raises(ConfigurationError):
        desk.add(world.file, name, now=NOW, random_bytes=secrets.token_bytes, entry=Entry())


def test_keys_are_all_different() -> None:
    """A thousand keys, a thousand ids and secrets."""
    made = [new_key(secrets.token_bytes) for _ in range(1000)]
    assert len({key.id for key in made}) == len({key.secret for key in made}) == 1000


@pytest.mark.chaos
def test_unknown_wrong_and_right_keys_take_the_same_time(world: World) -> None:
    """10,000 calls each, interleaved: Welch's t says nothing about which kind it was (p > .01)."""
    wrong = f"kk_{world.key.id}_{'A' * 43}"
    unknown = f"kk_0000000000_{'A' * 43}"
    times: dict[str, list[int]] = {wrong: [], unknown: []}
    for _ in range(10_000):
        for key, taken in times.items():
            began = time.perf_counter_ns()
            world.who(key)
            taken.append(time.perf_counter_ns() - began)
    # The upper tenth is the scheduler's, not ours.
    one, other = (sorted(taken)[:9000] for taken in times.values())
    spread = (statistics.variance(one) / len(one) + statistics.variance(other) / len(other)) ** 0.5
    assert abs(statistics.fmean(one) - statistics.fmean(other)) / spread < 2.58 or (
        abs(statistics.fmean(one) - statistics.fmean(other)) < 200
    ), "more than 200 ns apart, and not by chance"
