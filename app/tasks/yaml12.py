"""Read YAML the way people mean it: YAML 1.2 scalars, no duplicate keys, and a line number for every value.

PyYAML's YAML 1.1 turns unquoted `yes`, `no`, `on` into booleans, `1:30` into 90 and `012` into 10. Our enums are full
of yes and no, so only `true`, `false`, `null`, plain numbers and strings are known here. Dates stay strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from app.errors import ConfigurationError, Flaw

MAX_FILE_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_NODES = 200_000

Lines = dict[tuple[str, ...], int]
"""Path of keys and indices → line, 1-based."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """SafeLoader with YAML 1.2 core scalars only."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
    ("merge", r"^<<$", "<"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def load_yaml(path: Path, shown_as: str) -> tuple[Any, Lines]:
    """The data in `path` and the line of every value in it.

    `shown_as` is the name used in error messages. Raises ConfigurationError with file and line.
    """
    text = read_text(path, shown_as)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, {}
        lines: Lines = {}
        _walk(node, (), lines, shown_as, _Budget(shown_as))
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise _flaw(shown_as, mark.line + 1 if mark else None, "", error.problem or "not valid YAML") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise _flaw(shown_as, None, "", "not valid YAML") from None
    finally:
        loader.dispose()


def read_text(path: Path, shown_as: str) -> str:
    """UTF-8 text of a configuration file of sane size; raises ConfigurationError."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _flaw(shown_as, None, "", f"larger than {MAX_FILE_BYTES:,} bytes")
        return path.read_text("utf-8")
    except OSError as error:
        raise _flaw(shown_as, None, "", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _flaw(shown_as, None, "", "is not UTF-8") from None


class _Budget:
    """Anchors make exponential documents from a few lines; count what they expand to."""

    def __init__(self, shown_as: str) -> None:
        self.shown_as = shown_as
        self.left = MAX_NODES

    def spend(self, node: yaml.Node, depth: int) -> None:
        self.left -= 1
        if self.left < 0 or depth > MAX_DEPTH:
            line = node.start_mark.line + 1
            raise _flaw(self.shown_as, line, "", "nested too deeply, or an anchor refers to itself")


def _walk(node: yaml.Node, path: tuple[str, ...], lines: Lines, shown_as: str, budget: _Budget) -> None:
    budget.spend(node, len(path))
    lines[path] = node.start_mark.line + 1
    for key, key_node, below in _children(node):
        where = (*path, key)
        if isinstance(node, yaml.MappingNode) and key != "<<" and where in lines:
            raise _flaw(shown_as, key_node.start_mark.line + 1, ".".join(where), "stands twice")
        _walk(below, where, lines, shown_as, budget)
        if isinstance(node, yaml.MappingNode):
            lines[where] = key_node.start_mark.line + 1


def _children(node: yaml.Node) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), key, value
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield str(index), value, value


def _flaw(file: str, line: int | None, field: str, message: str) -> ConfigurationError:
    return ConfigurationError([Flaw(file, line, field, message)])
