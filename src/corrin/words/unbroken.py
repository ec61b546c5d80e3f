"""Numbers stay whole: no line ends between a number and its sign, its unit or its thousands."""

import re

NO_BREAK, MINUS = "\u00a0", "\u2212"
BEFORE_A_UNIT = re.compile(r"(?<=\d) (?=%|(?:mg|µg|points?|punt|punten|[npµ]mol/L|pg/mL)\b)")
THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")
HYPHEN = re.compile(r"(?<![\w)/-])-(?=\d)")


def unbroken(text: str) -> str:
    """A text whose numbers are not torn apart at the end of a line."""
    return HYPHEN.sub(MINUS, THOUSANDS.sub(NO_BREAK, BEFORE_A_UNIT.sub(NO_BREAK, text)))
