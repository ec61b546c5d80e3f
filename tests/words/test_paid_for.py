"""An expert panel that a maker of B12 paid for is never shown without saying so."""

import pytest

from corrin.knowledge import load
from corrin.terms import Lang
from corrin.words.catalog import catalog


@pytest.mark.parametrize("lang", list(Lang))
def test_wherever_the_paid_panel_is_a_side_it_says_who_paid(lang: Lang) -> None:
    sides = [s for d in load().disagreements for s in d.sides if s.cite.source == "INT-DELPHI-2024"]
    assert len(sides) >= 5
    for side in sides:
        assert "Wörwag" in catalog(lang).text("side", side.id, "text")
