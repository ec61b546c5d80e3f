"""Records of every shape, for property tests."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from corrin.record import Record
from corrin.record import entries as kinds
from corrin.terms import SECTIONS, VOCABULARY, Coding

DAYS = st.dates(date(1950, 1, 1), date(2035, 12, 31))
NUMBERS = st.floats(0.001, 9999, allow_nan=False).map(lambda x: round(x, 3))
DAY_COUNTS = st.floats(0.01, 3650).map(lambda x: round(x, 3))
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12).filter(
    lambda w: not set(w) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
)
# To the end of 2035, as DAYS: what lies more than ten years ahead is refused.
MOMENTS = st.integers(0, 2_082_758_399).map(lambda s: datetime.fromtimestamp(s, UTC))
CODINGS = st.builds(Coding, WORDS, WORDS, WORDS).filter(
    lambda c: "|" not in c.system + c.code + c.display
)


def codes(kind: str) -> st.SearchStrategy[str | Coding]:
    """A code of a list, or one that is on none."""
    return st.one_of(st.sampled_from(sorted(VOCABULARY[kind])), CODINGS)


COMMON: dict[str, st.SearchStrategy[object]] = {
    "id": WORDS,
    "on": st.none() | DAYS,
    "noted_at": st.none() | MOMENTS,
    "around": st.just("") | st.sampled_from(["2024", "2024-05"]),
    "marked": st.just("") | st.sampled_from(["preliminary", "not-done", "entered-in-error"]),
    "replaces": st.none() | WORDS,
    "note": st.just("") | WORDS,
}
SECTION = st.sampled_from(
    ["conditions", "medicines", "allergies", "exposures", "signs", "family_history"]
)
ENTRIES: st.SearchStrategy[kinds.Entry] = st.one_of(
    st.builds(kinds.Score, **COMMON, item=codes("diary"), score=NUMBERS),
    st.builds(kinds.Ill, **COMMON, cause=st.just("") | WORDS),
    st.builds(
        kinds.Symptom,
        **COMMON,
        code=codes("symptoms"),
        severity=st.none() | NUMBERS,
        trend=st.none() | st.sampled_from(sorted(VOCABULARY["trends"])),
    ),
    st.builds(
        kinds.Lab,
        **COMMON,
        test=codes("tests"),
        value=NUMBERS,
        unit=st.none() | st.sampled_from(["pmol/L", "mL/min/{1.73_m2}", "10*9/L"]),
        op=st.sampled_from(["=", "<", ">"]),
        ref_low=st.none() | NUMBERS,
        ref_high=st.none() | NUMBERS,
    ),
    st.builds(
        kinds.Lab,
        **COMMON,
        test=codes("tests"),
        value=st.sampled_from(["low", "normal", "12 or so", "-1", "ref"]),
        unit=st.just("1"),
    ),
    st.builds(
        kinds.Administration,
        **COMMON,
        drug=codes("drugs"),
        dose_ug=NUMBERS,
        route=codes("routes"),
        site=st.just("") | WORDS,
        batch=st.just("") | WORDS,
    ),
    st.builds(
        kinds.Administration,
        **COMMON,
        drug=codes("drugs"),
        dose_ug=NUMBERS,
        route=codes("routes"),
        until=DAYS,
        every_days=DAY_COUNTS,
    ),
    st.builds(kinds.Remembered, **COMMON, well_days=DAY_COUNTS),
    st.builds(
        kinds.Elsewhere, **{**COMMON, "on": DAYS}, until=st.none() | DAYS, drug=codes("drugs")
    ),
    SECTION.flatmap(
        lambda s: st.builds(
            kinds.History,
            **COMMON,
            section=st.just(s),
            code=codes(s),
            until=st.none() | DAYS,
        )
    ),
    st.builds(kinds.Born, **COMMON, birth=DAYS),
    st.builds(kinds.Born, **COMMON, year=st.integers(1900, 2030)),
    st.builds(kinds.Born, **COMMON, age_months=st.integers(0, 1200)),
    st.builds(kinds.Attribute, **COMMON, name=st.just("sex"), value=codes("sex")),
    st.builds(
        kinds.Pregnancy,
        **COMMON,
        status=codes("pregnancy"),
        weeks=st.none() | NUMBERS,
    ),
    st.builds(
        kinds.CarePlan,
        **COMMON,
        interval_days=st.none() | DAY_COUNTS,
        band_days=st.none() | st.tuples(DAY_COUNTS, DAY_COUNTS).map(lambda b: (min(b), max(b))),
        signed=st.just(True),
        signed_by=st.just("") | WORDS,
        alpha=st.none() | NUMBERS,
        clinic_days=st.just(()) | st.just((0, 3)),
    ),
    st.builds(kinds.NoneStated, **COMMON, section=st.sampled_from(SECTIONS)),
    st.builds(kinds.Retraction, **{**COMMON, "replaces": WORDS}),
)
RECORDS = st.lists(ENTRIES, max_size=8).map(lambda entries: Record(tuple(entries)))
