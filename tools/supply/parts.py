"""The packages that are installed here, and what the locks say of them."""

import re
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-fhir.lock",
         "requirements-spark.lock")  # fmt: skip
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)")
HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")
OURS = "corrin"
OF_PYTHON = ("pip", "setuptools", "wheel")  # they come with an environment, not with a lock


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One package: its name as the registry writes it, its version, its licence."""

    name: str
    version: str
    licence: str = ""


def plain(name: str) -> str:
    """A package's name, one way of writing it for all (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> tuple[Part, ...]:
    """Every package that this Python finds, but ours."""
    found = {plain(d.metadata["Name"]): _part(d) for d in distributions(path=sys.path)}
    found.pop(OURS, None)
    return tuple(sorted(found.values()))


def _part(found: Distribution) -> Part:
    told = found.metadata
    classes = [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    licence = told["License-Expression"] or (classes[0].rpartition(":: ")[2] if classes else "")
    return Part(plain(told["Name"]), found.version, licence)


def locked(lock: str = LOCKS[0]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The version and hashes of each package in a lock."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    name = ""
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if pin := PIN.match(line):
            name = plain(pin[1])
            found[name] = (pin[2], ())
        elif name and (digest := HASH.search(line)):
            version, hashes = found[name]
            found[name] = (version, (*hashes, digest[1]))
    return found
