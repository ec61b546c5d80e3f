"""The bill of materials of what is installed here, in CycloneDX 1.6.

    .venv/bin/python -m tools.supply.bill > bill.json

It lists the packages this Python finds, no more and no fewer, and ends with 1 where one of them is
in no lock or in another version than its lock's.
"""

import hashlib
import json
import sys
from typing import Any
from uuid import UUID, uuid5

from corrin import __version__
from tools.supply.parts import LOCKS, OF_PYTHON, OURS, Part, installed, locked

NAMES = UUID("3c8a1c8e-52b5-5f3d-8f5c-6f0b6f0f8a11")  # the root of the names of bills


def bill(parts: tuple[Part, ...]) -> dict[str, Any]:
    """The bill; the same parts give the same text."""
    ours = f"pkg:generic/{OURS}@{__version__}"
    told = json.dumps([[p.name, p.version] for p in parts])
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMES, hashlib.sha256(told.encode()).hexdigest())}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": OURS,
                "version": __version__,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [_component(part) for part in parts],
        "dependencies": [{"ref": ours, "dependsOn": [purl(part) for part in parts]}],
    }


def purl(part: Part) -> str:
    """The package as others name it."""
    return f"pkg:pypi/{part.name}@{part.version}"


def _component(part: Part) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl(part),
        "name": part.name,
        "version": part.version,
        "purl": purl(part),
    }
    if part.licence:
        found["licenses"] = [{"license": {"name": part.licence}}]
    return found


def astray(parts: tuple[Part, ...]) -> list[str]:
    """What is installed in another version than any lock has, or in none."""
    locks = [locked(lock) for lock in LOCKS]
    found = []
    for part in parts:
        versions = sorted({lock[part.name][0] for lock in locks if part.name in lock})
        if part.version not in versions and part.name not in OF_PYTHON:
            wanted = ", ".join(versions) or "none"
            found.append(f"{part.name}: {part.version} is installed, the locks have {wanted}")
    return found


def main() -> int:
    """Print the bill."""
    parts = installed()
    print(json.dumps(bill(parts), indent=2))
    wrong = astray(parts)
    print(*wrong, sep="\n", end="\n" if wrong else "", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
