"""For long runs: beliefs that remember the walk through cycles that are over. Equal answers.

A patient is asked every third day, and only the running cycle has changed since. What the walk
made of the cycles before is kept by their scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from unittest.mock import patch

import numpy as np

from corrin.response import belief, evidence, noise, proposal, stories
from corrin.response.belief import Belief
from corrin.response.diary import Floats, Prior
from corrin.response.rows import Cycles

_FIELDS = ("quiet", "weight", "calm", "level", "cov")
_MOST = 2500  # states kept, 20 to 60 kB each
_plain, _learned, _period = belief.beliefs, noise.learned, evidence._period
Noise: TypeAlias = tuple[float, float, Floats]


@dataclass(frozen=True, slots=True)
class _Past:
    state: list[Floats]
    back: tuple[float, ...]
    noise: Noise
    period: float
    told: float


def beliefs(diaries: Sequence[Cycles], priors: Sequence[Prior]) -> list[Belief]:
    """The same as ``corrin.response.belief.beliefs``."""
    if len(_KEPT) > _MOST:
        _KEPT.clear()
    return [
        _one(cycles, prior) if cycles.starts else _plain([cycles], [prior])[0]
        for cycles, prior in zip(diaries, priors, strict=True)
    ]


_KEPT: dict[object, _Past] = {}


def _one(cycles: Cycles, prior: Prior) -> Belief:
    over = slice(0, len(cycles.starts) - 1)
    old = _part(cycles, over)
    written = (old.scores.tobytes(), old.usable.tobytes(), cycles.planned.tobytes())
    key = (cycles.starts, old.lengths, written, prior)
    if key not in _KEPT:
        _KEPT[key] = _walked(cycles, old, prior)
    past = _KEPT[key]
    running = replace(_part(cycles, slice(over.stop, None)), planned=np.array([past.told]))
    state = stories._State(*(part.copy() for part in past.state))
    read = _gathered(running, past.noise, past.period)
    walked = stories._walk(state, stories._first([prior]), read)
    back = np.concatenate([past.back, walked.back[0]])[None]
    return belief._belief(replace(walked, back=back), 0, len(cycles.starts), prior)


def _walked(cycles: Cycles, old: Cycles, prior: Prior) -> _Past:
    day = np.array(cycles.starts, dtype=np.float64)[:, None] + np.arange(cycles.scores.shape[1])
    known = _learned(cycles.scores, cycles.usable, day)
    period, told = _rhythm(cycles), evidence._expected(cycles)
    state, back = stories._first([prior]), np.zeros((1, 0))
    if old.starts:
        read = _gathered(replace(old, planned=told[:-1]), known, period)
        back = stories._walk(state, stories._first([prior]), read).back
    parts = [getattr(state, name).copy() for name in _FIELDS]
    return _Past(parts, tuple(back[0]), known, period, float(told[-1]))


def _rhythm(cycles: Cycles) -> float:
    """The monthly period, from all cycles together."""
    width = max(cycles.scores.shape[1], noise.LAGS + 1)
    shape = (1, len(cycles.starts), width)
    y, day, diagonal = np.zeros((3, *shape))
    sheet = evidence._Sheet(y, day, diagonal, np.zeros((noise.LAGS, *shape)))
    here = (0, slice(0, len(cycles.starts)), slice(0, cycles.scores.shape[1]))
    evidence._lay(cycles, sheet, here)
    return float(_period(sheet)[0])


def _gathered(cycles: Cycles, known: Noise, period: float) -> evidence.Evidence:
    learned = patch.object(noise, "learned", lambda *_: known)
    with learned, patch.object(evidence, "_period", lambda _: np.array([period])):
        return evidence.gather([cycles])


def _part(cycles: Cycles, rows: slice) -> Cycles:
    lengths = cycles.lengths[rows]
    width = max(1, min(max(lengths, default=1), cycles.scores.shape[1]))
    return replace(
        cycles,
        starts=cycles.starts[rows],
        lengths=lengths,
        planned=cycles.planned[rows],
        scores=np.ascontiguousarray(cycles.scores[rows, :width]),
        usable=np.ascontiguousarray(cycles.usable[rows, :width]),
        complete=cycles.complete[rows],
    )


def install() -> None:
    """Let proposals remember, in this process."""
    patch.object(proposal, "beliefs", beliefs).start()
