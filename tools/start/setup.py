"""Makes `.venv`, and fills it from the lock only when the lock or pyproject has changed.

Where a C compiler is at hand the walk of the response model is compiled, too (decision 34).
"""

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.start.place import ROOT, VENV, Trouble, program

LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
# What the compiled walk is made from: its text, its sizes, and how.
_RESPONSE = "src/corrin/response/"
WALK = (
    "tools/kernel.py",
    *(f"{_RESPONSE}{name}" for name in ("compiled/walk.c", "kernel.py", "grid.py", "stories.py")),
)
OFFLINE = re.compile(
    r"connection|resolve|resolution|unreachable|timed out|proxy|ssl|no matching distribution", re.I
)
PIP_OFFLINE = """The packages that corrin is made of could not be fetched.
Is this computer online? Setting up needs the network once; running does not.
Then start again. pip's last words were:
{said}"""
PIP_FAILED = """The packages that corrin is made of could not be installed.
Remove the folder .venv and start again; if it happens twice, please report it.
pip's last words were:
{said}"""
NO_VENV = """This Python cannot make environments: the module {missing} is missing.
On Debian or Ubuntu install it with
    sudo apt-get install {package}
and start again. Elsewhere, install Python from python.org/downloads."""


def ensure(*, dev: bool = False) -> None:
    """The environment is there and up to date, with what only developers need if `dev`."""
    kind = "dev" if dev else "run"
    if not fresh(kind):
        _fill(dev=dev)
    _compile()


def _fill(*, dev: bool) -> None:
    kind = "dev" if dev else "run"
    print("Setting up corrin; this takes a minute ...", file=sys.stderr, flush=True)
    if not _works(program("python")):
        _make()
    _pip(["--require-hashes", "-r", LOCKS[kind]])
    _pip(["--no-deps", "--no-build-isolation", "-e", "."])
    for done in ("dev", "run") if dev else ("run",):
        _stamp(VENV, done).write_text(fingerprint(ROOT, done), encoding="ascii")


def fresh(kind: str, *, root: Path = ROOT, venv: Path = VENV) -> bool:
    """Whether the environment was filled from the lock as it is now."""
    stamp = _stamp(venv, kind)
    there = program("python", venv=venv).is_file() and stamp.is_file()
    return there and stamp.read_text(encoding="ascii") == fingerprint(root, kind)


def fingerprint(root: Path, kind: str) -> str:
    """Changes with the lock, with pyproject.toml, and when the checkout moves."""
    parts = [(root / name).read_bytes() for name in (LOCKS[kind], "pyproject.toml")]
    return hashlib.sha256(b"\0".join([*parts, os.fsencode(root)])).hexdigest()


def missing_module() -> str | None:
    """The part of Python that Debian leaves out, if it is left out here."""
    wanted = ("venv", "ensurepip")
    return next((name for name in wanted if importlib.util.find_spec(name) is None), None)


def _compile() -> None:
    """The walk of the response model, once for each text of it, where there is a C compiler.

    It makes advice sooner and nothing else, so nothing is said where it cannot be made.
    """
    made = hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in WALK)).hexdigest()
    stamp = _stamp(VENV, "walk")
    if stamp.is_file() and stamp.read_text(encoding="ascii") == made:
        return
    words = [str(program("python")), "-m", "tools.kernel"]
    subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    stamp.write_text(made, encoding="ascii")


def _stamp(venv: Path, kind: str) -> Path:
    return venv / f"corrin-{kind}.stamp"


def _works(python: Path) -> bool:
    """An environment can be half made, or its Python may have been removed."""
    if not python.is_file():
        return False
    asked = subprocess.run([python, "-c", "import pip"], capture_output=True, check=False)
    return asked.returncode == 0


def _make() -> None:
    if missing := missing_module():
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise Trouble(NO_VENV.format(missing=missing, package=package))
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        said = _last(made.stdout + made.stderr)
        raise Trouble(f"The folder .venv could not be made:\n{said}")


def _pip(words: Sequence[str]) -> None:
    pip = [str(program("python")), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    ran = subprocess.run(
        [*pip, "install", "--quiet", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        said = _last(ran.stderr)
        raise Trouble((PIP_OFFLINE if OFFLINE.search(ran.stderr) else PIP_FAILED).format(said=said))


def _last(text: str) -> str:
    """The end of what a program said, indented; its errors alone if it names them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return "\n".join(f"    {line[:200]}" for line in (errors or lines)[-4:])
