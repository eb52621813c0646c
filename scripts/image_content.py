"""Look at an image's file tree: `python -m scripts.image_content ROOT [--list]`; exit 1 names what must not be in it.

`ROOT` is a mounted image. Looked at is what this project put there, `/opt/chaeum` and `/srv`; the base image is its
publisher's business.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

OURS = ("opt/chaeum", "srv")
PTH_ALLOWED = re.compile(r"(distutils-precedence|_virtualenv|google_re2.*-nspkg|.*-nspkg)\.pth")
BANNED = {
    "a secret": re.compile(r"(^|/)(\.env|.*\.(key|p12|pfx)|id_(rsa|ed25519)|clients\.ya?ml|\.netrc|pip\.conf)$"),
    "a test or a data set": re.compile(r"(^|/)tests/|(^|/)srv/.*eval/|/site-packages/scripts/|gold"),
    "version control or a cache": re.compile(r"(^|/)(\.git|\.cache|\.pytest_cache|\.mypy_cache|\.ruff_cache)(/|$)"),
    "a build tool": re.compile(r"/site-packages/(pip|hatchling|pytest|setuptools|wheel)/"),
}
SECRET_WORDS = re.compile(
    rb"sk-(proj-)?[A-Za-z0-9]{20,}|AIza[0-9A-Za-z_-]{35}|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----\s{1,4}[A-Za-z0-9+/=]{60}|kk_[a-z0-9]+_[A-Za-z0-9_-]{43}"
)


def paths(root: Path) -> Iterator[Path]:
    """Every file of ours."""
    for part in OURS:
        yield from (path for path in sorted((root / part).rglob("*")) if path.is_file() and not path.is_symlink())


def flaws(root: Path) -> Iterator[str]:
    """What must not be there, in words."""
    for path in paths(root):
        shown = path.relative_to(root).as_posix()
        yield from (f"{shown}: {what}" for what, pattern in BANNED.items() if pattern.search(shown))
        if path.suffix == ".pth" and not PTH_ALLOWED.fullmatch(path.name):
            yield f"{shown}: a .pth file runs code at every start"
        if path.stat().st_size < 1_000_000 and SECRET_WORDS.search(path.read_bytes()):
            yield f"{shown}: looks like a secret inside"
        if path.stat().st_mode & 0o022:
            yield f"{shown}: others may write it"


def main() -> int:
    """Print the sizes, then the flaws."""
    given = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    given.add_argument("root", type=Path)
    given.add_argument("--list", action="store_true", help="every file, too")
    asked = given.parse_args()
    found = list(paths(asked.root))
    if not found:
        print(f"nothing of ours in {asked.root}", file=sys.stderr)
        return 1
    for path in found if asked.list else ():
        print(path.relative_to(asked.root).as_posix())
    size = sum(path.stat().st_size for path in found) / 2**20
    print(f"{len(found)} files of ours, {size:.0f} MiB")
    wrong = list(flaws(asked.root))
    print("\n".join(wrong) or "no secrets, caches, tests or build tools among them")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
