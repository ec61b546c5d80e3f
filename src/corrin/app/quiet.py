"""A log line says what kind of thing went wrong and where, never what was in it."""

import logging
from traceback import walk_tb
from types import TracebackType


class Quiet(logging.Formatter):
    """`ERROR django.request ValueError in corrin.app.views:41`: no message, no values."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname} {record.name}"
        kind, _, trace = record.exc_info or (None, None, None)
        return f"{line} {kind.__name__} in {where(trace)}" if kind else line


def where(trace: TracebackType | None) -> str:
    """The innermost line of ours in a traceback; the innermost of all if none is ours."""
    steps = [(str(frame.f_globals.get("__name__")), line) for frame, line in walk_tb(trace)]
    ours = [step for step in steps if step[0].split(".")[0] == "corrin"]
    module, line = (ours or steps or [("nowhere", 0)])[-1]
    return f"{module}:{line}"
