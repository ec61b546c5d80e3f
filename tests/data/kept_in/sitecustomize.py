"""Python runs this at its start where tests put its folder on the path: the guard for children."""

import importlib.util
from pathlib import Path

_spec = importlib.util.spec_from_file_location(
    "corrin_test_sockets", Path(__file__).parents[2] / "sockets.py"
)
assert _spec is not None and _spec.loader is not None
_guard = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_guard)
_guard.kept_in()
