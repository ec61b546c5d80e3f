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
from corrin.response.stories import Walked

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
    """The same as ``corrin.response.belief.beliefs``; the running cycles walked together."""
    if len(_KEPT) > _MOST:
        _KEPT.clear()
    begun = [n for n, cycles in enumerate(diaries) if cycles.starts]
    ran = _run([diaries[n] for n in begun], [priors[n] for n in begun])
    known = dict(zip(begun, ran, strict=True))
    none = [n for n in range(len(diaries)) if n not in known]
    known.update((n, _plain([diaries[n]], [priors[n]])[0]) for n in none)
    return [known[n] for n in range(len(diaries))]


_KEPT: dict[object, _Past] = {}


def _run(diaries: list[Cycles], priors: list[Prior]) -> list[Belief]:
    if not diaries:
        return []
    pasts = [_past(cycles, prior) for cycles, prior in zip(diaries, priors, strict=True)]
    running = [
        replace(_part(cycles, slice(len(cycles.starts) - 1, None)), planned=np.array([past.told]))
        for cycles, past in zip(diaries, pasts, strict=True)
    ]
    parts = zip(*(past.state for past in pasts), strict=True)
    state = stories._State(*(np.concatenate(each) for each in parts))
    read = _gathered(running, [past.noise for past in pasts], [past.period for past in pasts])
    walked = stories._walk(state, stories._first(priors, read.alike), read)
    return [
        belief._belief(
            Walked(
                walked.quiet[k : k + 1],
                walked.weight[k : k + 1],
                np.array([[*past.back, walked.back[k, -1]]]),
            ),
            0,
            len(diaries[k].starts),
            priors[k],
        )
        for k, past in enumerate(pasts)
    ]


def _past(cycles: Cycles, prior: Prior) -> _Past:
    """What the walk made of the cycles that are over."""
    old = _part(cycles, slice(0, len(cycles.starts) - 1))
    written = (old.scores.tobytes(), old.usable.tobytes(), cycles.planned.tobytes())
    key = (cycles.starts, old.lengths, written, prior)
    if key not in _KEPT:
        _KEPT[key] = _walked(cycles, old, prior)
    return _KEPT[key]


def _walked(cycles: Cycles, old: Cycles, prior: Prior) -> _Past:
    day = np.array(cycles.starts, dtype=np.float64)[:, None] + np.arange(cycles.scores.shape[1])
    known = _learned(cycles.scores, cycles.usable, day)
    period, told = _rhythm(cycles), evidence._expected(cycles)
    lengths = np.array([cycles.lengths], dtype=np.float64)
    alike = evidence.alike(np.array([period]), lengths)
    state, back = stories._first([prior], alike), np.zeros((1, 0))
    if old.starts:
        read = _gathered([replace(old, planned=told[:-1])], [known], [period])
        back = stories._walk(state, stories._first([prior], alike), read).back
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


def _gathered(cycles: list[Cycles], known: list[Noise], period: list[float]) -> evidence.Evidence:
    each = iter(known)
    learned = patch.object(noise, "learned", lambda *_: next(each))
    with learned, patch.object(evidence, "_period", lambda _: np.array(period)):
        return evidence.gather(cycles)


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
