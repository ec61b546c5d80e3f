"""The demo patient, an invented person, who lives in `demo.b12` beside this page."""

from importlib import resources


def notation() -> str:
    """The demo patient's diary in diary notation; empty until it is written."""
    page = resources.files("corrin.app") / "demo.b12"
    return page.read_text(encoding="utf-8") if page.is_file() else ""


def load() -> None:
    """Put the demo patient where the first page finds it; asked at every start.

    Seam: parse `notation()` with `corrin.record.read_notation` and keep the record, or
    leave this empty if the page reads the demo from the text at each request.
    """
