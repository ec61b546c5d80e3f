"""Facts about the diary itself. What it says is worked out by advice (see outlook)."""

from corrin.record import Score
from corrin.situation.fact import NO, UNKNOWN, Fact, fact, of
from corrin.situation.reading import Reading


@fact(missing="diary")
def diary_kept(r: Reading) -> Fact:
    """There is a diary with scores."""
    return of(True, _newest(r)) if r.composite else NO


def _newest(r: Reading) -> list[Score]:
    last = max(r.composite)
    return sorted((e for e in r.record.of(Score) if e.on == last), key=lambda e: e.id)[-1:]


@fact("number", missing="diary")
def days_since_score(r: Reading) -> Fact:
    """Days since the last day with a score."""
    kept = diary_kept(r)
    return of(float(r.days_since(max(r.composite))), kept.because) if r.composite else UNKNOWN


@fact()
def complaints_told(r: Reading) -> Fact:
    """Complaints were told, or it was said that there are none."""
    return of("symptoms" in r.stated, r.symptoms)
