"""How long `chaeum eval` takes for a thousand cases with the embedded provider. Goal 20 s."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.world.service import environment

CASES = 1000
GOLD = Path("prompts/parse/real-estate/eval/dev.jsonl")


def main() -> None:
    """Print the seconds of one run, start of the process included."""
    rows = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        cases = Path(folder) / "cases.jsonl"
        copies = ({**rows[n % len(rows)], "id": f"big-{n}"} for n in range(CASES))
        cases.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in copies), "utf-8")
        command = [sys.executable, "-m", "app.cli", "eval", "parse/real-estate", "--cases", str(cases)]
        began = time.perf_counter()
        subprocess.run(
            [*command, "--out", f"{folder}/run.jsonl"], env=environment({}), stdout=subprocess.DEVNULL, check=False
        )
        print(f"\neval, {CASES} real-estate cases, embedded provider: {time.perf_counter() - began:.1f} s (goal 20 s)")


if __name__ == "__main__":
    main()
