"""The measuring script measures what it says."""

from pathlib import Path

from tools.sizes import Function, Page, faults, functions


def test_a_docstring_does_not_count() -> None:
    text = 'def f() -> int:\n    """One.\n\n    Two.\n    """\n    return 1\n'
    assert list(functions(text)) == [Function("f", 1, 2)]


def test_the_core_is_held_to_forty_lines_and_the_rest_to_sixty() -> None:
    long = (Function("f", 3, 41),)
    core, edge = (Page(Path(f"src/corrin/{room}/x.py"), 50, long) for room in ("rules", "app"))
    assert list(faults(core)) == ["src/corrin/rules/x.py:3: f has 41 lines; at most 40 here"]
    assert list(faults(edge)) == []


def test_a_file_stays_under_four_hundred_lines() -> None:
    assert list(faults(Page(Path("tests/x.py"), 400, ()))) != []
    assert list(faults(Page(Path("tests/x.py"), 399, ()))) == []
