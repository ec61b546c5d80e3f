"""Every check is run, and failures are counted, so one look shows all that is wrong."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tools.ratios import page
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
    """Run every bench/*.py, in order of name, then print the page of their ratios."""
    ensure(dev=True)
    benches = sorted((ROOT / "bench").glob("[!_]*.py"))
    said = {bench.name: _printed(bench) for bench in benches}
    failed = [name for name, told in said.items() if told is None]
    print(*page({name: told for name, told in said.items() if told}), sep="\n", flush=True)
    what = f"failed: {', '.join(failed)}" if failed else "all ran"
    print(f"bench: {len(benches)} benches, {what}", flush=True)
    return 1 if failed else 0


def docs() -> int:
    """Print the printed docs anew."""
    ensure(dev=True)
    return _call(("python", "-m", "tools.printed"))


def _passes(name: str, words: Sequence[str]) -> bool:
    print(f"== {name}", flush=True)
    return _call(words) == 0


def _printed(bench: Path) -> str | None:
    """What a bench prints, shown as it comes; None where it fails."""
    print(f"== {bench.name}", flush=True)
    lines = []
    with subprocess.Popen(
        [program("python"), str(bench)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return None if running.returncode else "".join(lines)


def _call(words: Sequence[str]) -> int:
    return subprocess.run([program(words[0]), *words[1:]], cwd=ROOT, check=False).returncode
