"""The words of the library: three languages that say the same, none stronger than the evidence."""

import re
import tomllib
from collections import Counter
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corrin.knowledge import Certainty, Library, load_library
from corrin.terms import Lang, Reader
from corrin.words import catalog, wording
from corrin.words.evidence import Sure, shown_answer, shown_claim
from corrin.words.library import BORROWED, FILES, TRANSLATED, library_catalog
from corrin.words.sources import used_sources
from corrin.words.unbroken import MINUS, NO_BREAK, unbroken
from corrin.words.wording import doses, too_strong, wording_problems

WORDS = Path(__file__).parents[2] / "src" / "corrin" / "words"
LIBRARY = load_library()
SAID = [name for name in FILES if name != "evidence_wording"]
TRANSLATIONS = ("da", "nl")
SAME = {("nl", "outcome.week_16"), ("da", "als.term_1"), ("nl", "als.term_1")}  # the same word
# Never said of ALS: that B12 treats it, nor that it was shown not to, least of all early.
ABOUT_ALS = {
    Lang.EN: (
        r"\b(treats?|cures?|heals?|stops?|works against|effective (in|against|for)) ALS\b",
        r"B12 (helps|slows|works)|methylcobalamin (helps|slows|works|is effective)",
        r"does(n't| not) (work|help)|has no effect|ineffective|useless|proven not|no benefit",
        r"\b(not|no) (ALS|B12 deficiency)\b|ruled out|excludes (ALS|deficiency)",
    ),
    Lang.DA: (
        r"\b(behandler|kurerer|helbreder|stopper|virker mod|hjælper mod) ALS\b",
        r"B12 (hjælper|bremser|virker)|methylcobalamin (hjælper|bremser|virker)",
        r"(virker|hjælper) ikke|har ingen virkning|uden virkning|virkningsløs|nytteløs",
        r"\b(ikke|ingen) (ALS|B12-mangel)(?!-)\b|udelukke[rt]",
    ),
    Lang.NL: (
        r"\b(behandelt|geneest|stopt|werkt tegen|helpt tegen) ALS\b",
        r"B12 (helpt(?! bij ALS\?)|vertraagt|werkt)|methylcobalamine (helpt|vertraagt|werkt)",
        r"(werkt|helpt) niet|heeft geen effect|zonder effect|nutteloos|onwerkzaam",
        r"\b(niet|geen) (ALS|B12-tekort)\b|uitgesloten|sluit (ALS|een tekort) uit",
    ),
}  # fmt: skip


def _flat(table: dict[str, Any], before: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        inner = (
            _flat(value, f"{before}{key}.") if isinstance(value, dict) else {before + key: value}
        )
        flat |= inner
    return flat


def _read(language: str, name: str) -> dict[str, str]:
    return _flat(tomllib.loads((WORDS / language / f"{name}.toml").read_text(encoding="utf-8")))


TEXTS = {(lang.value, name): _read(lang.value, name) for lang in Lang for name in SAID}
EACH = [(lang, name) for lang in TRANSLATIONS for name in SAID]


def numbers(text: str, decimal: str) -> Counter[str]:
    found = re.findall(rf"\d+(?:{re.escape(decimal)}\d+)?", text)
    return Counter(number.replace(decimal, ".") for number in found)


@pytest.mark.parametrize(("language", "name"), EACH)
def test_a_translation_says_the_same_with_the_same_numbers(language: str, name: str) -> None:
    english, own = TEXTS["en", name], TEXTS[language, name]
    assert list(own) == list(english)
    for key, text in own.items():
        assert numbers(text, ",") == numbers(english[key], "."), key
        holes = [sorted(re.findall(r"\{\w*\}", each)) for each in (text, english[key])]
        assert holes[0] == holes[1], key


@pytest.mark.parametrize(("language", "name"), EACH)
def test_no_text_of_the_library_is_left_in_english(language: str, name: str) -> None:
    own = TEXTS[language, name]
    same = {(language, key) for key, text in own.items() if text == TEXTS["en", name][key]}
    assert same <= SAME


@pytest.mark.parametrize(("language", "name"), TEXTS)
def test_every_text_of_the_library_is_tidy(language: str, name: str) -> None:
    other = r"\d,\d" if language == "en" else r"\d\.\d"
    for key, text in TEXTS[language, name].items():
        assert text and text == text.strip() and "  " not in text, key
        assert text.count("(") == text.count(")"), key
        assert not re.search(other, text), key


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_places_and_notes_of_every_source_are_told_in_the_readers_language(language: str) -> None:
    used = used_sources(LIBRARY)
    english = {ref.place for claim in LIBRARY.claims.values() for ref in claim.refs}
    english |= {source.read for source in used} | {source.note for source in used if source.note}
    own = tomllib.loads((WORDS / language / f"{TRANSLATED}.toml").read_text(encoding="utf-8"))
    assert set(own["source_text"]) == english
    for text, told in own["source_text"].items():
        assert numbers(told, ".") == numbers(text, "."), text
        assert told != text, text
    assert {source.kind for source in used} <= set(library_catalog(Lang(language)).tables["kind"])


def test_danish_says_du_and_dutch_says_u_here_too() -> None:
    for name in SAID:
        for key, text in TEXTS["da", name].items():
            assert not re.search(r"(?<!^)(?<![.?!:] )\b(Dem|Deres)\b", text), key
            assert text.count("prikken") == text.count("prikken og snurren"), key
        for key, text in TEXTS["nl", name].items():
            assert not re.search(r"\b(je|jij|jouw)\b|\bprik(ken|s)?\b", text), key


@pytest.mark.parametrize("lang", list(Lang))
def test_every_claim_answer_search_and_picture_has_its_words(lang: Lang) -> None:
    words = library_catalog(lang)
    assert set(words.tables["claim"]) == set(LIBRARY.claims)
    assert set(words.tables["answer"]) == set(LIBRARY.answers)
    assert set(words.tables["trigger"]) == set(LIBRARY.searches)
    assert set(words.tables["analysis"]) == set(LIBRARY.analyses)
    trials = {trial.id for each in LIBRARY.analyses.values() for trial in each.trials}
    assert set(words.tables["trial_row"]) == trials
    assert {c.topic for c in LIBRARY.claims.values()} == set(words.tables["subject"])
    parts = {part.name for each in LIBRARY.answers.values() for part in each.parts}
    assert parts == set(words.tables["part"])


def test_no_text_is_stronger_than_its_certainty_in_any_language() -> None:
    assert list(wording_problems(LIBRARY)) == []


@pytest.mark.parametrize(
    ("lang", "strong"),
    [
        (Lang.EN, "Methylcobalamin slows the loss of function."),
        (Lang.EN, "One can say, with care: the drug slows it."),
        (Lang.EN, "B12 injections help people with ALS."),
        (Lang.EN, "High doses slow the loss of function."),
        (Lang.EN, "This proves it."),
        (Lang.EN, "It likely helps."),
        (Lang.EN, "High doses are safe."),
        (Lang.DA, "Methylcobalamin bremser tabet af funktion."),
        (Lang.DA, "B12-indsprøjtninger hjælper personer med ALS."),
        (Lang.DA, "Det er bevist."),
        (Lang.DA, "Det hjælper sandsynligvis."),
        (Lang.NL, "Methylcobalamine vertraagt het verlies van functie."),
        (Lang.NL, "B12-injecties helpen mensen met ALS."),
        (Lang.NL, "Het middel vertraagt ALS."),
        (Lang.NL, "Dat is bewezen."),
        (Lang.NL, "Het helpt waarschijnlijk."),
    ],
)
def test_a_stronger_wording_is_caught(lang: Lang, strong: str) -> None:
    assert too_strong(strong, Certainty.LOW, lang)
    assert too_strong(f"Yes. {strong}", Certainty.VERY_LOW, lang)
    assert not too_strong(strong, Certainty.HIGH, lang)


@pytest.mark.parametrize(
    ("lang", "careful"),
    [
        (Lang.EN, "It may slow the loss of function."),
        (Lang.EN, "Does it help?"),
        (Lang.DA, "Det bremser muligvis tabet af funktion."),
        (Lang.DA, "Hjælper det?"),
        (Lang.NL, "Het vertraagt mogelijk het verlies van functie."),
        (Lang.NL, "Helpt het?"),
        (Lang.NL, "Als het helpt, merkt u het."),
    ],
)
def test_careful_wording_passes_at_low_certainty(lang: Lang, careful: str) -> None:
    assert not too_strong(careful, Certainty.LOW, lang)


def test_a_claim_whose_certainty_falls_is_worded_too_strongly() -> None:
    """A39 says `likely`: it may at moderate certainty, and no longer at low."""
    a39 = LIBRARY.claims["A39"]
    weaker = replace(
        LIBRARY, claims={**LIBRARY.claims, "A39": replace(a39, certainty=Certainty.LOW)}
    )
    assert {p.about for p in wording_problems(weaker)} == {
        "A39 today en",
        "A39 today da",
        "A39 today nl",
    }


def test_no_answer_for_patients_names_a_dose_or_an_interval() -> None:
    for lang in Lang:
        words = library_catalog(lang)
        for name in LIBRARY.answers:
            for key in ("question", "short", "lay"):
                assert not doses(words.text("answer", name, key), lang), (lang, name)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (Lang.EN, "Take 1 mg."),
        (Lang.EN, "An injection every 8 weeks."),
        (Lang.EN, "Twice a week."),
        (Lang.DA, "Tag 1,5 mg."),
        (Lang.DA, "En indsprøjtning hver 8. uge."),
        (Lang.DA, "To gange om ugen."),
        (Lang.NL, "Neem 1,5 mg."),
        (Lang.NL, "Een injectie elke 8 weken."),
        (Lang.NL, "Twee keer per week."),
    ],
)
def test_a_dose_or_an_interval_is_recognised(lang: Lang, text: str) -> None:
    assert doses(text, lang)


def test_a_dose_slipped_into_an_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def slipped(lang: Lang) -> Any:
        words = library_catalog(lang)
        answers = {k: dict(v) for k, v in words.tables["answer"].items()}
        if lang is Lang.EN:
            answers["interval"]["lay"] += " Take one every 8 weeks."
        return replace(words, tables={**words.tables, "answer": answers})

    monkeypatch.setattr(wording, "library_catalog", slipped)
    assert [(p.about, p.code) for p in wording_problems(LIBRARY)] == [
        ("interval lay en", "ungated")
    ]


STRONG = {
    Lang.EN: "Methylcobalamin slows the loss of function.",
    Lang.DA: "Methylcobalamin bremser tabet af funktion.",
    Lang.NL: "Methylcobalamine vertraagt het verlies van functie.",
}


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize(
    ("table", "name", "key"),
    [
        ("claim", "C2", "said"),
        ("claim", "B23", "today"),
        ("answer", "als_help", "lay"),
        ("als", "", "a1"),
        ("part", "", "function"),
        ("pictures", "", "overlap"),
        ("tablets", "", "lead"),
        ("often", "", "does_1"),
    ],
)
def test_a_strong_sentence_slipped_into_any_text_is_told(
    monkeypatch: pytest.MonkeyPatch, lang: Lang, table: str, name: str, key: str
) -> None:
    def slipped(asked: Lang) -> Any:
        tables = deepcopy(dict(library_catalog(asked).tables))
        if asked is lang:
            (tables[table][name] if name else tables[table])[key] += f" {STRONG[lang]}"
        return replace(library_catalog(asked), tables=tables)

    monkeypatch.setattr(wording, "library_catalog", slipped)
    told = [(p.about, p.code) for p in wording_problems(LIBRARY)]
    assert told == [(f"{name or table} {key} {lang}", "wording")]


@pytest.mark.parametrize("lang", list(Lang))
def test_nothing_says_that_b12_treats_als_or_was_shown_not_to(lang: Lang) -> None:
    words = library_catalog(lang)
    texts = [*words.tables["als"].values(), *words.tables["pictures"].values()]
    for name in ("als_help", "als_or_b12"):
        texts += words.tables["answer"][name].values()
    topics = [c.id for c in LIBRARY.claims.values() if c.topic in ("als", "picture")]
    texts += [words.text("claim", name, "today") for name in topics]
    for text in texts:
        for pattern in ABOUT_ALS[lang]:
            assert not re.findall(pattern, text, re.IGNORECASE), text


@pytest.mark.parametrize("lang", list(Lang))
def test_no_verdict_is_worded_as_that_of_another_standing(lang: Lang) -> None:
    """A doubtful statement is never called what an undoubted one is, in no language."""
    words, english = library_catalog(lang), library_catalog(Lang.EN)
    told: dict[bool, set[str]] = {True: set(), False: set()}
    for claim in LIBRARY.claims.values():
        told[LIBRARY.doubted(claim)].add(words.text("claim", claim.id, "verdict"))
    assert not told[True] & told[False]
    pairs = {
        (words.text("claim", name, "verdict"), english.text("claim", name, "verdict"))
        for name in LIBRARY.claims
    }
    assert len({own for own, _ in pairs}) == len(pairs) == len({said for _, said in pairs})


@pytest.mark.parametrize("lang", list(Lang))
def test_what_is_not_checked_shows_nothing_but_its_verdict(lang: Lang) -> None:
    words = library_catalog(lang)
    shown = shown_claim(LIBRARY.claims["B20"], LIBRARY, words)
    assert (shown.today, shown.checked) == ("", False)
    assert shown.stamp.certainty == (Sure(words.text("library", "not_checked"), 0),)
    assert shown.group == words.text("verdict", "unverified")


@pytest.mark.parametrize("lang", list(Lang))
def test_a_clinician_and_a_patient_read_different_answers_behind_different_gates(
    lang: Lang,
) -> None:
    words = library_catalog(lang)
    for answer in LIBRARY.answers.values():
        people, clinician = (shown_answer(answer, LIBRARY, words, who) for who in Reader)
        assert people.text != clinician.text
        assert people.gate == words.text("library", "gate")
        assert clinician.gate == words.text("library", "gate_clinician")


def test_the_history_of_the_als_claim_tells_2023_2024_and_what_replaced_it() -> None:
    words = library_catalog(Lang.EN)
    shown = shown_claim(LIBRARY.claims["B24"], LIBRARY, words)
    assert [event.on for event in shown.history] == [
        "12 January 2023",
        "24 September 2024",
        "22 November 2026",
        "22 November 2026",
        "22 May 2027",
    ]
    assert shown.superseded_by == "C1"


def test_a_number_is_kept_whole_and_a_name_as_it_is() -> None:
    said = unbroken("-2.7 (-3.9 to -1.5) and 4.6 %, 333 667 people, 50 mg")
    assert said == "~2.7 (~3.9 to ~1.5) and 4.6_%, 333_667 people, 50_mg".translate(
        {ord("~"): MINUS, ord("_"): NO_BREAK}
    )
    kept = "A1-3, 2020-04-10, 16 weeks, B12-mangel, k - 1, 24 September 2024"
    assert unbroken(kept) == kept


def test_the_library_without_claims_has_no_wording_problems() -> None:
    empty: Library = replace(LIBRARY, claims={}, answers={})
    assert list(wording_problems(empty)) == []


def test_the_library_leaves_the_common_words_it_borrows_alone() -> None:
    for lang in Lang:
        for name in BORROWED:
            assert library_catalog(lang).tables[name] is catalog(lang).tables[name]
