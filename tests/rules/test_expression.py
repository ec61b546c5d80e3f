"""The expressions of rules: three values, a whitelist, and what decided."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrin.rules import ExpressionError, compiled
from corrin.rules.expression import Values, quick
from corrin.situation import Fact

T, F, U = Fact(True, ("t",)), Fact(False, ("f",)), Fact(None)
NAMES = ("pregnant", "breastfeeding", "leber")


def value(text: str, **facts: Fact) -> bool | None:
    return compiled(text, {}).value(lambda name: facts[name])


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
    node = compiled(text, {})
    known = dict(zip(NAMES, facts, strict=True))
    first = node.value(lambda name: known[name])
    choices = [[f] if f.known else [T, F] for f in facts]
    worlds = [dict(zip(NAMES, chosen, strict=True)) for chosen in itertools.product(*choices)]
    later = {node.value(world.__getitem__) for world in worlds}
    if first is not None:
        assert later == {first}


@given(EXPRESSIONS, st.tuples(*[st.sampled_from([T, F, U])] * 3))
def test_the_deciding_facts_alone_decide_it(text: str, facts: tuple[Fact, ...]) -> None:
    node = compiled(text, {})
    known = dict(zip(NAMES, facts, strict=True))
    found, trace = node.value(lambda name: known[name]), node.trace(lambda name: known[name])
    if found is None:
        assert trace.missing and all(not known[name].known for name in trace.missing)
    else:
        assert not trace.missing
        alone = {name: known[name] if name in trace.deciding else U for name in NAMES}
        assert node.value(lambda name: alone[name]) is found


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
def test_the_quick_answer_is_the_answer(text: str, defined: str, facts: tuple[Fact, ...]) -> None:
    known = dict(zip(NAMES, facts, strict=True))
    node = compiled(f"{text} or (settled and not settled)", {"settled": defined})
    quickly, values = quick(node), Values(known.__getitem__)
    assert quickly.value(values) is node.value(known.__getitem__)
    assert quickly.trace(values) == node.trace(known.__getitem__)


@pytest.mark.parametrize("age", [Fact(17.0), Fact(18.0), U])
def test_the_quick_answer_of_a_comparison_is_the_answer(age: Fact) -> None:
    for text in ("youngest_age < 18", "not youngest_age >= 18", "youngest_age == 17"):
        node = compiled(text, {})
        assert quick(node).value(Values(lambda name: age)) is node.value(lambda name: age)


def test_a_definition_that_uses_itself_is_refused() -> None:
    with pytest.raises(ExpressionError, match="uses itself"):
        compiled("starting", {"starting": "pregnant and ready", "ready": "starting"})
