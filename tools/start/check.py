"""Every check is run, and failures are counted, so one look shows all that is wrong."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tools.start.place import ROOT, program
from tools.start.setup import ensure

CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("format", ("ruff", "format", "--check", ".")),
    ("lint", ("ruff", "check", ".")),
    ("types", ("mypy",)),
    ("floors", ("lint-imports",)),
    ("sizes", ("python", "-m", "tools.sizes")),
    ("docs", ("python", "-m", "tools.printed", "--check")),
    # Every code said in three languages, every rule cited: held by tests, part of every check.
    ("words", ("python", "-m", "pytest", "-q", "tests/words", "tests/knowledge")),
)


def check() -> int:
    """0 when every check passed."""
    ensure(dev=True)
    failed = [name for name, words in CHECKS if not _passes(name, words)]
    said = f"failed: {', '.join(failed)}" if failed else "all passed"
    print(f"check: {len(CHECKS)} checks, {said}", flush=True)
    return 1 if failed else 0


def bench() -> int:
    """Run every bench/*.py, in order of name."""
    ensure(dev=True)
    pages = sorted((ROOT / "bench").glob("[!_]*.py"))
    failed = [page.name for page in pages if not _runs(page)]
    said = f"failed: {', '.join(failed)}" if failed else "all ran"
    print(f"bench: {len(pages)} benches, {said}", flush=True)
    return 1 if failed else 0


def docs() -> int:
    """Print the printed docs anew."""
    ensure(dev=True)
    return _call(("python", "-m", "tools.printed"))


def _passes(name: str, words: Sequence[str]) -> bool:
    print(f"== {name}", flush=True)
    return _call(words) == 0


def _runs(page: Path) -> bool:
    print(f"== {page.name}", flush=True)
    return _call(("python", str(page))) == 0


def _call(words: Sequence[str]) -> int:
    return subprocess.run([program(words[0]), *words[1:]], cwd=ROOT, check=False).returncode
