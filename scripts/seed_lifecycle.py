"""Write app/providers/lifecycle.json anew: dated ids and switch-off days out of the installed openai SDK.

    python -m scripts.seed_lifecycle

The SDK names both in openai/types/shared/chat_model.py: a Literal of ids, and a docstring of announced shutdown dates.
Google's SDK names none, so Gemini's days stand here with their source.
"""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import json
import re
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "app" / "providers" / "lifecycle.json"
GEMINI_ENDS = {
    "gemini-3.1-flash-lite": "2027-05-07",  # documented by the vendor
    "gemini-2.5-flash": "2026-11-12",  # third party
    "gemini-2.5-pro": "2026-11-12",  # third party
}
_DATED = re.compile(r"^(.+)-(20[0-9]{2}-[0-9]{2}-[0-9]{2})$")
_ENTRY = re.compile(
    r'^- (?P<names>"[^:]+"): Announced shutdown date: (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})', re.MULTILINE
)


def main() -> None:
    """Write the facts and say how many there are."""
    facts = seeded()
    TARGET.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print({name: len(found) for name, found in facts.items() if isinstance(found, dict)})


def seeded() -> dict[str, Any]:
    """The facts as they are written."""
    names, notes = _sdk()
    return {
        "source": f"openai {importlib.metadata.version('openai')} (types/shared/chat_model.py); Gemini: see the script",
        "dated": _newest(names),
        "ends": dict(sorted({**_ends(notes), **GEMINI_ENDS}.items())),
    }


def _sdk() -> tuple[list[str], str]:
    """Every model id of the SDK's Literal, and the docstring that follows it; the SDK itself is not imported."""
    found = importlib.util.find_spec("openai")
    assert found is not None
    assert found.origin is not None
    path = Path(found.origin).parent / "types" / "shared" / "chat_model.py"
    tree = ast.parse(path.read_text("utf-8"))
    literal = next(node for node in tree.body if isinstance(node, ast.AnnAssign))
    names = [one.value for one in ast.walk(literal) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    notes = next(
        node.value for node in tree.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )
    return names, str(notes.value)


def _newest(names: list[str]) -> dict[str, str]:
    """Alias → its newest dated id."""
    newest: dict[str, str] = {}
    for name in names:
        match = _DATED.match(name)
        if match and match[1] in names:
            newest[match[1]] = max(name, newest.get(match[1], ""))
    return dict(sorted(newest.items()))


def _ends(notes: str) -> dict[str, str]:
    text = re.sub(r"\n  +", " ", notes)
    return {name: match["day"] for match in _ENTRY.finditer(text) for name in re.findall(r'"([^"]+)"', match["names"])}


if __name__ == "__main__":
    main()
