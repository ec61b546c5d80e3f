"""From a diary to rows: one row a maintenance cycle, one column a day since its injection."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from corrin.response.diary import Bools, Diary, Floats
from corrin.response.grid import LONGEST

Ints: TypeAlias = NDArray[np.int64]
T = TypeVar("T", np.float64, np.bool_)
EIGHT_WEEKS = 56
ORDINARY_SLIPS = (0.0, 0.0, 0.0, 1.0, 4.0)  # our assumption: most doses in time, few very late
LOADING_GAP = 7
WINDOW = 540  # days looked back
MOST_CYCLES = 36


@dataclass(frozen=True, slots=True)
class Cycles:
    """The maintenance cycles of one diary up to today; arrays (cycle, day since injection)."""

    starts: tuple[int, ...]
    lengths: tuple[int, ...]  # days until the next injection, or until tomorrow
    planned: Floats  # (cycle,), nan where unknown
    scores: Floats  # nan where nothing was written
    usable: Bools  # written, not ill, not in the first eight weeks
    complete: tuple[bool, ...]
    scored: int  # days with a score in maintenance
    latest: int | None  # last day with a score
    slips: Floats  # days that doses come after their planned day: a usual few, and the last ten


def read(diary: Diary, today: int) -> Cycles:
    """The cycles of this diary, reading nothing after ``today``."""
    given = [day for day in diary.given if day <= today]
    starts = np.array(given, dtype=np.int64)
    ends = np.array([*given[1:], today + 1] if given else [], dtype=np.int64)
    quiet = _quiet_until(given)
    told = _told(diary, starts, ends)
    kept = (ends > max(quiet, 0)) & (ends > today - WINDOW)
    kept[: _loading_length(starts, told)] = False
    which = np.flatnonzero(kept)[-MOST_CYCLES:]
    return _cycles(diary, (starts[which], ends[which], told[which]), today, quiet)


def _quiet_until(given: Sequence[int]) -> int:
    """First day that may count as wearing off: eight weeks after a first injection we can see."""
    return given[0] + EIGHT_WEEKS if given and given[0] >= 0 else 0


def _loading_length(starts: Ints, told: Floats) -> int:
    """How many of the first cycles belong to loading: short, and without a planned interval."""
    loading = (starts[1:] - starts[:-1] <= LOADING_GAP) & np.isnan(told[:-1])
    return len(loading) if loading.all() else int(loading.argmin())


def _cycles(diary: Diary, rows: tuple[Ints, Ints, Floats], today: int, quiet: int) -> Cycles:
    starts, ends, planned = rows
    scores, usable = _laid_out(diary, starts, ends, quiet)
    lengths = tuple((ends - starts).tolist())
    written = np.flatnonzero(np.isfinite(diary.score[: today + 1]))
    return Cycles(
        starts=tuple(starts.tolist()),
        lengths=lengths,
        planned=planned,
        scores=scores,
        usable=usable,
        complete=_complete(starts, ends, planned, np.isfinite(scores), today),
        scored=int(np.count_nonzero(usable)),
        latest=int(written[-1]) if len(written) else None,
        slips=_slips(lengths[:-1], planned[:-1]),
    )


def _laid_out(diary: Diary, starts: Ints, ends: Ints, quiet: int) -> tuple[Floats, Bools]:
    """Scores by cycle and day since its injection, and which of them may be used."""
    width = int(min((ends - starts).max(initial=1), LONGEST + 1))
    day = starts[:, None] + np.arange(width)
    inside = (day >= 0) & (day < ends[:, None])
    scores, ill = _on(diary.score, day, inside, np.nan), _on(diary.ill, day, inside, False)
    return scores, np.isfinite(scores) & ~ill & (day >= quiet)


def _on(values: NDArray[T], day: Ints, inside: Bools, beyond: float) -> NDArray[T]:
    """The values of these days, ``beyond`` outside the cycle and where nothing is known."""
    known = inside & (day < len(values))
    found = np.full(day.shape, beyond, values.dtype)
    found[known] = values[day[known]]
    return found


def _told(diary: Diary, starts: Ints, ends: Ints) -> Floats:
    """The interval told first in each cycle; nan where none was written."""
    known = np.flatnonzero(np.isfinite(diary.told))
    if not len(known):
        return np.full(len(starts), np.nan)
    at = np.searchsorted(known, np.maximum(starts, 0))
    first = known[np.minimum(at, len(known) - 1)]
    return np.where((at < len(known)) & (first < ends), diary.told[first], np.nan)


def _complete(
    starts: Ints, ends: Ints, planned: Floats, written: Bools, today: int
) -> tuple[bool, ...]:
    """Which cycles are complete, as the contracts define it: at least 8 scored days, or a score
    in at least 40 % of the weeks, once the next dose was given or its planned day has come."""
    over = (ends <= today) | (today - starts >= np.where(np.isnan(planned), np.inf, planned))
    most = -(-written.shape[1] // 7)
    full = np.zeros((len(starts), 7 * most), bool)
    full[:, : written.shape[1]] = written
    scored = full.reshape(len(starts), most, 7).any(axis=2).sum(axis=1)
    weeks = np.minimum(np.ceil((ends - starts) / 7), most)
    enough = (written.sum(axis=1) >= 8) | (scored >= 0.4 * weeks)
    return tuple(bool(done) for done in over & enough)


def _slips(lengths: Sequence[int], planned: Floats) -> Floats:
    """How late the last ten doses came, days, beside five doses of somebody ordinary."""
    recent = [
        min(max(length - told, -1.0), 10.0)
        for length, told in zip(lengths[-10:], planned[-10:].tolist(), strict=True)
        if math.isfinite(told)
    ]
    return np.array([*ORDINARY_SLIPS, *recent])
