"""The walk of ``stories`` compiled, when it has been: the same answers, sooner.

NumPy is the default. ``python -m tools.kernel`` compiles ``compiled/walk.c`` with the system's C
compiler into a library beside it, and so does setting up where there is a compiler; it is used from
then on. A library of another edition or of other sizes is refused, and one for another processor
not used.
"""

from __future__ import annotations

import ctypes
from functools import lru_cache

import numpy as np

from corrin.response import grid
from corrin.response.diary import Floats
from corrin.response.evidence import COLUMNS, Evidence

HERE = __file__.removesuffix("kernel.py") + "compiled/"
SOURCE, LIBRARY = HERE + "walk.c", HERE + "walk.so"
EDITION = 2  # of walk.c


def sizes(stories: int) -> dict[str, int]:
    """The sizes the C text is compiled with."""
    return {
        "STORIES": stories,
        "HEIGHTS": len(grid.HEIGHTS),
        "WIDTHS": len(grid.WIDTHS),
        "VARIES": len(grid.VARIES),
        "SCALES": len(grid.SCALES),
        "GROUPS": grid.GROUPS,
        "TOGETHER": grid.TOGETHER,
        "P": COLUMNS,
    }


@lru_cache(maxsize=1)
def library() -> ctypes.CDLL | None:
    """The compiled walk, or None where there is none that this processor can run."""
    try:
        found = ctypes.CDLL(LIBRARY)
    except OSError:
        return None
    return found if _told(found)[0] else None


def _told(library: ctypes.CDLL) -> list[int]:
    """Its edition, 0 where it is not for this processor, and the sizes it was compiled for."""
    found = (ctypes.c_long * 3)()
    library.sizes(found)
    return list(found)


def fits(library: ctypes.CDLL, tables: Floats, state: Floats) -> bool:
    """Whether the library was compiled from this edition, for these sizes."""
    return _told(library) == [EDITION, tables.nbytes, state[0].nbytes]


def walk(library: ctypes.CDLL, tables: Floats, e: Evidence, first: Floats, state: Floats) -> Floats:
    """Moves ``state`` (n, doubles) past all cycles in place; returns P(back) (n, cycle)."""
    n, cycles = e.length.shape
    back = np.zeros((n, cycles))
    sums = [np.ascontiguousarray(a) for a in (e.length, e.xx, e.xy, e.yy, e.xg, e.yg, e.gg)]
    at, *others = (
        ctypes.byref(ctypes.c_double.from_buffer(array.data))
        for array in (tables, *sums, first, state, back)
    )
    library.walk(at, ctypes.c_long(n), ctypes.c_long(cycles), *others)
    return back
