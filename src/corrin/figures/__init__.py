"""Pictures of one patient's course: values in, one A4 page out, as SVG, HTML or PDF."""

from corrin.figures.html import html
from corrin.figures.page import profile_page
from corrin.figures.pdf import pdf
from corrin.figures.recovery_page import recovery_page, recovery_table
from corrin.figures.shapes import Page
from corrin.figures.svg import svg
from corrin.figures.tables import profile_table
from corrin.figures.words import Words

__all__ = [
    "Page",
    "Words",
    "html",
    "pdf",
    "profile_page",
    "profile_table",
    "recovery_page",
    "recovery_table",
    "svg",
]
