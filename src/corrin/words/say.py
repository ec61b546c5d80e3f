"""Codes to sentences: each recommendation, fact, doubt and reason, for one reader."""

from datetime import date

from corrin.advice import Missing, Recommendation
from corrin.knowledge import Citation, Knowledge, Source, Value
from corrin.record import Doubt, printable
from corrin.terms import Reader
from corrin.words.catalog import Catalog

# Parameters that are codes, and the kind of code they are.
CODED = {"class": "class", "test": "test", "drug": "medicine", "trend": "trend"}
COUNTED = {"months": "month", "max_step_days": "day"}
# Facts whose value is a code of another kind than a trend.
KIND = {"result_class": "class", "proposal": "reason", "change_effect": "effect"}
WHAT = {"look_for_other_cause": "cause"}
TOPIC = {"label_warning": "label"}


def title(r: Recommendation, words: Catalog) -> str:
    """The heading of a recommendation."""
    return _upper(words.text("advice", r.key, "title", **_values(r, words)))


def text(r: Recommendation, words: Catalog, reader: Reader) -> str:
    """What a recommendation says to this reader."""
    return _upper(words.text("advice", r.key, reader.value, **_values(r, words)))


def _upper(sentence: str) -> str:
    """A sentence begins with a capital, also where a code word stands first; our name does not."""
    if sentence.startswith("corrin"):
        return sentence
    return sentence[:1].upper() + sentence[1:]


def _values(r: Recommendation, words: Catalog) -> dict[str, str]:
    """The parameters in words. One left out says that it is not known."""
    return {name: _value(r.key, name, value, words) for name, value in r.params.items()}


def _value(key: str, name: str, value: Value, words: Catalog) -> str:
    if name in CODED:
        return words.code(CODED[name], str(value))
    if name == "topic":
        return _topic(key, str(value), words)
    if name == "what":
        kind = WHAT.get(key, "missing")
        if key == "data_conflict" and value == ("b12_total", "holotc"):
            kind = "test"
        codes = value if isinstance(value, tuple) else (value,)
        return words.listed(words.code(kind, str(code)) for code in codes)
    if name in COUNTED:
        return words.count(COUNTED[name], float(str(value)))
    if name == "next_due":
        return words.day(date.fromisoformat(str(value)))
    return _numbers(value, words)


def _topic(key: str, topic: str, words: Catalog) -> str:
    """A topic's name."""
    if key in TOPIC:
        return words.code(TOPIC[key], topic)
    return words.text("topic", topic, "title")


def _numbers(value: Value, words: Catalog) -> str:
    if isinstance(value, tuple):
        low, high = float(value[0]), float(value[-1])
        return words.span(low, high)
    return words.number(float(value))


def because(name: str, value: object, words: Catalog) -> str:
    """A fact that decided, in words."""
    if isinstance(value, bool):
        return words.text("fact", name, "yes" if value else "no")
    return words.text("fact", name, "is", value=_fact_value(name, value, words))


def _fact_value(name: str, value: object, words: Catalog) -> str:
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, tuple):
        kind = "test" if name == "tests_in_future" else "medicine"
        return words.listed(words.code(kind, str(code)) for code in value)
    if isinstance(value, int | float):
        return words.number(float(value))
    return words.code(KIND.get(name, "trend"), str(value)).rstrip(".")


def missing(m: Missing, words: Catalog) -> str:
    """What somebody could fill in."""
    return words.text("fact", m.fact, "ask")


def doubt(d: Doubt, words: Catalog) -> str:
    """A question about an entry. What stood there is shown with hidden characters escaped."""
    name = f"{d.code}_{d.about}" if d.code == "contradiction" else d.code
    return words.text("doubt", name, "text", about=_about(d, words))


def _about(d: Doubt, words: Catalog) -> str:
    if d.code in ("future_dose", "future_entry", "double_dose", "given_elsewhere"):
        return words.day(date.fromisoformat(d.about))
    if d.code in ("missing_unit", "odd_unit", "impossible_value"):
        return words.code("test", d.about)
    if d.code.startswith("marked"):
        return printable(words.code("mark", d.about))[:60]
    shown = printable(d.about)
    return shown if len(shown) <= 60 else shown[:57] + "…"


def cited(c: Citation, knowledge: Knowledge) -> tuple[Source, str]:
    """The source of a citation, and its title with the place in it."""
    source = knowledge.sources[c.source]
    place = f", {c.section}" if c.section else ""
    return source, f"{source.publisher}: {source.title}{place}"
