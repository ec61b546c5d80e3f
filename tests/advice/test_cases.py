"""The open vignettes and courses: no forbidden advice, every expected one given."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from corrin.cli.cases import advised
from corrin.record import case_from
from corrin.words import plain

FOLDER = Path(__file__).resolve().parents[1] / "data" / "cases"
VIGNETTES = [
    json.loads(line)
    for name in ("open.jsonl", "courses-open.jsonl", "own.jsonl")
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def score() -> ModuleType:
    """The scorer that came with the vignettes, unchanged."""
    loaded = [_module(name) for name in ("vocab", "score")]
    return loaded[-1]


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec and spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda v: v["id"])
def test_a_vignette_passes(vignette: dict[str, Any], score: ModuleType) -> None:
    advice = [plain(r) for r in advised(case_from(vignette))]
    judged = score.judge(vignette, advice)
    assert judged["pass"], {k: v for k, v in judged.items() if v}


def test_the_answers_of_a_vignette_are_never_read() -> None:
    vignette = VIGNETTES[0]
    bare = {k: v for k, v in vignette.items() if k not in ("expect", "must_not", "why")}
    assert [plain(r) for r in advised(case_from(bare))] == [
        plain(r) for r in advised(case_from(vignette))
    ]
