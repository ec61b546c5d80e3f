"""Every fact, code and doubt has its words, and the three languages say the same."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corrin.advice.safety import RESTRICTIONS, WAITING
from corrin.situation import FACTS
from corrin.terms import codes

WORDS = Path(__file__).parents[2] / "src" / "corrin" / "words"
FILES = (
    "account",
    "cards",
    "clinic",
    "facts",
    "faults",
    "codes",
    "doubts",
    "page",
    "check",
    "courses",
    "diary",
    "entry",
    "form",
    "history",
    "import",
    "injections",
    "keeping",
    "paper",
    "readers",
    "reminders",
)
TRANSLATIONS = ("da", "nl")
LANGUAGES = ("en", *TRANSLATIONS)

COUNTRIES = {*codes.Country, "int", "no", "se", "be", "ch", "us", "ca", "jp", "fi", "own"}
CODES: dict[str, set[str]] = {
    "class": set(FACTS["result_class"].codes),
    "test": {*codes.TESTS, "b12", "mma_or_hcy"},
    "medicine": {*codes.MEDICINES},
    "drug": {*codes.DRUGS},
    "route": {*codes.ROUTES},
    "cause": {*codes.OTHER_CAUSES},
    "missing": {*codes.MISSING},
    "label": {*codes.LABEL_TOPICS},
    "trend": {*FACTS["recovery_trend"].codes, *FACTS["marker_trend"].codes, *codes.TRENDS},
    "effect": {*FACTS["change_effect"].codes},
    "strength": {*codes.Strength},
    "tag": {*codes.Tag},
    "country": {str(country) for country in COUNTRIES},
    "ask": {*codes.Ask},
    "reader": {*codes.Reader},
    "section": set(codes.SECTIONS),
    "condition": {*codes.CONDITIONS},
    "symptom": {*codes.SYMPTOMS},
    "sign": {*codes.SIGNS},
    "exposure": {*codes.EXPOSURES},
    "allergen": {*codes.ALLERGENS},
    "family": {*codes.FAMILY},
    "item": {*codes.DIARY_ITEMS},
    "diet": {*codes.DIET},
    "sex": {*codes.SEX},
    "pregnancy": {*codes.PREGNANCY},
    "reason": set(FACTS["proposal"].codes),
    "rail": {
        "band",
        "step_down",
        "step_up",
        "symptoms_return",
        "no_help",
        "symptoms_present",
        "still_improving",
        "memory",
        "half_known_dose",
    },
    "withheld": {WAITING, *(row.name for row in RESTRICTIONS)},
    "mark": {*codes.VOID, *codes.QUESTIONED},
    "status": {"current", "superseded", "historic", "check"},
    "standing": {"advising", "expert", "comparison"},
}
SENTENCES = {"ask", "reason", "withheld"}
DOUBTS = {
    "marked": True,
    "marked_void": True,
    "vague_date": True,
    "unknown_code": True,
    "unknown_field": True,
    "future_dose": True,
    "future_entry": True,
    "missing_unit": True,
    "odd_unit": True,
    "impossible_value": True,
    "score_out_of_range": True,
    "double_dose": True,
    "undated_dose": False,
    "unnamed_drug": False,
    "given_elsewhere": True,
    "contradiction_birth": False,
    "contradiction_end_before_start": False,
    "contradiction_pregnancy": False,
    "band_unsigned": False,
    "band_unnamed": False,
    "odd_alpha": True,
    "plan_outside_band": True,
    "odd_characters": False,
}
INTERNATIONAL_NAME = "the substance has the same international name"
SAME = {
    ("da", "codes", "medicine.insulin"): INTERNATIONAL_NAME,
    ("da", "codes", "medicine.metformin"): INTERNATIONAL_NAME,
    ("nl", "codes", "medicine.clozapine"): INTERNATIONAL_NAME,
    ("nl", "codes", "medicine.glipizide"): INTERNATIONAL_NAME,
    ("nl", "codes", "medicine.levothyroxine"): INTERNATIONAL_NAME,
    ("da", "codes", "drug.cyanocobalamin"): INTERNATIONAL_NAME,
    ("da", "codes", "drug.hydroxocobalamin"): INTERNATIONAL_NAME,
    ("da", "codes", "drug.mecobalamin"): INTERNATIONAL_NAME,
    ("da", "codes", "allergen.cyanocobalamin"): INTERNATIONAL_NAME,
    ("da", "codes", "allergen.hydroxocobalamin"): INTERNATIONAL_NAME,
    ("da", "codes", "country.ca"): "the country has the same name",
    ("da", "codes", "country.jp"): "the country has the same name",
    ("da", "codes", "country.fi"): "the country has the same name",
    ("nl", "codes", "country.jp"): "the country has the same name",
    ("nl", "codes", "country.fi"): "the country has the same name",
    ("nl", "codes", "country.ca"): "the country has the same name",
    ("da", "account", "imprint.email"): "the word is the same",
    ("nl", "account", "imprint.email"): "the word is the same",
    ("nl", "account", "account.to_account"): "the word is the same",
    ("nl", "account", "account.field_code"): "the word is the same",
    ("nl", "account", "own_account.title"): "the word is the same",
    ("da", "clinic", "clinic.find"): "the word is the same",
    ("da", "clinic", "clinic.for_clinic"): "the word is the same",
    ("da", "page", "page.title"): "the name of the software",
    ("nl", "page", "page.title"): "the name of the software",
    ("nl", "page", "page.date_format"): "day, month and year stand in the same order",
    ("nl", "page", "page.weekday_date"): "weekday and date stand in the same order",
    ("nl", "page", "page.week"): "the word is the same",
}
SECOND_HAND = {"en": "second-hand", "da": "på anden hånd", "nl": "uit de tweede hand"}
FROM_MEMORY = {
    "en": "from memory: our caution",
    "da": "efter hukommelsen: vores forsigtighed",
    "nl": "uit het geheugen: onze voorzorg",
}
OUR_DEFINITION = {"en": "our own", "da": "vores egen", "nl": "onze eigen"}
NEVER_SAID = {
    "en": r"\b(not|no) (ALS|B12 deficiency)\b|excluded|ruled out",
    "da": r"\b(ikke|ingen) (ALS|B12-mangel)(?!-)\b|udelukket",
    "nl": r"\b(niet|geen) (ALS|B12-tekort)\b|uitgesloten",
}


def tables(language: str, name: str) -> dict[str, Any]:
    with (WORDS / language / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _flat(table: dict[str, Any], before: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{before}{key}.")
        else:
            assert isinstance(value, str), before + key
            flat[before + key] = value
    return flat


TEXTS = {(lang, name): _flat(tables(lang, name)) for lang in LANGUAGES for name in FILES}
EACH_FILE = [(lang, name) for lang in LANGUAGES for name in FILES]
EACH_TRANSLATION = [(lang, name) for lang in TRANSLATIONS for name in FILES]


def numbers(text: str, decimal: str) -> Counter[str]:
    found = re.findall(rf"\d+(?:{re.escape(decimal)}\d+)?", text)
    return Counter(number.replace(decimal, ".") for number in found)


def placeholders(text: str) -> Counter[str]:
    return Counter(re.findall(r"\{[^}]*\}", text))


@pytest.mark.parametrize(("language", "name"), EACH_TRANSLATION)
def test_a_translation_has_the_same_keys_in_the_same_order(language: str, name: str) -> None:
    assert list(TEXTS[language, name]) == list(TEXTS["en", name])


@pytest.mark.parametrize(("language", "name"), EACH_TRANSLATION)
def test_a_translation_has_the_same_numbers_and_placeholders(language: str, name: str) -> None:
    for key, text in TEXTS[language, name].items():
        english = TEXTS["en", name][key]
        assert numbers(text, ",") == numbers(english, "."), key
        assert placeholders(text) == placeholders(english), key


@pytest.mark.parametrize(("language", "name"), EACH_TRANSLATION)
def test_no_text_is_left_in_english(language: str, name: str) -> None:
    english = TEXTS["en", name]
    same = {key for key, text in TEXTS[language, name].items() if text == english[key]}
    named = {key for lang, file, key in SAME if (lang, file) == (language, name)}
    assert same == named


@pytest.mark.parametrize(("language", "name"), EACH_FILE)
def test_every_text_says_something_and_is_tidy(language: str, name: str) -> None:
    for key, text in TEXTS[language, name].items():
        assert text, key
        assert text == text.strip(), key
        assert "  " not in text, key
        assert text.count("(") == text.count(")"), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_has_its_words_and_no_other(language: str) -> None:
    facts = tables(language, "facts")
    assert set(facts) == {"fact"}
    assert set(facts["fact"]) == set(FACTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_flag_says_yes_and_no_and_any_other_fact_its_value(language: str) -> None:
    for name, entry in tables(language, "facts")["fact"].items():
        said = {"yes", "no"} if FACTS[name].kind == "flag" else {"is"}
        assert set(entry) == {*said, "ask"}, name
        values = {key for key, text in entry.items() if "{value}" in text}
        assert values == said & {"is"}, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fact_is_a_clause_and_no_sentence(language: str) -> None:
    for key, text in TEXTS[language, "facts"].items():
        assert text[-1] not in ".?!:,;", key
        named = re.match(r"[A-Z]+\d*\b|Leber", text)
        assert text[0].islower() or named, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_yes_and_no_differ(language: str) -> None:
    for name, entry in tables(language, "facts")["fact"].items():
        assert len(set(entry.values())) == len(entry), name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_nothing_is_ever_ruled_out(language: str, name: str) -> None:
    said = TEXTS[language, name].items()
    assert not [key for key, text in said if re.search(NEVER_SAID[language], text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_word_and_no_other(language: str) -> None:
    written = tables(language, "codes")
    assert set(written) == set(CODES)
    for table, expected in CODES.items():
        assert set(written[table]) == {str(code) for code in expected}, table


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_is_a_sentence_only_where_one_is_called_for(language: str) -> None:
    for table, entries in tables(language, "codes").items():
        for code, text in entries.items():
            ends = {"ask": "?"}.get(table, ".")
            assert text.endswith(ends) == (table in SENTENCES), (table, code)
            assert text[0].isupper() or table not in SENTENCES, (table, code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_word_is_not_used_for_two_codes_of_a_list(language: str) -> None:
    for table, entries in tables(language, "codes").items():
        assert len(set(entries.values())) == len(entries), table


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tag_tells_how_the_source_was_read(language: str) -> None:
    tags = tables(language, "codes")["tag"]
    for tag in ("S", "Q"):
        assert SECOND_HAND[language] in tags[tag]
    assert tags["M"] == FROM_MEMORY[language]
    assert OUR_DEFINITION[language] in tags["own"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_als_is_an_assessment_to_ask_for_and_not_a_finding(language: str) -> None:
    assessment = {"en": "assessment", "da": "vurdering", "nl": "beoordeling"}[language]
    said = tables(language, "codes")["cause"]["als"]
    assert assessment in said
    assert "ALS" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_doubt_has_its_question_and_no_other(language: str) -> None:
    doubts = tables(language, "doubts")
    assert set(doubts) == {"doubt"}
    assert set(doubts["doubt"]) == set(DOUBTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_doubt_names_what_it_is_about_and_ends_as_a_sentence(language: str) -> None:
    for code, entry in tables(language, "doubts")["doubt"].items():
        assert set(entry) == {"text"}, code
        assert ("{about}" in entry["text"]) == DOUBTS[code], code
        assert entry["text"][-1] in ".?", code


def test_the_doubts_are_those_the_record_can_raise() -> None:
    source = (WORDS.parent / "record" / "doubts.py").read_text(encoding="utf-8")
    kinds = {code.split("_")[0] if code.startswith("contradiction") else code for code in DOUBTS}
    assert all(f'"{kind}"' in source for kind in kinds)
    raised = set(re.findall(r'Doubt\("(\w+)"', source)) | set(re.findall(r'return "(\w+)"', source))
    assert raised <= kinds


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_one_flat_table_of_snake_case_names(language: str) -> None:
    page = tables(language, "page")
    assert set(page) == {"page"}
    assert len(page["page"]) >= 70
    for key, text in page["page"].items():
        assert isinstance(text, str), key
        assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", key), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_every_month_and_every_weekday_once(language: str) -> None:
    page = tables(language, "page")["page"]
    for name, count in (("month", 12), ("weekday", 7), ("weekday_short", 7)):
        named = {v for k, v in page.items() if re.fullmatch(rf"{name}_\d+", k)}
        assert len(named) == count


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_writes_its_own_decimal_mark(language: str) -> None:
    page = tables(language, "page")["page"]
    other = re.escape(page["thousands_separator"])
    for name in FILES:
        wrong = [k for k, text in TEXTS[language, name].items() if re.search(rf"\d{other}\d", text)]
        assert not wrong


@pytest.mark.parametrize("name", FILES)
def test_prikken_is_tingling_in_danish_and_said_of_nothing_in_dutch(name: str) -> None:
    danish, dutch = TEXTS["da", name], TEXTS["nl", name]
    for key, text in danish.items():
        assert text.count("prikken") == text.count("prikken og snurren"), key
    assert not [key for key, text in dutch.items() if re.search(r"\bprik(ken|s)?\b", text.lower())]


def test_danish_says_du_and_dutch_says_u() -> None:
    for text in TEXTS["da", "page"].values():
        assert not re.search(r"\b(De|Dem|Deres)\b", text)
    for text in TEXTS["nl", "page"].values():
        assert not re.search(r"\b(je|jij|jouw)\b", text)
