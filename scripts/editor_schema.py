"""Write the JSON Schema that lets editors complete task.yaml: `python -m scripts.editor_schema`."""

from __future__ import annotations

import json
from pathlib import Path

from app.tasks.spec import editor_schema

FILE = Path("prompts/task.schema.json")


def text() -> str:
    """The file's content, generated from the classes that read a task folder."""
    return json.dumps(editor_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
