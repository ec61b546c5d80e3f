"""Python runs this at its start where tests put its folder on the path: the guard for children."""

import importlib.util
import sys
from pathlib import Path

# Under the name by which tests know it: a child may be a process of the test run itself.
_NAME = "tests.sockets"
_spec = importlib.util.spec_from_file_location(_NAME, Path(__file__).parents[2] / "sockets.py")
assert _spec is not None and _spec.loader is not None
_guard = sys.modules[_NAME] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_guard)
_guard.kept_in()
