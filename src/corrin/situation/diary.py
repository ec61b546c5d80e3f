"""Facts about the diary itself. What it says is worked out by advice (see outlook)."""

from corrin.situation.fact import NO, UNKNOWN, Fact, fact, of
from corrin.situation.reading import Reading


@fact(missing="diary")
def diary_kept(r: Reading) -> Fact:
    """There is a diary with scores."""
    return of(True, r.newest_scores) if r.composite else NO


@fact("number", missing="diary")
def days_since_score(r: Reading) -> Fact:
    """Days since the last day with a score."""
    if not r.composite:
        return UNKNOWN
    return of(float(r.days_since(max(r.composite))), r.newest_scores)


@fact()
def complaints_told(r: Reading) -> Fact:
    """Complaints were told, or it was said that there are none."""
    return of("symptoms" in r.stated, r.symptoms)
