"""Where things lie in this checkout, on every system."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"


class Trouble(Exception):
    """Something the person at the keyboard can put right; the message says how."""


def program(name: str, *, venv: Path = VENV, system: str = os.name) -> Path:
    """A program inside the environment: `.venv/bin/x` or `.venv\\Scripts\\x.exe`."""
    return venv / "Scripts" / f"{name}.exe" if system == "nt" else venv / "bin" / name
