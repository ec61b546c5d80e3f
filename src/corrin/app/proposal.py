"""The interval block: the proposal in words, and a ruler of days, or why there is none."""

from dataclasses import dataclass

from corrin.advice import OUT_OF_SCOPE, RED_FLAGS, Assessment, Proposal
from corrin.record import Administration, CarePlan, Record
from corrin.words import Catalog

# The ruler's drawing, in its own units.
LEFT, WIDTH = 10, 300


@dataclass(frozen=True, slots=True)
class Ruler:
    """Days as places on a line: the signed band, the interval now, and the one proposed."""

    band_at: int
    band_wide: int
    band_end: int
    now_at: int | None
    proposed_at: int | None
    shortest: str
    longest: str
    now: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Interval:
    """What the page says of the interval. Without `due` it says why no day is named."""

    label: str = ""
    due: str = ""
    week: str = ""
    due_iso: str = ""
    due_now: bool = False
    window: str = ""
    lines: tuple[str, ...] = ()
    ruler: Ruler | None = None
    none: str = ""


def interval(a: Assessment, record: Record, words: Catalog) -> Interval | None:
    """The block, or None where nobody has injections yet."""
    if a.proposal:
        return _proposed(a.proposal, words)
    if a.keys() & RED_FLAGS:
        return Interval(none=words.text("page", "no_proposal_red_flag"))
    if a.keys() & OUT_OF_SCOPE:
        return Interval(none=words.text("page", "no_proposal_out_of_scope"))
    plans = record.current().of(CarePlan)
    if any(p.signed and p.band_days for p in plans) or not record.of(Administration):
        return None
    return Interval(none=words.text("page", "no_proposal_no_band"))


def _proposed(p: Proposal, words: Catalog) -> Interval:
    due = p.due
    moved = p.reason == "shorter"
    return Interval(
        label=words.text("page", "next_injection_proposed" if moved else "next_injection"),
        due=f"{words.weekday(due)} {words.day(due)}" if due else "",
        week=words.text("page", "week", week=due.isocalendar().week) if due else "",
        due_iso=due.isoformat() if due else "",
        due_now=p.due_now,
        window=_window(p, words),
        lines=tuple(_lines(p, words)),
        ruler=_ruler(p, words),
    )


def _window(p: Proposal, words: Catalog) -> str:
    if p.window is None or p.window[0] == p.window[1]:
        return ""
    first, last = (words.day(day) for day in p.window)
    return words.text("page", "next_window", first=first, last=last)


def _lines(p: Proposal, words: Catalog) -> list[str]:
    """The numbers in words, those that are known."""
    found = [words.code("reason", p.reason)]
    if p.interval_days is not None:
        days = words.number(p.interval_days)
        found.append(words.text("page", "interval_proposed", days=days))
    if p.current_days is not None:
        days = words.number(p.current_days)
        found.append(words.text("page", "interval_now", days=days))
    if p.band_days is not None:
        low, high = (words.number(day) for day in p.band_days)
        found.append(words.text("page", "signed_limits", shortest=low, longest=high))
    if p.lasts_days is not None:
        low, middle, high = (words.number(day) for day in p.lasts_days)
        found.append(words.text("page", "lasts_days", low=low, middle=middle, high=high))
    rails = words.listed(words.code("rail", rail) for rail in p.rails)
    return [*found, rails[:1].upper() + rails[1:]] if rails else found


def _ruler(p: Proposal, words: Catalog) -> Ruler | None:
    if p.band_days is None:
        return None
    low, high = p.band_days
    known = [day for day in (p.interval_days, p.current_days, high) if day is not None]
    scale = WIDTH / (max(known) * 1.08)

    def at(day: float) -> int:
        return LEFT + round(day * scale)

    return Ruler(
        band_at=at(low),
        band_wide=max(at(high) - at(low), 2),
        band_end=at(high),
        now_at=at(p.current_days) if p.current_days is not None else None,
        proposed_at=at(p.interval_days) if p.interval_days is not None else None,
        shortest=words.number(low),
        longest=words.number(high),
        now=words.number(p.current_days) if p.current_days is not None else "",
        proposed=words.number(p.interval_days) if p.interval_days is not None else "",
    )
