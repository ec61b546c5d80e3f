"""Facts read from the diary: is there one, is it recent, does treatment work, what is the trend.

Plateau is our own definition (no source has one): no change of a point or more between the mean
of the last four weeks and that of four weeks eight weeks earlier.
"""

from datetime import date, timedelta
from statistics import fmean

from corrin.record import Score
from corrin.situation.fact import NO, UNKNOWN, Fact, fact, of
from corrin.situation.reading import Reading

WINDOW = 28
BACK = 56
LEAST_SCORES = 4
REAL_CHANGE = 1.0


@fact(missing="diary")
def diary_kept(r: Reading) -> Fact:
    """There is a diary with scores."""
    scored = [e for e in r.record.of(Score) if e.on and e.on in r.composite]
    newest = max(scored, key=lambda e: (e.on or date.min, e.id), default=None)
    return of(True, [newest]) if newest else NO


def _mean(r: Reading, first: int, last: int) -> float | None:
    """Mean score of the days so many days back, ill days left out; None with too few."""
    kept = [
        score
        for day, score in r.composite.items()
        if last <= r.days_since(day) < first and day not in r.ill_days
    ]
    return fmean(kept) if len(kept) >= LEAST_SCORES else None


@fact(
    "code",
    missing="diary",
    codes=("improving", "plateau", "worsening", "cannot_tell"),
)
def recovery_trend(r: Reading) -> Fact:
    """Trend of the diary over three months: improving, plateau, worsening, or cannot tell."""
    now, then = _mean(r, WINDOW, 0), _mean(r, BACK + WINDOW, BACK)
    if not r.composite:
        return UNKNOWN
    if now is None or then is None:
        return of("cannot_tell")
    if abs(now - then) < REAL_CHANGE:
        return of("plateau")
    return of("improving" if now < then else "worsening")


@fact(missing="diary")
def plateau_seen(r: Reading) -> Fact:
    """The diary shows a plateau: no further improvement over two months."""
    return of(recovery_trend(r).value == "plateau")


def cycles(r: Reading) -> list[tuple[date, date]]:
    """Injection days and the day after each cycle's last, the running cycle included."""
    days = r.injection_days
    return list(zip(days, [*days[1:], r.on + timedelta(days=1)], strict=False))
