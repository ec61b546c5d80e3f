"""The floors hold for rooms that are built, and wait for those that are not."""

import subprocess
from pathlib import Path

import pytest

from tools.start.place import ROOT, program

PROJECT = ROOT / "pyproject.toml"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the contracts beside a small `corrin` with a few rooms."""
    text = PROJECT.read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(text[text.index("[tool.importlinter]") :])
    (tmp_path / "tools").mkdir()
    for name in ("__init__.py", "floors.py"):
        (tmp_path / "tools" / name).write_bytes((ROOT / "tools" / name).read_bytes())
    _page(tmp_path, "corrin/__init__.py", "")
    for room in ("terms", "record", "rules", "response", "cli", "app"):
        _page(tmp_path, f"corrin/{room}/__init__.py", "")
    return tmp_path


def test_a_tidy_house_is_kept(house: Path) -> None:
    _page(house, "corrin/record/entry.py", "import json\nimport corrin.terms\n")
    code, said = _lint(house)
    assert code == 0, said


def test_only_the_store_touches_its_tables(house: Path) -> None:
    for page in ("__init__", "models"):
        _page(house, f"corrin/store/{page}.py", "")
    _page(house, "corrin/app/views.py", "import corrin.store\n")
    assert _lint(house)[0] == 0
    _page(house, "corrin/app/views.py", "from corrin.store import models\n")
    assert _lint(house)[0] == 1


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("corrin/terms/codes.py", "import corrin.record"),
        ("corrin/rules/alarms.py", "import corrin.response"),
        ("corrin/rules/alarms.py", "import numpy"),
        ("corrin/response/belief.py", "import corrin.rules"),
        ("corrin/record/entry.py", "import sqlite3"),
        ("corrin/record/entry.py", "def f() -> None:\n    import time"),
        ("corrin/rules/alarms.py", "from urllib.request import urlopen"),
        ("corrin/rules/alarms.py", "import json"),
        ("corrin/attic/__init__.py", ""),
    ],
)
def test_what_breaks_the_floors_is_refused(house: Path, page: str, line: str) -> None:
    _page(house, page, line + "\n")
    code, said = _lint(house)
    assert code == 1, said


def _page(house: Path, name: str, text: str) -> None:
    path = house / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def _lint(house: Path) -> tuple[int, str]:
    linter = [str(program("python")), "-P", "-c", LINT]
    ran = subprocess.run(linter, cwd=house, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr


LINT = """
import sys
sys.path.insert(0, ".")
from importlinter.cli import lint_imports
sys.exit(lint_imports(no_cache=True))
"""
