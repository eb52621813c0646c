"""What is installed, and what is committed (S27, S29 of FAULTS.md)."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from scripts.image_content import SECRET_WORDS

from tests.conftest import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
KNOWN_PTH = {
    "distutils-precedence.pth": re.compile(r"import os; var = 'SETUPTOOLS_USE_DISTUTILS'; [^\n]*\n?"),
    "_editable_impl_chaeum.pth": re.compile(r"/[^\n]*\n?"),
}
"""LiteLLM 1.82.7 carried one that stole keys: a .pth file runs at every start of the interpreter."""


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_locked_with_hashes(lock: str) -> None:
    """Each entry names one version and at least one hash, and no entry an address."""
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.M).strip())
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==\S+", entry), entry[:60]
        assert "--hash=sha256:" in entry, entry[:60]


def test_run_time_packages_are_the_same_in_tests() -> None:
    """What tests run is what is shipped: the small lock is part of the large one."""

    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9._-]+(?:\[[^\]]+\])?==[^\s;]+)", (ROOT / lock).read_text("utf-8"), re.M))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_the_lock_is_all_that_is_needed() -> None:
    """What chaeum and its test tools ask for, extras of extras included, is installed: the lock may be taken as it is."""
    missing, seen, left = [], set(), [Requirement("chaeum[dev]")]
    while left:
        wanted = left.pop()
        name = canonicalize_name(wanted.name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            missing.append(str(wanted))
            continue
        if not wanted.specifier.contains(found.version, prereleases=True):
            missing.append(str(wanted))
        for extra in wanted.extras or {""}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                asked = [Requirement(one) for one in found.requires or []]
                left += [one for one in asked if one.marker is None or one.marker.evaluate({"extra": extra})]
    assert not missing
    assert len(seen) > 100  # the walk went somewhere


@pytest.mark.parametrize("file", ["Makefile", "Dockerfile"])
def test_a_release_somewhere_cannot_break_an_install(file: str) -> None:
    """A lock is installed without looking beyond it: pip 23.2 stopped when google-auth[requests] had a newer release."""
    asking = [line for line in (ROOT / file).read_text("utf-8").splitlines() if "--require-hashes" in line]
    assert asking
    assert all("--no-deps --require-hashes" in line for line in asking)


def test_nothing_runs_at_the_start_of_the_interpreter() -> None:
    """No .pth file but the ones we know, with the content we know."""
    for path in Path(sysconfig.get_path("purelib")).glob("*.pth"):
        known = KNOWN_PTH.get(path.name)
        assert known is not None, f"{path.name} is unknown"
        assert known.fullmatch(path.read_text("utf-8")), f"{path.name} says something else"


def test_no_secret_is_committed() -> None:
    """No tracked file holds what looks like a vendor's key, a private key or a key of ours."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.split(b"\0")):
        path = ROOT / name.decode()
        if path.is_file():
            found = SECRET_WORDS.search(path.read_bytes())
            assert found is None, f"{name.decode()}: {found and found[0][:12]!r}…"
