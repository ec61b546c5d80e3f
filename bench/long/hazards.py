"""Takes every safety control away, one at a time, and sees that its named test then fails.

PYTHONPATH=.:src python bench/long/hazards.py > bench/long/hazards.txt
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tools.safety import ROOT, Control, hazards

WORKERS = 2


def fails(control: Control) -> bool:
    """Whether the test of a control fails once the control is gone."""
    words = ["-q", "-x", "-p", "tools.removal", "--remove", control.what, control.test]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=ROOT, capture_output=True, text=True
    )
    return ran.returncode == 1


def main() -> int:
    """Print how many controls there are and which of them no test misses."""
    controls = list(dict.fromkeys(c for h in hazards() for c in h.controls))
    with ThreadPoolExecutor(WORKERS) as pool:
        found = list(pool.map(fails, controls))
    unmissed = [c for c, missed in zip(controls, found, strict=True) if not missed]
    print(f"{len(controls)} pairs of a control and its test; {sum(found)} tests failed without it.")
    for control in unmissed:
        print(f"not missed: {control.what} by {control.test}")
    return 1 if unmissed else 0


if __name__ == "__main__":
    sys.exit(main())
