"""What is installed beside this interpreter, as a CycloneDX 1.6 document: `python scripts/sbom.py out.json`.

The standard library alone, so that the image needs no tool of its own to describe itself. The document is the same
for the same packages: no time, no random serial number.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

ITSELF = "chaeum"


def purl(name: str, version: str) -> str:
    """The package's address by the package URL specification: names as the Python index spells them."""
    return f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"


def component(package: Distribution) -> dict[str, Any]:
    """One package: name, version, address, and its licence as the package itself states it."""
    meta = package.metadata
    name, version = meta["Name"], package.version
    shown: dict[str, Any] = {
        "type": "application" if name == ITSELF else "library",
        "bom-ref": purl(name, version),
        "name": name,
        "version": version,
        "purl": purl(name, version),
    }
    if expression := meta.get("License-Expression"):
        shown["licenses"] = [{"expression": expression}]
    elif licence := (meta.get("License") or "").strip().splitlines()[:1]:
        shown["licenses"] = [{"license": {"name": licence[0][:100]}}]
    return shown


def document() -> dict[str, Any]:
    """The whole document: the service as the subject, every installed package as a component."""
    found = {purl(one.metadata["Name"], one.version): component(one) for one in distributions()}
    listed = [found[ref] for ref in sorted(found)]
    subject = [one for one in listed if one["name"] == ITSELF]
    refs = "\n".join(one["bom-ref"] for one in listed)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, refs)}",
        "version": 1,
        "metadata": {"component": subject[0]} if subject else {},
        "components": [one for one in listed if one["name"] != ITSELF],
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(document(), indent=1, sort_keys=True) + "\n", "utf-8")
