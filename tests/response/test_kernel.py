"""The compiled walk gives the answers of NumPy; without a compiler nothing changes."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corrin.response import kernel, propose_many
from corrin.response.diary import Prior
from corrin.response.evidence import gather
from corrin.response.rows import read
from corrin.response.stories import walk
from tests.needs import absent
from tools.kernel import compiled

from .diaries import diary

MADE = [
    diary(lasts=x, seed=s, after=s, cycles=3 + 2 * s, interval=9 + 5 * s, miss=0.2)
    for s, x in enumerate([None, 12, 20, None, 25, 8])
]


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A freshly compiled walk, and no other one in use."""
    if shutil.which("cc") is None:
        absent("a C compiler named cc")
    compiled("cc", tmp_path / "walk.so")
    monkeypatch.setattr(kernel, "LIBRARY", tmp_path / "walk.so")
    yield tmp_path / "walk.so"


def plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "library", lambda: None)


def test_the_compiled_walk_gives_equal_answers(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = ctypes.CDLL(str(library))
    monkeypatch.setattr(kernel, "library", lambda: loaded)
    diaries, days = [d for d, _ in MADE], [t for _, t in MADE]
    fast = propose_many(diaries, today=days, current=20)
    plainly(monkeypatch)
    for a, b in zip(fast, propose_many(diaries, today=days, current=20), strict=True):
        same = ("days", "interval", "window", "reason", "rails")
        assert [getattr(a, name) for name in same] == [getattr(b, name) for name in same]
        assert abs(a.belief.p_cycle - b.belief.p_cycle) < 1e-9
        assert np.abs(a.belief.duration_mass - b.belief.duration_mass).max() < 1e-9
        assert np.abs(np.subtract(a.belief.back, b.belief.back)).max() < 1e-9


def test_the_edition_is_raised_with_every_change_of_the_c_text() -> None:
    text = Path(kernel.SOURCE).read_text(encoding="utf-8")
    assert (kernel.EDITION, zlib.crc32(text.encode())) == (2, 840106188)


def test_a_library_for_another_processor_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("cc") is None:
        absent("a C compiler named cc")
    text, there = tmp_path / "other.c", tmp_path / "other.so"
    text.write_text("void sizes(long out[3]) { out[0] = 0, out[1] = 1, out[2] = 1; }")
    subprocess.run(["cc", "-shared", "-fPIC", text, "-o", there], check=True)
    monkeypatch.setattr(kernel, "LIBRARY", str(there))
    kernel.library.cache_clear()
    assert kernel.library() is None
    kernel.library.cache_clear()


def test_a_library_of_another_edition_is_refused(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = ctypes.CDLL(str(library))
    monkeypatch.setattr(kernel, "library", lambda: loaded)
    monkeypatch.setattr(kernel, "EDITION", 0)
    cycles = [read(d, t) for d, t in MADE[:1]]
    with pytest.raises(RuntimeError, match=r"tools\.kernel"):
        walk(gather(cycles), [Prior()])
