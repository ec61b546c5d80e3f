"""The colours. None carries a meaning alone, and text keeps a contrast of 4.5 to 1 on white."""

from __future__ import annotations

INK = "#1a1a1a"
SOFT = "#555b63"  # text of the second rank
RULE = "#c9ced6"  # hairlines
PAPER = "#ffffff"
BLUE = "#0b4a7a"  # the median, the dots
HALF = "#8fb8d8"  # half of the days
MOST = "#d3e4f1"  # eight of ten days
FAINT = "#858d98"  # one cycle, one day
NOW = "#a34700"  # the running cycle and today
GREEN = "#2f6b3c"  # what a clinician signed
SHADES = ("#c3d8ea", "#9dc1de", "#6da1cb", "#3c7db1", "#1b588e", "#082848")


def shade(score: float) -> str:
    """Darker is worse; 0 to 10."""
    return SHADES[min(max(int(score / 10 * len(SHADES)), 0), len(SHADES) - 1)]
