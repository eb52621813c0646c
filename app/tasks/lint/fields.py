"""Walk over a declaration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.tasks.spec import FieldSpec

Path = tuple[str, ...]


def walk(fields: Mapping[str, FieldSpec], path: Path = ()) -> Iterator[tuple[Path, FieldSpec]]:
    """Every field below, with its path as in task.yaml (`listings`, `fields`, `deals` …), parents first."""
    for name, field in fields.items():
        here = (*path, name)
        yield here, field
        if field.fields:
            yield from walk(field.fields, (*here, "fields"))


def dotted(path: Path) -> str:
    """The path as people say it: `listings.deals`."""
    return ".".join(part for part in path if part != "fields")
