"""The Dockerfile as far as it can be judged without building it; `make image-check` builds it and looks inside."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from fnmatch import fnmatch
from pathlib import Path

from scripts import image_content, sbom

from tests.conftest import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def instructions() -> list[tuple[str, str]]:
    """(word, rest) of every instruction, comments dropped and lines joined."""
    lines = [line for line in DOCKERFILE.splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in joined.splitlines() if line.strip()]


def tracked() -> list[str]:
    """The files of the repository."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    assert listed.returncode == 0, listed.stderr
    return listed.stdout.split()


def context() -> list[str]:
    """The tracked files that .dockerignore lets through; the last pattern that fits decides."""
    patterns = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line and line[0] != "#"]

    def sent(path: str) -> bool:
        allowed = True
        parts = path.split("/")
        for pattern in patterns:
            allow, plain = pattern.startswith("!"), pattern.lstrip("!")
            heads = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
            below = [*heads, *(f"x/{head}" for head in heads)] if plain.startswith("**/") else heads
            if plain == "**" or any(fnmatch(head, plain.replace("**", "*")) for head in below):
                allowed = allow
        return allowed

    return [path for path in tracked() if sent(path)]


def test_it_is_locked_and_unprivileged() -> None:
    """Any base image, hashes required, two stages, a numbered user, exec forms only, signals to the process itself."""
    told = instructions()
    words = [word for word, _ in told]
    assert told[0] == ("ARG", "BASE_IMAGE=python:3.12-slim")
    assert [rest for word, rest in told if word == "FROM"] == ["${BASE_IMAGE} AS build", "${BASE_IMAGE}"]
    last = told[max(n for n, word in enumerate(words) if word == "FROM") :]
    assert ("USER", "65532:65532") in last
    assert not [rest for word, rest in last if word == "RUN"]
    for word in ("ENTRYPOINT", "CMD"):
        assert isinstance(json.loads(next(rest for one, rest in last if one == word)), list)
    health = next(rest for word, rest in last if word == "HEALTHCHECK")
    assert isinstance(json.loads(health.partition("CMD ")[2]), list)
    installs = [rest for word, rest in told if word == "RUN" and "install" in rest]
    assert all(
        "--require-hashes" in one or "--no-index" in one for rest in installs for one in rest.split("install ")[1:]
    )


def test_it_names_no_registry_and_no_secret() -> None:
    """No host, no key, no token, and no build argument that could carry one."""
    assert "://" not in re.sub(r"127\.0\.0\.1", "", DOCKERFILE)
    assert not re.search(r"(?i)password|token|api_key|index-url|trusted-host", DOCKERFILE)
    assert [rest for word, rest in instructions() if word == "ARG"] == ["BASE_IMAGE=python:3.12-slim"]


def test_what_it_copies_is_sent_and_nothing_else() -> None:
    """The build context holds what COPY names; no test, no gold, no evaluation data, no hidden file, no manifest."""
    sent = context()
    copied = [
        source.rstrip("/")
        for word, rest in instructions()
        if word == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    ]
    for source in copied:
        assert [path for path in sent if path == source or path.startswith(f"{source}/")], source
    assert not [path for path in sent if not any(path == s or path.startswith(f"{s}/") for s in copied)]
    assert not [path for path in sent if re.search(r"(^|/)(tests?|gold|eval|k8s|\.[^/]+)(/|$)", path)]


def test_the_wheel_is_the_program(tmp_path: Path) -> None:
    """What the image installs holds every file of app/, the pages and tables among them, and nothing else."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed >= {path for path in tracked() if path.startswith("app/") and (ROOT / path).is_file()}
    assert all(name.startswith("app/") and "__pycache__" not in name for name in packed)


def test_the_content_check_finds_what_must_not_be_there(tmp_path: Path) -> None:
    """A clean tree passes; a key, a test, a build tool, a .pth and a writable file are each named."""
    site = tmp_path / "opt/chaeum/lib/python3/site-packages"
    (site / "app").mkdir(parents=True)
    (site / "app/main.py").write_text("1")
    assert list(image_content.flaws(tmp_path)) == []
    wrong = {
        "pip/__init__.py": "",
        "thing/tests/test_a.py": "",
        "evil.pth": "import os",
        "app/server.key": "",
        "app/keys.py": "KEY = 'sk-proj-" + "a" * 30 + "'",
        "app/pem.py": "-----BEGIN " + "PRIVATE KEY-----\n" + "A" * 64,
    }
    for name, text in wrong.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)
    (site / "app/main.py").chmod(0o666)
    found = "\n".join(image_content.flaws(tmp_path))
    assert all(name in found for name in [*wrong, "app/main.py: others may write it"])


def test_the_bill_of_materials() -> None:
    """CycloneDX 1.6, the same twice, every locked package of this interpreter in it with its address."""
    made = sbom.document()
    assert made == sbom.document()
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", made["serialNumber"])
    refs = [one["bom-ref"] for one in made["components"]]
    assert len(set(refs)) == len(refs)
    named = {one["name"].lower().replace("_", "-") for one in made["components"]}
    assert {"fastapi", "openai", "redis", "pydantic-core"} <= named
    assert all(one["purl"].startswith("pkg:pypi/") and one["version"] for one in made["components"])
