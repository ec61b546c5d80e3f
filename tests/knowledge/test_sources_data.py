"""The sources, the disagreements and their sentences hold together, read as plain data."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

CORRIN = Path(__file__).parents[2] / "src" / "corrin"
SOURCE_FILES = sorted((CORRIN / "knowledge" / "sources").glob("*.toml"))

COUNTRIES = {"dk", "uk", "nl", "no", "se", "be", "ch", "us", "ca", "int", "own"}
KINDS = {
    "guideline",
    "label",
    "summary",
    "review",
    "consensus",
    "clinic",
    "patients",
    "opinion",
    "study",
    "own",
}
TAGS = {"P", "S", "Q", "M"}
STATUSES = {"current", "superseded", "historic", "check"}
REQUIRED = {"id", "title", "publisher", "country", "kind", "tag", "read", "checked", "status"}
OPTIONAL = {"published", "published_text", "url", "superseded_by", "valid_from", "note"}

TOPICS = {
    "start_route",
    "loading_schedule",
    "neuro_schedule",
    "maintenance_interval",
    "interval_individual",
    "thresholds",
    "oral_in_pernicious_anaemia",
    "leber",
    "pregnancy_test",
    "metformin_screening",
    "fatigue_testing",
    "endoscopy_surveillance",
    "serum_b12_monitoring",
    "mma_monitoring",
    "stopping",
    "no_risk_claim",
    "high_b12",
    "route_anticoagulant",
}
TRANSLATIONS = ("da", "nl")


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


SOURCES = {path.stem: read(path) for path in SOURCE_FILES}
IDS = {source["id"] for source in SOURCES.values()}
BY_ID = {source["id"]: source for source in SOURCES.values()}
DISAGREEMENTS: list[dict[str, Any]] = read(CORRIN / "knowledge" / "disagreements.toml")[
    "disagreement"
]
SIDES: list[dict[str, Any]] = [side for each in DISAGREEMENTS for side in each["side"]]


def sentences(language: str) -> dict[tuple[str, str], str]:
    words = read(CORRIN / "words" / language / "disagreements.toml")
    assert set(words) == {"topic", "side"}
    return dict(_said(words))


def _said(words: dict[str, dict[str, dict[str, str]]]) -> Iterator[tuple[tuple[str, str], str]]:
    for family, field in (("topic", "title"), ("side", "text")):
        for key, entry in words[family].items():
            assert set(entry) == {field}, key
            yield (family, key), entry[field]


def numbers(text: str, decimal: str) -> Counter[str]:
    found = re.findall(rf"\d+(?:{re.escape(decimal)}\d+)?", text)
    return Counter(number.replace(decimal, ".") for number in found)


def placeholders(text: str) -> Counter[str]:
    return Counter(re.findall(r"\{[^}]*\}", text))


ENGLISH = sentences("en")


def test_there_are_sources() -> None:
    assert len(IDS) == len(SOURCE_FILES) >= 50


@pytest.mark.parametrize("stem", SOURCES)
def test_a_source_is_named_as_its_file(stem: str) -> None:
    assert SOURCES[stem]["id"].lower() == stem


@pytest.mark.parametrize("stem", SOURCES)
def test_a_source_has_its_fields_and_no_others(stem: str) -> None:
    fields = set(SOURCES[stem])
    assert fields >= REQUIRED
    assert fields <= REQUIRED | OPTIONAL
    assert len(fields & {"published", "published_text"}) == 1


@pytest.mark.parametrize("stem", SOURCES)
def test_a_source_uses_the_closed_lists(stem: str) -> None:
    source = SOURCES[stem]
    assert source["country"] in COUNTRIES
    assert source["kind"] in KINDS
    assert source["status"] in STATUSES
    assert source["tag"] in (TAGS if source["kind"] != "own" else {"own"})
    assert (source["kind"] == "own") == (source["country"] == "own")


@pytest.mark.parametrize("stem", SOURCES)
def test_a_source_says_something_in_every_text(stem: str) -> None:
    texts = [value for value in SOURCES[stem].values() if isinstance(value, str)]
    assert all(text.strip() == text and text for text in texts)
    assert SOURCES[stem].get("url", "https://").startswith("https://")


@pytest.mark.parametrize("stem", SOURCES)
def test_a_source_was_checked_after_it_was_published(stem: str) -> None:
    source = SOURCES[stem]
    dates = [source[name] for name in ("checked", "published", "valid_from") if name in source]
    assert all(type(day) is date for day in dates)
    assert max(dates) == source["checked"]


@pytest.mark.parametrize("stem", SOURCES)
def test_a_superseded_source_says_by_what(stem: str) -> None:
    source = SOURCES[stem]
    assert (source["status"] == "superseded") == ("superseded_by" in source)
    assert {source[name] for name in source if name == "superseded_by"} <= IDS - {source["id"]}


def test_no_source_supersedes_itself_by_a_detour() -> None:
    for start in IDS:
        seen = {start}
        after = BY_ID[start].get("superseded_by")
        while after is not None:
            assert after not in seen
            seen.add(after)
            after = BY_ID[after].get("superseded_by")


def test_the_industry_funding_of_the_consensus_is_on_file() -> None:
    assert "Funded by Wörwag Pharma" in BY_ID["INT-DELPHI-2024"]["note"]


def test_every_topic_has_a_disagreement_and_no_other_is_named() -> None:
    assert {each["topic"] for each in DISAGREEMENTS} == TOPICS


def test_all_twenty_conflicts_of_the_report_are_there() -> None:
    assert {each["conflict"] for each in DISAGREEMENTS} - {0} == set(range(1, 21))


def test_ids_are_said_once() -> None:
    ids = [each["id"] for each in DISAGREEMENTS] + [side["id"] for side in SIDES]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("disagreement", DISAGREEMENTS, ids=lambda each: str(each["id"]))
def test_a_disagreement_has_two_sides_under_its_name(disagreement: dict[str, Any]) -> None:
    assert set(disagreement) - {"library_only"} == {"id", "topic", "conflict", "side"}
    sides = disagreement["side"]
    assert len({side["source"] for side in sides}) >= 2
    assert all(side["id"].startswith(disagreement["id"] + ".") for side in sides)


@pytest.mark.parametrize("side", SIDES, ids=lambda side: str(side["id"]))
def test_a_side_stands_on_a_known_source(side: dict[str, Any]) -> None:
    assert set(side) == {"id", "country", "source", "section", "tag"}
    assert side["tag"] in TAGS
    source = BY_ID[side["source"]]
    assert side["country"] == source["country"]
    assert source["kind"] != "own", "our own comments are not sides"
    assert source["status"] != "superseded"


def test_english_says_every_topic_and_every_side() -> None:
    expected = {("topic", topic) for topic in TOPICS} | {("side", side["id"]) for side in SIDES}
    assert set(ENGLISH) == expected


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_has_the_same_keys_in_the_same_order(language: str) -> None:
    assert list(sentences(language)) == list(ENGLISH)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_has_the_same_numbers_and_placeholders(language: str) -> None:
    for key, text in sentences(language).items():
        assert numbers(text, ",") == numbers(ENGLISH[key], "."), key
        assert placeholders(text) == placeholders(ENGLISH[key]), key


def test_no_sentence_is_the_same_in_two_languages() -> None:
    english, danish, dutch = ENGLISH, sentences("da"), sentences("nl")
    for key in english:
        assert len({english[key], danish[key], dutch[key]}) == 3, key


@pytest.mark.parametrize("language", ("en", *TRANSLATIONS))
def test_a_side_is_whole_sentences_and_a_title_is_none(language: str) -> None:
    for (family, key), text in sentences(language).items():
        assert text.strip() == text, key
        assert text.endswith(".") == (family == "side"), key
        assert "  " not in text, key


@pytest.mark.parametrize("language", ("en", *TRANSLATIONS))
def test_each_language_writes_its_own_decimal_mark(language: str) -> None:
    wrong = r"\d,\d" if language == "en" else r"\d\.\d"
    assert not [key for key, text in sentences(language).items() if re.search(wrong, text)]


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_prikken_is_never_said_where_it_could_mean_either(language: str) -> None:
    assert not [
        key for key, text in sentences(language).items() if re.search(r"\bprik", text.lower())
    ]
