"""The expressions of rules: three values, a whitelist, and what decided."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrin.rules import ExpressionError, compiled
from corrin.rules.expression import Trace, Values, question
from corrin.situation import Fact

T, F, U = Fact(True, ("t",)), Fact(False, ("f",)), Fact(None)
NAMES = ("pregnant", "breastfeeding", "leber")


def asked(
    text: str, facts: dict[str, Fact], definitions: dict[str, str] | None = None
) -> tuple[bool | None, Trace]:
    """The answer to an expression, and its trace."""
    put, values = question(compiled(text, definitions or {})), Values(facts.__getitem__)
    return put.value(values), put.trace(values)


def value(text: str, **facts: Fact) -> bool | None:
    return asked(text, facts)[0]


@pytest.mark.parametrize(
    ("one", "two", "conjunction", "disjunction"),
    [
        (T, T, True, True),
        (T, F, False, True),
        (F, F, False, False),
        (T, U, None, True),
        (F, U, False, None),
        (U, U, None, None),
    ],
)
def test_and_and_or_in_three_values(
    one: Fact, two: Fact, conjunction: bool | None, disjunction: bool | None
) -> None:
    for pregnant, leber in ((one, two), (two, one)):
        assert value("pregnant and leber", pregnant=pregnant, leber=leber) is conjunction
        assert value("pregnant or leber", pregnant=pregnant, leber=leber) is disjunction


def test_not_of_unknown_is_unknown() -> None:
    assert [value("not leber", leber=f) for f in (T, F, U)] == [False, True, None]


def test_a_comparison_with_an_unknown_number_is_unknown() -> None:
    assert value("youngest_age < 18", youngest_age=Fact(17.0)) is True
    assert value("youngest_age < 18", youngest_age=Fact(18.0)) is False
    assert value("youngest_age < 18", youngest_age=U) is None
    assert value("result_class in ('deficient', 'unlikely')", result_class=Fact("unlikely")) is True


EXPRESSIONS = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.one_of(
        inner.map(lambda e: f"(not {e})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]} and {p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]} or {p[1]})"),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS, st.tuples(*[st.sampled_from([T, F, U])] * 3))
def test_what_is_decided_stays_decided_when_more_is_known(
    text: str, facts: tuple[Fact, ...]
) -> None:
    first = value(text, **dict(zip(NAMES, facts, strict=True)))
    choices = [[f] if f.known else [T, F] for f in facts]
    worlds = [dict(zip(NAMES, chosen, strict=True)) for chosen in itertools.product(*choices)]
    later = {value(text, **world) for world in worlds}
    if first is not None:
        assert later == {first}


@given(EXPRESSIONS, st.tuples(*[st.sampled_from([T, F, U])] * 3))
def test_the_deciding_facts_alone_decide_it(text: str, facts: tuple[Fact, ...]) -> None:
    known = dict(zip(NAMES, facts, strict=True))
    found, trace = asked(text, known)
    if found is None:
        assert trace.missing and all(not known[name].known for name in trace.missing)
    else:
        assert not trace.missing
        alone = {name: known[name] if name in trace.deciding else U for name in NAMES}
        assert value(text, **alone) is found


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')",
        "pregnant.real",
        "pregnant if leber else pregnant",
        "youngest_age + 1 < 18",
        "1 < youngest_age < 3",
        "lambda: pregnant",
        "unheard_of",
        "youngest_age",
        "result_class == 'lousy'",
        "youngest_age < 'eighteen'",
        "pregnant == True",
        "pregnant and",
        "[x for x in (1,)]",
    ],
)
def test_anything_but_a_boolean_expression_over_facts_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        compiled(text, {})


@given(EXPRESSIONS, EXPRESSIONS, st.tuples(*[st.sampled_from([T, F, U])] * 3))
def test_a_definition_stands_for_its_text(text: str, defined: str, facts: tuple[Fact, ...]) -> None:
    known = dict(zip(NAMES, facts, strict=True))
    whole = f"{text} or (settled and not settled)"
    written_out = whole.replace("settled", f"({defined})")
    assert asked(whole, known, {"settled": defined}) == asked(written_out, known)


def test_a_trace_names_what_decided_in_the_order_of_the_rule() -> None:
    text = "pregnant and (leber or not breastfeeding)"
    assert asked(text, {"pregnant": T, "leber": T, "breastfeeding": U}) == (
        True,
        Trace(("pregnant", "leber")),
    )
    assert asked(text, {"pregnant": T, "leber": F, "breastfeeding": T}) == (
        False,
        Trace(("leber", "breastfeeding")),
    )
    assert asked(text, {"pregnant": F, "leber": U, "breastfeeding": U})[1] == Trace(("pregnant",))
    assert asked(text, {"pregnant": U, "leber": U, "breastfeeding": F})[1] == Trace(
        (), ("pregnant",)
    )


def test_a_definition_that_uses_itself_is_refused() -> None:
    with pytest.raises(ExpressionError, match="uses itself"):
        compiled("starting", {"starting": "pregnant and ready", "ready": "starting"})
