"""Finds the witnesses anew and writes them where the page and its test read them.

.venv/bin/python bench/long/witnesses.py      (some minutes; then: python3 start.py docs)
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tools.proof.witness import witnesses


def main() -> None:
    """Write tests/data/witnesses.json."""
    rows = [
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
    path = Path(__file__).resolve().parents[2] / "tests" / "data" / "witnesses.json"
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(f"{len(rows)} witnesses, {sum(bool(r['lifted']) for r in rows)} as diaries")


if __name__ == "__main__":
    main()
