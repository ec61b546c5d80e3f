"""A log line says what kind of thing went wrong and where, never what was in it."""

import logging


class Quiet(logging.Formatter):
    """`ERROR django.request ValueError in corrin.app.views:41`: no message, no values."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname} {record.name}"
        kind, _, trace = record.exc_info or (None, None, None)
        if kind is None or trace is None:
            return line
        while trace.tb_next:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        return f"{line} {kind.__name__} in {where}"
