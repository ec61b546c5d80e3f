"""Every rule of the printed manual has examples: it holds, it does not, it cannot be said."""

from tools.rulebook import examples


def test_every_rule_holds_in_an_example_and_fails_to_in_another() -> None:
    """A rule without one needs a vignette, or a specification test in which it holds."""
    found = examples()
    assert [i for i, e in found.items() if not e.fires] == []
    assert [i for i, e in found.items() if not e.silent or not e.unknown] == []
