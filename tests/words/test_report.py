"""Advice in words: every code said in three languages, to both readers, from the knowledge up."""

import json
import string
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from corrin.advice import RESTRICTIONS, assess, why
from corrin.knowledge import load
from corrin.record import case_from
from corrin.terms import ADVICE, Country, Lang, Reader
from corrin.words import Unsaid, as_dict, as_text, catalog, why_dict, why_text
from corrin.words.guide import TOPIC_KEYS, guide, guide_text

FOLDER = Path(__file__).resolve().parents[1] / "data" / "cases"
VIGNETTES = [
    json.loads(line)
    for name in ("open.jsonl", "courses-open.jsonl")
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
]


def texts(lang: str) -> dict[str, dict[str, str]]:
    file = files("corrin.words") / lang / "advice.toml"
    found: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))["advice"]
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", list(Lang))
def test_every_advice_key_has_a_title_and_a_text_for_both_readers(lang: Lang) -> None:
    said = texts(lang)
    assert set(said) == set(ADVICE)
    for key, parts in said.items():
        assert set(parts) == {"title", "patient", "clinician"}
        for text in parts.values():
            assert placeholders(text) <= set(ADVICE[key].params)


@pytest.mark.parametrize("lang", ["da", "nl"])
def test_no_text_is_left_in_english_and_numbers_and_placeholders_agree(lang: str) -> None:
    english, other = texts("en"), texts(lang)
    for key, parts in english.items():
        for part, text in parts.items():
            translated = other[key][part]
            assert translated != text
            assert placeholders(translated) == placeholders(text), (key, part)
            digits = [sorted(c for c in t if c.isdigit()) for t in (text, translated)]
            assert digits[0] == digits[1], (key, part)


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda v: v["id"])
def test_each_vignette_is_said_to_both_readers_in_three_languages(
    vignette: dict[str, Any],
) -> None:
    case = case_from(vignette)
    country = case.country or Country.DK
    assert case.on and case.ask
    found = assess(case.record, on=case.on, country=country, ask=case.ask)
    for lang in Lang:
        for reader in Reader:
            page = as_text(found, lang, reader)
            assert "{" not in page and "None" not in page
            value = json.loads(json.dumps(as_dict(found, lang, reader)))
            assert [a["key"] for a in value["advice"]] == [r.key for r in found.advice]
            assert all(a["text"] and a["citations"] for a in value["advice"])


@pytest.mark.parametrize("key", list(ADVICE))
def test_why_is_answered_for_every_key_given_or_not(key: str) -> None:
    case = case_from(VIGNETTES[0])
    assert case.on
    found = why(case.record, key, on=case.on, country="uk")
    for lang in Lang:
        assert key in why_text(found, lang)
    assert json.dumps(why_dict(found))


def test_why_names_the_facts_that_decided_and_those_that_are_missing() -> None:
    case = case_from({"medicines": [], "symptoms": [{"code": "fatigue", "severity": 5}]})
    found = why(case.record, "oral_acceptable", on=date(2026, 3, 2), country="dk")
    assert not found.given
    assert any("result_class" in reason.missing for reason in found.reasons)


def test_the_reader_changes_words_and_never_findings() -> None:
    case = case_from(VIGNETTES[0])
    assert case.on
    found = assess(case.record, on=case.on, country="uk")
    patient, clinician = (as_dict(found, Lang.EN, reader) for reader in Reader)
    assert [a["key"] for a in patient["advice"]] == [a["key"] for a in clinician["advice"]]
    assert [a["text"] for a in patient["advice"]] != [a["text"] for a in clinician["advice"]]


@pytest.mark.parametrize("lang", list(Lang))
def test_dates_and_numbers_are_written_as_the_reader_writes_them(lang: Lang) -> None:
    words = catalog(lang)
    assert (
        words.day(date(2026, 3, 5))
        == {
            "en": "5 March 2026",
            "da": "5. marts 2026",
            "nl": "5 maart 2026",
        }[lang]
    )
    assert words.number(3.5) == {"en": "3.5", "da": "3,5", "nl": "3,5"}[lang]
    assert words.span(2.0, 3.0) == "2–3"


@pytest.mark.parametrize("lang", list(Lang))
def test_every_restriction_and_every_topic_is_said(lang: Lang) -> None:
    words = catalog(lang)
    for row in RESTRICTIONS:
        assert words.text("withheld", row.name)
    for topic in {d.topic for d in load().disagreements}:
        assert words.text("topic", topic, "title")
        assert topic in TOPIC_KEYS


def test_a_sentence_that_does_not_exist_is_a_fault_of_ours() -> None:
    with pytest.raises(Unsaid):
        catalog(Lang.EN).text("advice", "no_such_key", "title")


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("topic", [None, "thresholds", "neuro_schedule"])
def test_the_guidelines_are_printed_side_by_side(lang: Lang, topic: str | None) -> None:
    found = guide(load(), on=date(2026, 11, 22), topic=topic, lang=lang)
    assert [p["country"] for p in found["protocols"]] == ["dk", "uk", "nl"]
    page = guide_text(found, lang)
    if topic != "neuro_schedule":
        assert "125–250 pmol/L" in page and "133–258 pmol/L" in page and "148–260 pmol/L" in page
    assert all(rule["citations"] for p in found["protocols"] for rule in p["rules"])
