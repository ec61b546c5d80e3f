"""Pictures: one patient's course on one A4 page, and the trials of the evidence library."""

from corrin.figures.curve import curve
from corrin.figures.forest import ForestWords, forest, lines, notes
from corrin.figures.forest_table import forest_heads, forest_rows, forest_table
from corrin.figures.html import BESIDE, html
from corrin.figures.outcome import outcome, told
from corrin.figures.page import footed, profile_page
from corrin.figures.pdf import pdf
from corrin.figures.recovery_page import recovery_page, recovery_table
from corrin.figures.recovery_page import sentences as recovery_sentences
from corrin.figures.shapes import Page
from corrin.figures.svg import svg, svg_of
from corrin.figures.tables import profile_table
from corrin.figures.talk import sentences as profile_sentences
from corrin.figures.words import Words

__all__ = [
    "BESIDE",
    "ForestWords",
    "Page",
    "Words",
    "curve",
    "footed",
    "forest",
    "forest_heads",
    "forest_rows",
    "forest_table",
    "html",
    "lines",
    "notes",
    "outcome",
    "pdf",
    "profile_page",
    "profile_sentences",
    "profile_table",
    "recovery_page",
    "recovery_sentences",
    "recovery_table",
    "svg",
    "svg_of",
    "told",
]
