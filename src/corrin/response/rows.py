"""From a diary to rows: one row a maintenance cycle, one column a day since its injection."""

from __future__ import annotations

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
    last: int | None  # day of the last injection
    scored: int  # days with a score in maintenance
    latest: int | None  # last day with a score
    lateness: float  # mean days that doses come after their planned day


def read(diary: Diary, today: int) -> Cycles:
    """The cycles of this diary, reading nothing after ``today``."""
    given = [day for day in diary.given if day <= today]
    quiet = _quiet_until(diary, given)
    ends = [*given[1:], today + 1] if given else []
    loading = _loading_length(diary, given)
    kept = [
        (start, end)
        for start, end in zip(given[loading:], ends[loading:], strict=True)
        if end > max(quiet, 0) and end > today - WINDOW
    ][-MOST_CYCLES:]
    return _cycles(diary, kept, today, quiet, given)


def _quiet_until(diary: Diary, given: Sequence[int]) -> int:
    """First day that may count as wearing off: eight weeks after a first injection we can see."""
    return given[0] + EIGHT_WEEKS if given and given[0] >= 0 else 0


def _loading_length(diary: Diary, given: Sequence[int]) -> int:
    """How many of the first cycles belong to loading: short, and without a planned interval."""
    n = 0
    while n + 1 < len(given) and given[n + 1] - given[n] <= LOADING_GAP:
        if np.isfinite(_told(diary, *np.array([[given[n]], [given[n + 1]]]))[0]):
            break
        n += 1
    return n


def _cycles(
    diary: Diary,
    kept: Sequence[tuple[int, int]],
    today: int,
    quiet: int,
    given: Sequence[int],
) -> Cycles:
    starts = np.array([start for start, _ in kept], dtype=np.int64)
    ends = np.array([end for _, end in kept], dtype=np.int64)
    scores, usable = _laid_out(diary, starts, ends, quiet)
    planned = _told(diary, starts, ends)
    lengths = tuple(end - start for start, end in kept)
    written = np.flatnonzero(np.isfinite(diary.score[: today + 1]))
    return Cycles(
        starts=tuple(start for start, _ in kept),
        lengths=lengths,
        planned=planned,
        scores=scores,
        usable=usable,
        complete=_complete(kept, planned, np.isfinite(scores), today),
        last=given[-1] if given else None,
        scored=int(usable.sum()),
        latest=int(written[-1]) if len(written) else None,
        lateness=_lateness(lengths[:-1], planned[:-1]),
    )


def _laid_out(diary: Diary, starts: Ints, ends: Ints, quiet: int) -> tuple[Floats, Bools]:
    """Scores by cycle and day since its injection, and which of them may be used."""
    width = int(min((ends - starts).max(initial=1), LONGEST + 1))
    day = starts[:, None] + np.arange(width)
    inside = (day >= 0) & (day < ends[:, None])
    scores = np.where(inside, _on(diary.score, day, np.nan), np.nan)
    ill = _on(diary.ill, day, False)
    return scores, np.isfinite(scores) & ~ill & (day >= quiet)


def _on(values: NDArray[T], day: Ints, beyond: float) -> NDArray[T]:
    """Values on these days, ``beyond`` where nothing is known any more."""
    if not len(values):
        return np.full(day.shape, beyond).astype(values.dtype)
    found = values[np.clip(day, 0, len(values) - 1)]
    return np.asarray(np.where(day < len(values), found, beyond), dtype=values.dtype)


def _told(diary: Diary, starts: Ints, ends: Ints) -> Floats:
    """The interval told first in each cycle; nan where none was written."""
    known = np.flatnonzero(np.isfinite(diary.told))
    if not len(known):
        return np.full(len(starts), np.nan)
    at = np.searchsorted(known, np.maximum(starts, 0))
    first = known[np.minimum(at, len(known) - 1)]
    return np.where((at < len(known)) & (first < ends), diary.told[first], np.nan)


def _complete(
    kept: Sequence[tuple[int, int]], planned: Floats, written: Bools, today: int
) -> tuple[bool, ...]:
    """Which cycles are complete, as the contracts define it: at least 8 scored days, or a score
    in at least 40 % of the weeks, once the next dose was given or its planned day has come."""
    if not kept:
        return ()
    length = np.array([end - start for start, end in kept], dtype=np.float64)
    over = np.array([end for _, end in kept]) <= today
    with np.errstate(invalid="ignore"):
        over |= today - np.array([start for start, _ in kept]) >= planned
    weeks = np.minimum(np.ceil(length / 7), -(-written.shape[1] // 7))
    full = np.zeros((len(kept), -(-written.shape[1] // 7) * 7), bool)
    full[:, : written.shape[1]] = written
    scored = full.reshape(len(kept), -1, 7).any(axis=2).sum(axis=1)
    enough = (written.sum(axis=1) >= 8) | (scored >= 0.4 * weeks)
    return tuple(bool(done) for done in over & enough)


def _lateness(lengths: Sequence[int], planned: Floats) -> float:
    """Mean days late of the last ten doses, drawn a little toward one day."""
    slips = [
        min(max(length - told, 0.0), 7.0)
        for length, told in list(zip(lengths, planned, strict=True))[-10:]
        if np.isfinite(told)
    ]
    return float((1.0 * 3 + sum(slips)) / (3 + len(slips)))
