"""Numbers stay whole on a page: no line ends between a number and its sign, unit or thousands."""

import re

NO_BREAK, MINUS = "\u00a0", "\u2212"
SPOKEN = re.compile(r">[^<]+")  # what stands between tags; attributes and drawings keep their signs
BEFORE_A_UNIT = re.compile(r"(?<=\d) (?=%|(?:mg|µg|points?|punt|punten|[npµ]mol/L|pg/mL)\b)")
THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")
HYPHEN = re.compile(r"(?<![\w)/-])-(?=\d)")


def whole(page: str) -> str:
    """A page of HTML whose numbers are not torn apart at the end of a line."""
    return SPOKEN.sub(lambda met: _whole(met[0]), page)


def _whole(text: str) -> str:
    text = BEFORE_A_UNIT.sub(NO_BREAK, text)
    return HYPHEN.sub(MINUS, THOUSANDS.sub(NO_BREAK, text))
