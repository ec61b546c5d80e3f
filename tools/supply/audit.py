"""Whether anything is known against what corrin is made of: red unless every package was looked up.

    .venv/bin/python -m tools.supply.audit

It asks a service that speaks as OSV does (https://google.github.io/osv.dev/api/) for every package
of the locks and of this environment. Exit code 0: every one was looked up and nothing is known
against any. 1: something is known. 2: one or more could not be looked up, which is no good news.
It needs the network, so it is no part of the tests; run it before a release and every week.
"""

import argparse
import json
import sys
import urllib.request
from collections.abc import Sequence
from typing import Any

from tools.supply.parts import LOCKS, Part, installed, locked

SERVICE = "https://api.osv.dev/v1/querybatch"
CLEAN, KNOWN, NOT_AUDITED = 0, 1, 2
SECONDS = 30
MOST_BYTES = 20_000_000


class NotAudited(Exception):
    """Why it cannot be said whether anything is known."""


def main(words: Sequence[str]) -> int:
    """Look every package up and say what is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default=SERVICE, help="another that speaks as OSV does")
    service = parser.parse_args(words).service
    parts = everything()
    try:
        found = asked(parts, service)
    except NotAudited as why:
        print(f"RED: none of {len(parts)} packages could be audited: {why}", file=sys.stderr)
        return NOT_AUDITED
    unread = [part for part in parts if part not in found]
    for part, known in found.items():
        if known:
            print(f"RED: {part.name} {part.version}: {', '.join(known)}", file=sys.stderr)
    for part in unread:
        print(f"RED: {part.name} {part.version} could not be audited", file=sys.stderr)
    if any(found.values()):
        return KNOWN
    if unread:
        return NOT_AUDITED
    print(f"{len(parts)} packages were looked up, and nothing is known against any of them")
    return CLEAN


def everything() -> tuple[Part, ...]:
    """Every package of every lock, and whatever else is installed here."""
    pinned = {Part(n, v) for lock in LOCKS for n, (v, _) in locked(lock).items()}
    return tuple(sorted(pinned | {Part(p.name, p.version) for p in installed()}))


def asked(parts: tuple[Part, ...], service: str) -> dict[Part, tuple[str, ...]]:
    """What is known against each package that was answered for. Raises NotAudited."""
    queries = [
        {"package": {"name": p.name, "ecosystem": "PyPI"}, "version": p.version} for p in parts
    ]
    answer = _answer(service, json.dumps({"queries": queries}).encode())
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list) or len(results) != len(parts):
        raise NotAudited("the service did not answer for each of them")
    return {
        part: known
        for part, told in zip(parts, results, strict=True)
        if (known := _known(told)) is not None
    }


def _known(told: Any) -> tuple[str, ...] | None:
    """The names of what is known; None where the answer is none, or there is more to ask for."""
    if not isinstance(told, dict) or told.get("next_page_token"):
        return None
    listed = told.get("vulns", [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        return None
    return tuple(str(one.get("id", "unnamed")) for one in listed)


def _answer(service: str, body: bytes) -> Any:
    asking = urllib.request.Request(service, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(asking, timeout=SECONDS) as answer:
            return json.loads(answer.read(MOST_BYTES))
    except (OSError, ValueError) as why:
        raise NotAudited(f"{service} did not answer ({type(why).__name__})") from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
