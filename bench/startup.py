"""How long it takes until the command line, and each thing it stands on, is there.

Milliseconds of CPU in a fresh process, the median of a few, beyond a bare Python.
"""

import subprocess
import sys
from statistics import median

PARTS = {
    "corrin --version": "from corrin.cli import main; main(['--version'])",
    "numpy": "import numpy",
    "Django": "import django; from django.core.handlers import wsgi",
    "waitress": "import waitress",
    "whitenoise": "import whitenoise.middleware",
    "the app": "import corrin.app.wsgi",
}
TIMES = 7
CLOCK = "import time; _0 = time.process_time()\n{}\nprint(time.process_time() - _0)"


def milliseconds(code: str) -> float:
    """The median CPU time of running `code` in a fresh Python."""
    return median(_once(CLOCK.format(code)) for _ in range(TIMES)) * 1000


def _once(code: str) -> float:
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(ran.stdout.split()[-1])


if __name__ == "__main__":
    for part, code in PARTS.items():
        print(f"{part:<18} {milliseconds(code):>6.1f} ms")
