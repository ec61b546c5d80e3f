"""The page of gaps and disagreements, each with the smallest patient who shows it."""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

FOUND = Path(__file__).resolve().parents[1] / "tests" / "data" / "witnesses.json"
ON = "2026-11-22"
OPENING = f"""# Where guidelines differ or are silent

Computed, not collected: a solver searched every patient the rules can tell apart for one with
few known facts to whom one country's guidance gives a piece of advice and another's does not, or
to whom a guideline says nothing. Each was written as a diary, and every line that is not needed
was left out. All are read on {ON} and answered by `corrin advise` in the tests. They say what
corrin's rules make of the guidance, which no clinician has reviewed yet, and judge no guideline."""


def page(note: str) -> str:
    """Differences first, then silences."""
    rows = json.loads(FOUND.read_text(encoding="utf-8"))
    parts = [note, OPENING]
    for title, group in groupby(rows, key=lambda row: str(row["title"])):
        found = list(group)
        parts += [f"## {title}", _keys(found[0]), *(_witness(row) for row in found)]
    return "\n\n".join(parts) + "\n"


def _keys(row: dict[str, Any]) -> str:
    keys = ", ".join(f"`{key}`" for key in row["keys"])
    among = " ".join(row["among"].split())
    asked = "" if row["ask"] == "assess" else f" Asked: {row['ask'].replace('_', ' ')}."
    return f"Looked for: {keys}.{asked}" + (f" Among: `{among}`." if among else "")


def _witness(row: dict[str, Any]) -> str:
    silent = row["silent"].upper()
    head = f"{row['says'].upper()} says so, {silent} does not:" if row["says"] else f"{silent}:"
    if row["lifted"]:
        return f"{head}\n\n```\n{row['diary']}\n```"
    return f"{head} found among the facts; no diary shows it yet."
