"""Compile the walk of the response model with the system's C compiler: python -m tools.kernel.

Optional: answers are the same without it, only later (decisions/0013).
"""

from __future__ import annotations

import os
import platform
import shlex
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from corrin.response import kernel, stories

FLAGS = "-O3 -ffast-math -std=c11 -fPIC"
# Instructions of most processors since 2013; where one does not know them, NumPy walks.
SINCE_2013 = "-march=x86-64-v3"


def compiled(compiler: str, to: Path) -> None:
    """The library, written whole or not at all. Raises CalledProcessError, FileNotFoundError."""
    given = [f"-D{name}={size}" for name, size in kernel.sizes(len(stories._SD)).items()]
    part, piece = to.with_suffix(".part"), to.with_suffix(".o")
    call = shlex.split(compiler)
    flags = FLAGS.split()
    if platform.machine().lower() in ("x86_64", "amd64"):
        flags.append(SINCE_2013)
    subprocess.run([*call, *flags, *given, "-c", kernel.SOURCE, "-o", str(piece)], check=True)
    # linked without -ffast-math, which would change how the whole process treats tiny numbers
    subprocess.run([*call, "-shared", str(piece), "-o", str(part), "-lm"], check=True)
    piece.unlink()
    part.replace(to)


def main() -> int:
    compiler = os.environ.get("CC", "cc")
    try:
        compiled(compiler, Path(kernel.LIBRARY))
    except FileNotFoundError:
        sys.stderr.write(f"met no C compiler {compiler!r}; install one, or name it in CC\n")
        return 1
    except subprocess.CalledProcessError as failed:
        sys.stderr.write(f"{compiler} could not compile {kernel.SOURCE}: {failed}\n")
        return 1
    print(f"compiled: {kernel.LIBRARY}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
