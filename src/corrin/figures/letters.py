"""How wide text is in the page's letters, Helvetica and those made to its measure.

Arial, Liberation Sans and Nimbus Sans share these widths, so lines are broken the same way on
every system, in SVG and in PDF. Widths in thousandths of the size (Adobe's core font metrics).
"""

from __future__ import annotations

from functools import cache

from corrin.figures.ink import INK
from corrin.figures.shapes import Text

PLAIN: dict[int, str] = {
    191: "'",
    222: "ijl‚‘’",
    260: "|¦",
    278: " \u00a0!,./:;I[\\]ft·ÌÍÎÏìíîï",
    333: "()-`r„ˆ‹“”˜›¡¨¯²³´¸¹",
    334: "{}",
    350: "•",
    355: '"',
    365: "º",
    370: "ª",
    389: "*",
    400: "°",
    469: "^",
    500: "Jcksvxyzšžçýÿ",
    537: "¶",
    556: "#$0123456789?L_abdeghnopqu€ƒ†‡–¢£¤¥§«µ»àáâãäåèéêëðñòóôõöùúûüþ",
    584: "+<=>~¬±×÷\u2212",
    611: "FTZŽ¿ßø",
    667: "&ABEKPSVXYŠŸÀÁÂÃÄÅÈÉÊËÝÞ",
    722: "CDHNRUwÇÐÑÙÚÛÜ",
    737: "©®",
    778: "GOQÒÓÔÕÖØ",
    833: "Mm",
    834: "¼½¾",
    889: "%æ",
    944: "Wœ",
    1000: "…‰Œ—™Æ",
    1015: "@",
}
BOLD: dict[int, str] = {
    238: "'",
    278: " \u00a0,./I\\ijl‚‘’·ÌÍÎÏìíîï",
    280: "|¦",
    333: "!()-:;[]`ftˆ‹˜›¡¨¯²³´¸¹",
    350: "•",
    365: "º",
    370: "ª",
    389: "*r{}",
    400: "°",
    474: '"',
    500: "z„“”ž",
    556: "#$0123456789J_aceksvxy€ƒ†‡–š¢£¤¥§«¶»àáâãäåçèéêëýÿ",
    584: "+<=>^~¬±×÷\u2212",
    611: "?FLTZbdghnopquŽµ¿ßðñòóôõöøùúûüþ",
    667: "EPSVXYŠŸÈÉÊËÝÞ",
    722: "&ABCDHKNRUÀÁÂÃÄÅÇÐÑÙÚÛÜ",
    737: "©®",
    778: "GOQwÒÓÔÕÖØ",
    833: "M",
    834: "¼½¾",
    889: "%mæ",
    944: "Wœ",
    975: "@",
    1000: "…‰Œ—™Æ",
}
LEADING = 1.25  # from baseline to baseline, in sizes
UNKNOWN = 1000  # a letter we have no width for is taken as wide


class _Widths(dict[str, int]):
    def __missing__(self, letter: str) -> int:
        return UNKNOWN


@cache
def _widths(bold: bool) -> _Widths:
    sizes = BOLD if bold else PLAIN
    return _Widths({letter: w for w, letters in sizes.items() for letter in letters})


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is, points."""
    return sum(map(_widths(bold).__getitem__, text)) * size / 1000


def wrapped(text: str, room: float, size: float, bold: bool = False) -> list[str]:
    """The text in lines that fit; a word that is too long for a line is cut."""
    lines = [""]
    for word in _short_enough(text.split(" "), room, size, bold):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size, bold) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _short_enough(words: list[str], room: float, size: float, bold: bool) -> list[str]:
    return [part for word in words for part in _cut(word, room, size, bold)]


def _cut(word: str, room: float, size: float, bold: bool) -> list[str]:
    if width(word, size, bold) <= room:
        return [word]
    parts = [""]
    for letter in word:
        if parts[-1] and width(parts[-1] + letter, size, bold) > room:
            parts.append("")
        parts[-1] += letter
    return parts


def paragraph(
    text: str,
    at: tuple[float, float],
    room: float,
    size: float,
    *,
    bold: bool = False,
    fill: str = INK,
) -> tuple[tuple[Text, ...], float]:
    """The lines of a paragraph, and the baseline of the line that would follow."""
    (x, y), step = at, size * LEADING
    lines = wrapped(text, room, size, bold)
    rows = enumerate(lines)
    shapes = tuple(Text(x, y + n * step, line, size, bold, fill=fill) for n, line in rows)
    return shapes, y + len(lines) * step
