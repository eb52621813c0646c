"""Scenarios that are tests already: they run here once more, so that one table holds everything."""

from __future__ import annotations

import re
import subprocess
import sys
import time

from scripts.chaos.report import Row
from scripts.chaos.world import ROOT

SUITES = {
    "A7": ("quotas over 4 processes, 3 runs, skewed clocks", "tests/faults/test_over_processes.py", "a7"),
    "A9": ("1,000 identical questions to 4 processes", "tests/faults/test_over_processes.py", "a9"),
    "I1": ("28 hostile bodies, framing attacks", "tests/http/test_hostile_bodies.py tests/http/test_framing.py", ""),
}


def suite(name: str) -> Row:
    """Run the tests of a row; the check is that all of them pass and none is skipped."""
    what, files, chosen = SUITES[name]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--timeout", "300"]
    began = time.monotonic()
    done = subprocess.run(
        [*command, *files.split(), *(["-k", chosen] if chosen else [])], cwd=ROOT, capture_output=True, text=True
    )
    told = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr[-200:]
    passed = int((re.search(r"(\d+) passed", told) or ["", "0"])[1])
    made = Row(name, what, requests=0, note=f"{passed} tests in {time.monotonic() - began:.0f} s (`{files}`)")
    made.checks = {"every test passes": done.returncode == 0 and passed > 0, "none skipped": "skipped" not in told}
    return made
