"""The data of a forest plot as a table, beside the picture or in an HTML file with it."""

from __future__ import annotations

from corrin.figures.forest import ForestWords, lines, notes
from corrin.figures.svg import clean
from corrin.figures.tables import as_table
from corrin.synthesis import Synthesis


def forest_heads(found: Synthesis, words: ForestWords) -> tuple[str, ...]:
    """The heads of the table; weights only where the trials are added up."""
    names = ("trial", "people", "from_to_head", *(("weight",) if found.pooled else ()))
    return tuple(words.say(name) for name in names)


def forest_rows(found: Synthesis, words: ForestWords) -> list[tuple[str, ...]]:
    """A row for each line of the picture."""
    rows: list[tuple[str, ...]] = []
    for row in lines(found, words):
        label = f"{row.label}, {row.detail}" if row.detail else row.label
        weight = "–" if row.weight is None else f"{words.fixed(row.weight, 0)} %"
        cells = (label, row.people or "–", row.numbers)
        rows.append((*cells, weight) if found.pooled else cells)
    return rows


def forest_table(found: Synthesis, words: ForestWords) -> str:
    """How to read the picture, its data, and how they were worked out, as HTML."""
    name = found.analysis.id
    title, reads = words.name("analysis", name), words.name("figure_reads", name)
    rows = as_table(title, forest_heads(found, words), forest_rows(found, words))
    made = "".join(f"<li>{clean(note)}</li>" for note in notes(found, words))
    head = clean(words.say("how_made"))
    return f"<p>{clean(reads)}</p>\n{rows}\n<h2>{head}</h2>\n<ul>{made}</ul>\n"
