"""The interval profile: one A4 page, from top to bottom."""

from __future__ import annotations

from dataclasses import replace

from corrin.advice.profile import ALARMS, Cycle, Profile
from corrin.figures import dots, overlay, strips, summary, tables, talk
from corrin.figures.axis import SMALL, Frame, Scale, day_axis, frame
from corrin.figures.ink import INK, RULE, SOFT
from corrin.figures.letters import paragraph, width, wrapped
from corrin.figures.recovery import timeline
from corrin.figures.shapes import HEIGHT, WIDTH, Block, Page, Rect, Shape, Text
from corrin.figures.words import Words

LEFT, RIGHT = 36.0, WIDTH - 36.0
ROOM = RIGHT - LEFT
CHART_LEFT, CHART_RIGHT = LEFT + 122, RIGHT - 48
BOTTOM = HEIGHT - 24
LOWER = 118.0  # height of the dots and the small table
CURVES = 84.0  # the least height of the curves: lower, and their names run into each other
FEWEST_ROWS = 4
HEAD = 11.0


def profile_page(profile: Profile, words: Words) -> Page:
    """The page of a profile. What stands at the bottom is measured first; charts get the rest."""
    top, y = _top(profile, words)
    foot, ends = _foot(profile, words)
    middle = _charts(profile, words, y, ends - LOWER - 14)
    lower = _lower(profile, words, ends - LOWER)
    alt = " ".join(text for _, text in talk.sentences(profile, words))
    return Page(words.lang, words.say("title"), alt, (*top, *middle, *lower, *foot))


def footed(page: Page, line: str) -> Page:
    """The page with one small line at its very foot."""
    text = Text(page.width / 2, page.height - 9, line, 6.5, anchor="middle", fill=SOFT)
    return replace(page, blocks=(*page.blocks, Block("P", (text,))))


def heading(profile: Profile, words: Words, title: str) -> tuple[list[Block], float]:
    """Title, and what it was made from."""
    start = profile.scores[0][0] if profile.scores else profile.on
    line = words.say(
        "made_from" if profile.scores or not profile.memories else "made_from_memory",
        start=words.day(start),
        on=words.day(profile.on),
        week=profile.on.isocalendar().week,
    )
    items = ", ".join(words.item(i) for i in profile.items)
    score = words.say("score_is", items=items) if items else ""
    what = [line, talk.injected(profile, words), score]
    lines, y = paragraph(" ".join(filter(None, what)), (LEFT, 57), ROOM, SMALL, fill=SOFT)
    head = Text(LEFT, 44, title, 17, True)
    return [Block("H1", (head,)), Block("P", lines)], y


def _top(profile: Profile, words: Words) -> tuple[list[Block], float]:
    found, y = heading(profile, words, words.say("title"))
    warned, y = alarm(profile, words, y)
    found += warned
    gap, cards = 8.0, talk.cards(profile, words)
    room = (ROOM - gap * (len(cards) - 1)) / len(cards)
    made = [_card(c, LEFT + n * (room + gap), y, room) for n, c in enumerate(cards)]
    tall = max(low for _, low in made) - y
    for n, (block, _) in enumerate(made):
        edge = Rect(LEFT + n * (room + gap), y - 4, room, tall, "", RULE, 0.9)
        found += [Block("Artifact", (edge,)), block]
    return found, y + tall + 12


def alarm(p: Profile, words: Words, y: float) -> tuple[list[Block], float]:
    """What comes before all numbers, where there is an alarm sign; else nothing."""
    if p.silence not in ALARMS:
        return [], y
    text = f"{words.say(f'seen_{p.silence}')} {words.say(f'silent_{p.silence}')}"
    lines, below = paragraph(text, (LEFT + 9, y + 12), ROOM - 18, 10, bold=True)
    edge = Rect(LEFT, y - 2, ROOM, below - y - 2, "", INK, 2.2)
    return [Block("Artifact", (edge,)), Block("P", lines)], below + 8


def _card(card: tuple[str, str, str], left: float, top: float, room: float) -> tuple[Block, float]:
    name, value, note = card
    inner = room - 12
    named, y = paragraph(name, (left + 6, top + 6), inner, SMALL, fill=SOFT)
    size = 12.0 if max(width(w, 12.0, True) for w in value.split()) <= inner else 9.0
    size = size if len(wrapped(value, inner, size, True)) <= 2 else 9.5
    valued, y = paragraph(value, (left + 6, y + 4), inner, size, bold=True)
    noted, y = paragraph(note, (left + 6, y - 1), inner, SMALL, fill=SOFT)
    return Block("P", (*named, *valued, *noted)), y - 1


def section(
    text: str, hint: str, x: float, y: float, room: float = ROOM
) -> tuple[list[Block], float]:
    """A heading with a line that says how to read what follows."""
    lines, below = paragraph(hint, (x, y + 10.5), room, SMALL, fill=SOFT) if hint else ((), y + 10)
    return [Block("H2", (Text(x, y, text, 10, True),)), Block("P", lines)], below


def _charts(p: Profile, words: Words, y: float, until: float) -> list[Block]:
    """Overlay and strips; or the diary over time, where there are no cycles to lay together."""
    if not p.pooled:
        remembered = p.noted and not p.scores
        return (_remembered if remembered else _without_cycles)(p, words, y, until)
    head, y = section(words.say("overlay_title"), words.say("overlay_hint"), LEFT, y)
    y += overlay.LANE * len(overlay.marks(p, words))
    under = strips.LEGEND + 3 * HEAD + overlay.BELOW + 6
    fitting = int((until - y - CURVES - under) // strips.ROW)
    rows = strips.rows(p)[-max(fitting, FEWEST_ROWS) :]
    low = until - under - strips.ROW * len(rows)
    f = frame((0, summary.span_days(p)), (CHART_LEFT, y, CHART_RIGHT, low))
    drawn = tuple(overlay.overlay(p, words, f))
    picture = Block("Figure", drawn, title=words.say("overlay_title"), alt=overlay.told(p, words))
    return [*head, picture, *_strips(p, rows, words, f, low + overlay.BELOW + 6)]


def _strips(p: Profile, rows: tuple[Cycle, ...], words: Words, f: Frame, y: float) -> list[Block]:
    older = len(p.noted) - len(rows)
    hint = words.say("strips_hint")
    hint += f" {words.say('strips_older', older=older)}" if older else ""
    head, y = section(words.say("strips_title"), hint, LEFT, y + 4)
    mark = Text(RIGHT, y - 9.4, words.say("head_back"), SMALL, True, "end", SOFT)
    drawn: tuple[Shape, ...] = tuple(strips.strips(rows, words, f.x, y - 4, RIGHT))
    legend = tuple(strips.legend(rows, words, LEFT, y - 2 + strips.ROW * len(rows)))
    alt = strips.told(p, words)
    return [
        *head,
        Block("Figure", (mark, *drawn, *legend), title=words.say("strips_title"), alt=alt),
    ]


def _remembered(p: Profile, words: Words, y: float, until: float) -> list[Block]:
    """Before there is a diary: what is remembered of each injection."""
    rows = strips.rows(p)
    below = y + strips.ROW * len(rows) + 2 * HEAD + strips.LEGEND
    f = frame((0, summary.span_days(p)), (CHART_LEFT, y, CHART_RIGHT, min(below, until)))
    return [*_strips(p, rows, words, f, y), Block("Artifact", tuple(day_axis(f, f.x.high, 12)))]


def _without_cycles(p: Profile, words: Words, y: float, until: float) -> list[Block]:
    head, y = section(words.say("time_title"), words.say("time_hint"), LEFT, y)
    box = (LEFT + 64, y + 4, RIGHT, until - 40)
    return [*head, timeline(p, words, box)]


def _lower(p: Profile, words: Words, y: float) -> list[Block]:
    """Dots on the left, the small table on the right."""
    middle = LEFT + ROOM * 0.44
    left, below = section(words.say("dots_title"), "", LEFT, y, middle - LEFT)
    box = (LEFT, below - 4, middle, y + LOWER - 14)
    told = f"{dots.lasts(p, words)}. {dots.sure(p, words)}"
    drawn = Block(
        "Figure", tuple(dots.dots(p, words, box)), title=words.say("dots_title"), alt=told
    )
    right, below = section(words.say("table_title"), "", middle + 22, y)
    small = tables.small(p, words, middle + 22, below - 3, RIGHT)
    note, _ = paragraph(
        words.say("table_hint"),
        (middle + 22, y + LOWER - 24),
        RIGHT - middle - 22,
        SMALL,
        fill=SOFT,
    )
    return [*left, drawn, *right, small, Block("P", note)]


def _foot(p: Profile, words: Words) -> tuple[list[Block], float]:
    """The sentences for the talk, what can mislead, and what this is; measured, then set low."""
    tall = sum(_tall(p, words))
    top = BOTTOM - tall
    said, y = _talk(p, words, top)
    bias = " ".join(talk.biases(p, words))
    head = Text(LEFT, y, words.say("bias_title"), SMALL, True)
    lines, y = paragraph(bias, (LEFT, y + 10), ROOM, SMALL, fill=INK)
    last, _ = paragraph(talk.what_it_is(words), (LEFT, y + 3), ROOM, SMALL, fill=SOFT)
    return [*said, Block("H2", (head,)), Block("P", lines), Block("P", last)], top


def _tall(p: Profile, words: Words) -> tuple[float, ...]:
    said = _talk(p, words, 0.0)[1]
    bias = paragraph(" ".join(talk.biases(p, words)), (0, 0), ROOM, SMALL)[1]
    return said, bias + 10, paragraph(talk.what_it_is(words), (0, 0), ROOM, SMALL)[1] + 3


def _talk(p: Profile, words: Words, top: float) -> tuple[list[Block], float]:
    """The framed box of sentences, and the baseline after it."""
    size, left = 8.2, LEFT + 108
    blocks = [Block("H2", (Text(LEFT + 9, top + 15, words.say("talk_title"), 10, True),))]
    y = top + 29
    for head, text in talk.sentences(p, words):
        name, low = paragraph(head, (LEFT + 9, y), 96, size, bold=True)
        lines, below = paragraph(text, (left, y), RIGHT - left - 9, size)
        blocks.append(Block("P", (*name, *lines)))
        y = max(low, below) + 2.5
    lines, y = paragraph(talk.never_wait(words), (LEFT + 9, y), ROOM - 18, size, bold=True)
    blocks.append(Block("P", lines))
    edge = Block("Artifact", (Rect(LEFT, top, ROOM, y - top - 4, "", INK, 1.4),))
    return [edge, *blocks], y + 9


__all__ = ["Scale", "heading", "profile_page", "section"]
