"""The overlay of all cycles, small enough for a telephone."""

from corrin.advice.profile import Profile
from corrin.figures.axis import frame
from corrin.figures.overlay import marks, overlay, told
from corrin.figures.shapes import Block, Page
from corrin.figures.summary import span_days
from corrin.figures.svg import svg_of
from corrin.figures.words import Words

# So few units that the letters are still read on 360 pixels.
WIDTH, HEIGHT = 238.0, 204.0
LEFT, RIGHT, BELOW = 62.0, 231.0, 42.0


def overlay_svg(profile: Profile, words: Words, *, counted: bool) -> str:
    """The chart as SVG text, or nothing where there are no cycles to lay together.

    Unless `counted` it does not tell which day of the cycle it is.
    """
    if not profile.pooled:
        return ""
    top = 10.5 * len(marks(profile, words, today=counted)) + 6
    f = frame((0, span_days(profile)), (LEFT, top, RIGHT, HEIGHT - BELOW))
    alt = told(profile, words)
    block = Block("Figure", tuple(overlay(profile, words, f, today=counted)))
    page = Page(words.lang, words.say("overlay_title"), alt, (block,))
    return svg_of(page, WIDTH, HEIGHT)
