"""Whether beliefs keep their promises: coverage of the duration, calibration of a return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from corrin.response import Proposal
from corrin.simulate.patients import Floats, Ints
from corrin.simulate.worlds import Course

ASKED = (150, 250, 350, 450, 550, 650)  # each patient's first belief from each of these days on
WITHIN = (7, 14, 28, 42, 84)  # days for which a return is foretold
BINS = 10
NO_CYCLE = 0.05  # a p_cycle below this calls somebody "no cycle"


@dataclass(slots=True)
class Ledger:
    """Beliefs noted beside the truth while patients live; nothing flows back to a policy."""

    course: Course | None = None
    noted: set[tuple[int, int]] = field(default_factory=set)
    covered: list[bool] = field(default_factory=list)
    called_none: list[bool] = field(default_factory=list)
    foretold: list[tuple[float, bool]] = field(default_factory=list)

    def meet(self, course: Course) -> None:
        """The course whose truth is compared with; called once when lives begin."""
        self.course = course

    def note(self, lanes: Ints, day: int, answers: Sequence[Proposal]) -> None:
        """Write down beliefs of this day, once a patient and period."""
        period = sum(day >= asked for asked in ASKED)
        if not period or self.course is None:
            return
        fresh = [(int(n), a) for n, a in zip(lanes, answers, strict=True)]
        fresh = [(n, a) for n, a in fresh if (n, period) not in self.noted]
        lasts = self.course.lasts(day) if fresh else np.empty(0)
        for lane, answer in fresh:
            self.noted.add((lane, period))
            self._compare(answer, float(lasts[lane]), bool(self.course.traits.follows[lane]))

    def _compare(self, answer: Proposal, lasts: float, follows: bool) -> None:
        belief = answer.belief
        if follows:
            self.covered.append(belief.duration(0.05) <= lasts <= belief.duration(0.95))
            self.called_none.append(belief.p_cycle < NO_CYCLE)
        self.foretold += [(belief.p_return(k), follows and lasts <= k) for k in WITHIN]

    def error(self) -> float:
        """Mean distance between foretold and seen over ten equal bins, weighted by number."""
        if not self.foretold:
            return float("nan")
        told, seen = (np.array(x, dtype=np.float64) for x in zip(*self.foretold, strict=True))
        at = np.clip((told * BINS).astype(np.int64), 0, BINS - 1)
        gaps = [_gap(told[at == k], seen[at == k]) for k in range(BINS)]
        return float(np.sum(gaps) / len(told))


def _gap(told: Floats, seen: Floats) -> float:
    return abs(float(told.sum() - seen.sum())) if len(told) else 0.0
