"""Finds the witnesses anew and writes them where the page and its test read them.

.venv/bin/python bench/long/witnesses.py      (some minutes; then: python3 start.py docs)

With `--lift` the solver is not asked: of what no diary shows yet, the vignettes are asked anew.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from corrin.terms import Country
from tools.proof.witness import DIFFERENCES, SILENCES, from_vignette, witnesses

PATH = Path(__file__).resolve().parents[2] / "tests" / "data" / "witnesses.json"


def main() -> None:
    """Write tests/data/witnesses.json."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lift", action="store_true", help="only what no diary shows yet")
    rows = lifted() if parser.parse_args().lift else found()
    PATH.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(f"{len(rows)} witnesses, {sum(bool(r['lifted']) for r in rows)} as diaries")


def found() -> list[dict[str, Any]]:
    """What the solver finds."""
    return [
        {
            "title": w.question.title,
            "keys": w.question.keys,
            "ask": w.question.ask,
            "among": w.question.among,
            "says": w.says,
            "silent": w.silent,
            "lifted": w.lifted,
            "diary": w.diary,
        }
        for w in witnesses()
    ]


def lifted() -> list[dict[str, Any]]:
    """What was found, with a vignette for what had no diary."""
    asked = {question.title: question for question in (*DIFFERENCES, *SILENCES)}
    rows: list[dict[str, Any]] = json.loads(PATH.read_text(encoding="utf-8"))
    for row in rows:
        if not row["lifted"]:
            says = Country(row["says"]) if row["says"] else None
            diary = from_vignette(asked[row["title"]], says, Country(row["silent"]))
            if diary is not None:
                row |= {"lifted": True, "diary": diary}
    return rows


if __name__ == "__main__":
    main()
