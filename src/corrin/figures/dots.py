"""How long an injection lasts here: twenty equally likely durations, or a bound, or neither."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from corrin.advice.profile import UNSAID, Lasting, Profile
from corrin.figures.axis import SMALL, Scale, day_ticks
from corrin.figures.ink import BLUE, INK, RULE, SOFT
from corrin.figures.letters import paragraph
from corrin.figures.shapes import Circle, Path, Rect, Shape, Text
from corrin.figures.words import Words

Box = tuple[float, float, float, float]  # left, top, right, bottom
TALLEST = 5.0  # largest radius of a dot


def dots(profile: Profile, words: Words, box: Box) -> Iterator[Shape]:
    """The picture for what is known."""
    if profile.lasting.kind == "lasts":
        yield from _dotted(profile, words, box)
    elif profile.lasting.kind == "at_least":
        yield from _bound(profile, words, box)
    else:
        yield from _unknown(profile, words, box)


def _range(lasting: Lasting, beside: float | None) -> tuple[float, float]:
    """Whole weeks around the dots and the interval in force."""
    days = [*lasting.dots, *([beside] if beside else [])]
    low, high = min(days) // 7 * 7, (max(days) // 7 + 1) * 7
    return float(max(low - 7, 0)), float(max(high, low + 28))


def _dotted(p: Profile, words: Words, box: Box) -> Iterator[Shape]:
    left, top, right, bottom = box
    x = Scale(*_range(p.lasting, _beside(p)), left + 6, right - 6)
    base = bottom - 22
    yield from _axis(x, base, words.say("dots_axis"), box)
    yield from _plan(p, words, x, top, base)
    radius, columns = _columns(p.lasting, x, base - top - 12)
    for column, count in sorted(columns.items()):
        for n in range(count):
            at = x.start + (column + 0.5) * 2 * radius
            yield Circle(at, base - 1.5 - radius * (2 * n + 1), radius - 0.4, BLUE)


def _columns(lasting: Lasting, x: Scale, room: float) -> tuple[float, Counter[int]]:
    """Dots as large as fit: how many stand in each column."""
    radius = TALLEST
    while True:
        columns = Counter(int((x(d) - x.start) / (2 * radius)) for d in lasting.dots)
        if max(columns.values()) * 2 * radius <= room or radius < 1.5:
            return radius, columns
        radius -= 0.25


def _beside(p: Profile) -> float | None:
    """The interval drawn beside the dots."""
    return p.current if p.current and p.current <= 2 * p.lasting.high else None


def _plan(p: Profile, words: Words, x: Scale, top: float, base: float) -> Iterator[Shape]:
    """The interval in force as a line, so that it can be compared."""
    if _beside(p) is None or p.current is None:
        return
    at = x(p.current)
    yield Path(((at, top + 9), (at, base)), SOFT, 1.1, (1, 2))
    near = at > (x.start + x.stop) / 2
    text = words.say("mark_planned", days=words.number(p.current))
    yield Text(
        at + (4 if near else -4), top + 6, text, SMALL, True, "end" if near else "start", SOFT
    )


def _axis(x: Scale, base: float, text: str, box: Box) -> Iterator[Shape]:
    yield Path(((x.start, base), (x.stop, base)), SOFT, 0.8)
    for tick in day_ticks(x.high - x.low, 8):
        at = x(x.low + tick)
        yield Path(((at, base), (at, base + 2.5)), SOFT, 0.6)
        yield Text(at, base + 10, f"{x.low + tick:.0f}", SMALL, anchor="middle", fill=SOFT)
    yield Text((box[0] + box[2]) / 2, box[3] - 1, text, SMALL, anchor="middle", fill=SOFT)


def _bound(p: Profile, words: Words, box: Box) -> Iterator[Shape]:
    """A bar as far as is known, and an arrow into what is not."""
    left, top, right, bottom = box
    bound, base = p.lasting.bound, bottom - 22
    x = Scale(0, max(bound * 1.6, 14), left + 6, right - 10)
    yield from _axis(x, base, words.say("bound_axis"), box)
    middle = base - 22
    yield Rect(x(0), middle - 9, x(bound) - x(0), 18, BLUE)
    yield Path(((x(bound), middle), (x.stop - 2, middle)), INK, 1.4, (3, 2))
    tip = x.stop + 4
    yield Path(((tip - 7, middle - 4), (tip, middle), (tip - 7, middle + 4)), fill=INK)
    text, _ = paragraph(
        words.say("bound_text", days=words.number(bound)), (left, top + 8), right - left, 8
    )
    yield from text


def _unknown(p: Profile, words: Words, box: Box) -> Iterator[Shape]:
    left, top, right, _ = box
    lines, below = paragraph(unknown(p, words), (left + 8, top + 16), right - left - 16, 8.5)
    yield Rect(left, top + 2, right - left, below - top - 4, "", RULE, 0.8, (3, 2))
    yield from lines


def unknown(p: Profile, words: Words) -> str:
    """Why no duration is told."""
    return words.say(f"unknown_{_why(p)}")


def _why(p: Profile) -> str:
    if p.silence in (*UNSAID, "tablets", "no_injections"):
        return p.silence
    if p.lasting.rises:
        return "rises"
    return "unrelated" if p.lasting.link == "unrelated" else "not_enough_data"


def lasts(p: Profile, words: Words) -> str:
    """The duration in few words."""
    kind = p.lasting.kind
    if kind == "lasts":
        return words.say("lasts_about", days=words.number(round(p.lasting.middle)))
    if kind == "at_least":
        return words.say("lasts_at_least", days=words.number(p.lasting.bound))
    unsaid = _why(p) in (*UNSAID, "tablets", "unrelated", "rises")
    return words.say("lasts_unsaid" if unsaid else "lasts_unknown")


def sure(p: Profile, words: Words) -> str:
    """How sure that is."""
    kind = p.lasting.kind
    if kind == "lasts":
        low, high = round(p.lasting.low), round(p.lasting.high)
        return words.say("sure_nine_of_ten", days=words.span(low, high))
    if kind == "at_least":
        return words.say("sure_bound")
    if _why(p) != "not_enough_data":
        return words.say(f"card_silent_{_why(p)}")
    if p.memories:
        return words.say("sure_memory", days=recalled_days(p, words))
    return words.say("sure_not_yet")


def recalled_days(p: Profile, words: Words) -> str:
    """The shortest and the longest remembered, in whole days."""
    days = [round(m.days) for m in p.memories]
    return words.span(min(days), max(days))
