"""The hazard log: every control and test exists, and without a control its test fails."""

import ast
import json
import subprocess
import sys
from functools import cache

import pytest

from tools.removal import exists
from tools.safety import ROOT, Control, hazards, risk

CONTROLS = tuple(dict.fromkeys(c for h in hazards() for c in h.controls))
# A few of each kind, done in every run; bench/long/hazards.py does all.
SHARE = ("rule:alarm-cord", "restriction:motor_neurone", "code:corrin.response.rails.UP=5.0")


@cache
def functions(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))


@cache
def vignettes() -> frozenset[str]:
    folder = ROOT / "tests" / "data" / "cases"
    lines = [
        line for file in folder.glob("*.jsonl") for line in file.read_text("utf-8").splitlines()
    ]
    return frozenset(json.loads(line)["id"] for line in lines)


def test_there_are_forty_hazards_and_each_is_held_down() -> None:
    found = hazards()
    assert len(found) >= 40
    assert len({h.id for h in found}) == len({h.title for h in found}) == len(found)
    for h in found:
        assert h.controls and risk(h.after) <= risk(h.before), h.id
        assert h.after[0] == h.before[0], "a control makes harm rarer, not milder"


@pytest.mark.parametrize("control", CONTROLS, ids=lambda c: c.what)
def test_a_control_and_its_test_exist(control: Control) -> None:
    assert exists(control.what)
    path, _, name = control.test.partition("::")
    function, _, case = name.partition("[")
    assert function in functions(path)
    if function == "test_a_vignette_passes":
        assert case.removesuffix("]") in vignettes()


@pytest.mark.slow
@pytest.mark.parametrize("what", SHARE)
def test_without_a_control_its_test_fails(what: str) -> None:
    control = next(c for c in CONTROLS if c.what == what)
    words = ["-q", "-p", "tools.removal", "--remove", control.what, control.test]
    ran = subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT, capture_output=True)
    assert ran.returncode == 1


def test_every_restriction_and_every_alarm_is_a_control() -> None:
    from corrin.advice import RESTRICTIONS
    from corrin.knowledge import load

    named = {c.what for c in CONTROLS}
    alarms = {r.id for p in load().editions for r in p.rules if r.gives == "same_day_emergency"}
    assert {f"rule:{i}" for i in alarms} <= named
    assert {f"restriction:{row.name}" for row in RESTRICTIONS} <= named
