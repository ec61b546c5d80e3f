"""Serves the app out of the environment."""

import os
import subprocess
import sys
from pathlib import Path

from tools.start.place import ROOT, program
from tools.start.setup import ensure


def run(port: int | None, data: Path | None, browser: bool) -> int:
    """Set up if needed, then become `corrin serve`, which prints its address when ready."""
    folder = (data or ROOT / ".corrin").absolute()
    ensure()
    return _become(command(port, folder, browser))


def command(port: int | None, data: Path, browser: bool) -> list[str]:
    """`-P` keeps the folder one happens to stand in from shadowing a module."""
    words = [str(program("python")), "-P", "-m", "corrin", "serve", "--data", str(data)]
    words += [] if port is None else ["--port", str(port)]
    return words + ([] if browser else ["--no-browser"])


def _become(words: list[str]) -> int:
    """One process where the system allows it, so that a signal meets the server itself."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(words[0], words)
    try:
        return subprocess.run(words, check=False).returncode
    except KeyboardInterrupt:
        return 0
