"""The words of the printed page: complete, the same in three languages, and no promise."""

import re
from pathlib import Path

import pytest

from corrin.figures import talk
from corrin.words.catalog import FILES
from tests.words.test_words_data import _flat, numbers, placeholders, tables

TRANSLATIONS = ("da", "nl")
LANGUAGES = ("en", *TRANSLATIONS)
READERS = ("patient", "clinician")
TEXTS = {language: _flat(tables(language, "profile")) for language in LANGUAGES}
SILENT = (
    "alarm",
    "out_of_scope",
    "no_band",
    "no_injections",
    "dense_course",
    "data_conflict",
    "not_enough_data",
)
WHY = ("due_now", "shorten", "lengthen", "keep", "review", "below_band")
PROMISES = {
    "en": r"\b(will|cure|safe|proven|guarantee|placebo|imagin)",
    "da": r"\b(helbred|garant|sikkert virker|bevist|placebo|indbild)",
    "nl": r"\b(genees|garand|bewezen|veilig|placebo|inbeeld)",
}


def test_the_catalog_reads_the_file() -> None:
    assert "profile" in FILES


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_has_the_same_keys_numbers_and_placeholders(language: str) -> None:
    assert list(TEXTS[language]) == list(TEXTS["en"])
    for key, text in TEXTS[language].items():
        english = TEXTS["en"][key]
        assert numbers(text, ",") == numbers(english, "."), key
        assert placeholders(text) == placeholders(english), key


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_no_sentence_is_left_in_english(language: str) -> None:
    same = {key for key, text in TEXTS[language].items() if text == TEXTS["en"][key]}
    assert not same


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_readers_have_the_same_sentences_and_never_the_common_ones(language: str) -> None:
    table = tables(language, "profile")["profile"]
    patient, clinician = (table[reader] for reader in READERS)
    assert list(patient) == list(clinician)
    assert not set(patient) & set(table)
    for key in patient:
        assert placeholders(patient[key]) == placeholders(clinician[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", READERS)
def test_every_code_has_its_sentence(language: str, reader: str) -> None:
    table = tables(language, "profile")["profile"]
    own = table[reader]
    assert {f"silent_{code}" for code in SILENT} <= set(own)
    assert {f"card_silent_{code}" for code in SILENT} <= set(table)
    assert {f"why_{code}" for code in WHY} <= set(own)
    assert {f"rail_{code}" for code in talk.RAILS} <= set(table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_the_figures_ask_for_exists_and_no_other(language: str) -> None:
    folder = Path(talk.__file__).parent
    source = "\n".join(p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.py")))
    quoted = set(re.findall(r"[\"']([a-z][a-z0-9_]*)[\"']", source))
    begun = tuple(re.findall(r"f[\"']([a-z_]+_)\{", source))
    for key in TEXTS[language]:
        name = key.split(".")[-1]
        assert name in quoted or name.startswith(begun), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_promise_nothing(language: str) -> None:
    for key, text in TEXTS[language].items():
        assert not re.search(PROMISES[language], text.lower()), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_can_be_printed_in_the_pdf(language: str) -> None:
    for key, text in TEXTS[language].items():
        assert text.encode("cp1252").decode("cp1252") == text, key
        assert text == text.strip() and "  " not in text, key


def test_danish_says_du_and_dutch_says_u() -> None:
    for key, text in TEXTS["da"].items():
        polite = text.replace("De er", "").replace("Deres timing", "")
        assert not re.search(r"\b(De|Dem|Deres)\b", polite), key
    for key, text in TEXTS["nl"].items():
        assert not re.search(r"\b(je|jij|jouw)\b", text), key
        assert not re.search(r"\bprik", text.lower()), key
    for key, text in TEXTS["da"].items():
        assert text.count("prikken") == text.count("prikken og snurren"), key
