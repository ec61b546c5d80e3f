"""The goals of the response model, judged by the numbers that were measured."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NO_RULES = ("corrin", "oracle")
MET, NOT_MET = "met", "not met"


@dataclass(frozen=True, slots=True)
class Score:
    """A mean with its 95 % interval, where it has one, and what it is the mean of."""

    mean: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class World:
    """One world of one trial: scores by policy."""

    name: str
    own: bool
    sealed: bool
    patients: int
    years: float
    seed: int
    start: int
    rows: dict[str, dict[str, Score]]

    @property
    def corrin(self) -> dict[str, Score]:
        return self.rows["corrin"]

    @property
    def simplest(self) -> str:
        """The simple rule with the least regret here, chosen in hindsight."""
        rules = [name for name in self.rows if name not in NO_RULES]
        return min(rules, key=lambda name: self.rows[name]["regret"].mean)

    @property
    def simple(self) -> dict[str, Score]:
        return self.rows[self.simplest]


@dataclass(frozen=True, slots=True)
class Results:
    """All results kept: trials as numbers, the others as their text."""

    worlds: tuple[World, ...]
    alternate: World
    smoothness: str
    exact: str
    particles: str
    chance: str
    degraded: str
    speed: str


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the table: what was wanted, what was found, and whether that is enough."""

    goal: str
    found: str
    must: str
    met: str
    moonshot: str
    best: str


def goals(found: Results) -> list[Goal]:
    """Every goal, in the order of the design's table."""
    return [
        _regret(found.worlds),
        _at_most(
            "relapses caused by lengthening, a year", found, "relapses_lengthening", 0.25, 0.1
        ),
        _at_most(
            "injections a year where symptoms do not follow", found, "injections_unrelated", 13, 8
        ),
        _settled(found.worlds),
        _at_most("calibration error of `p_return`", found, "calibration_error", 0.03, 0.015),
        *_coverage(found.worlds),
        _at_most("people with a cycle called “no cycle”", found, "called_no_cycle", 0.02, 0.01),
        _alternate(found.alternate),
        _agreement(found.particles),
        _speed("patients a second on two cores, NumPy", found.speed, "NumPy", 100),
        _speed("patients a second on two cores, compiled", found.speed, "compiled", 1000),
        _smoothness(found.smoothness),
    ]


def under(world: World) -> bool:
    """Whether the upper bound of corrin's regret is under the best simple rule's mean."""
    high = world.corrin["regret"].high
    return high is not None and high < world.simple["regret"].mean


def cheaper(world: World) -> bool:
    """Whether corrin costs surely less than the best simple rule, patient by patient."""
    high = world.simple["corrin_above"].high
    return high is not None and high < 0


def _regret(worlds: Sequence[World]) -> Goal:
    over = [w for w in worlds if not under(w)]
    pairs = sum(map(cheaper, worlds))
    missed = ", ".join(
        f"{w.name} {w.corrin['regret'].high:.1f} against {w.simple['regret'].mean:.1f}"
        for w in over
    )
    return Goal(
        "regret a year in every world",
        f"mean {_range(worlds, 'regret')}; upper bound under the best simple rule in "
        f"{len(worlds) - len(over)} of {len(worlds)}{f', not in {missed}' if over else ''}; "
        f"patient by patient surely less than that rule in {pairs}",
        "upper 95 % bound under the best simple rule",
        _verdict(map(under, worlds)),
        "≤ 15",
        _verdict(w.corrin["regret"].mean <= 15 for w in worlds),
    )


def _at_most(goal: str, found: Results, key: str, must: float, best: float) -> Goal:
    worlds = found.worlds
    worst = max(worlds, key=lambda w: w.corrin[key].mean)
    return Goal(
        goal,
        f"{_range(worlds, key)}{f', worst in {worst.name}' if worst.corrin[key].mean else ''}",
        f"≤ {must:g}",
        _verdict(w.corrin[key].mean <= must for w in worlds),
        f"≤ {best:g}",
        _verdict(w.corrin[key].mean <= best for w in worlds),
    )


def _settled(worlds: Sequence[World]) -> Goal:
    return Goal(
        "share within 0.6–1.15 of the oracle's interval for good",
        _range(worlds, "settled"),
        "≥ 0.6",
        _verdict(w.corrin["settled"].mean >= 0.6 for w in worlds),
        "≥ 0.8",
        _verdict(w.corrin["settled"].mean >= 0.8 for w in worlds),
    )


def _coverage(worlds: Sequence[World]) -> list[Goal]:
    own, others = [w for w in worlds if w.own], [w for w in worlds if not w.own]
    inside, wide = [w.corrin["coverage_90"].mean for w in own], _range(others, "coverage_90")
    rest = [w.corrin["coverage_90"].mean for w in others]
    return [
        Goal(
            "90 % interval of the duration covers, own world",
            _range(own, "coverage_90"),
            "0.885 to 0.915",
            _verdict(0.885 <= share <= 0.915 for share in inside),
            "0.89 to 0.91",
            _verdict(0.89 <= share <= 0.91 for share in inside),
        ),
        Goal(
            "90 % interval of the duration covers, other worlds",
            wide,
            "≥ 0.85",
            _verdict(share >= 0.85 for share in rest),
            "≥ 0.88",
            _verdict(share >= 0.88 for share in rest),
        ),
    ]


def _alternate(world: World) -> Goal:
    share = world.corrin["settled"].mean
    ours, oracle = (world.rows[p]["relapses_lengthening"].mean for p in ("corrin", "oracle"))
    return Goal(
        "from alternate days to their interval in a year, relapses no more than the oracle",
        f"{100 * share:.0f} % settled; relapses {ours:.2f} against {oracle:.2f}",
        "≥ 60 %",
        _verdict([share >= 0.6, ours <= oracle]),
        "≥ 80 %",
        _verdict([share >= 0.8, ours <= oracle]),
    )


def _agreement(text: str) -> Goal:
    """The walk against particles, in standard deviations of the mean log duration."""
    told = re.search(r"apart by ([\d.]+) SD on average, worst ([\d.]+)", text)
    assert told, text
    mean, worst = map(float, told.groups())
    return Goal(
        "agreement with a sampler (particles; NUTS was only tried, decision 25)",
        f"{mean:.3f} posterior SD on average, worst {worst:.3f}",
        "≤ 0.05, ≤ 0.25 posterior SD",
        _verdict([mean <= 0.05, worst <= 0.25]),
        "≤ 0.03, ≤ 0.15",
        _verdict([mean <= 0.03, worst <= 0.15]),
    )


def _speed(goal: str, text: str, way: str, must: float) -> Goal:
    """Judged by the CPU seconds of one process, twice: two cores."""
    told = re.findall(rf"propose_many, {way} +([\d.]+) ", text)
    assert told, text
    twice = [2 * float(each) for each in told]
    return Goal(
        goal,
        f"{' and '.join(f'{each:.0f}' for each in twice)}, reckoned as twice what one core does",
        f"≥ {must:,.0f}",
        _verdict([min(twice) >= must]),
        "≥ 3,000",
        _verdict([min(twice) >= 3000]),
    )


def _smoothness(text: str) -> Goal:
    """The largest move of any diary, for one point on one day wherever it lies."""
    rows = re.findall(r"day, 1 point +within ([\d.]+) .* max ([\d.]+)", text)
    assert rows, text
    within, top = min(float(w) for w, _ in rows), max(float(m) for _, m in rows)
    return Goal(
        "one diary point on one day moves the proposal by at most 10 % or one day",
        f"{100 * within:.1f} % of diaries stay inside; the largest move is {top:g} times that",
        "every diary",
        _verdict([top <= 1]),
        "one day",
        "not measured apart",
    )


def _range(worlds: Sequence[World], key: str) -> str:
    means = sorted(w.corrin[key].mean for w in worlds)
    digits = 1 if key == "regret" else 3 if key == "calibration_error" else 2
    low, high = f"{means[0]:.{digits}f}", f"{means[-1]:.{digits}f}"
    return low if low == high else f"{low} to {high}"


def _verdict(each: Iterable[bool]) -> str:
    return MET if all(each) else NOT_MET
