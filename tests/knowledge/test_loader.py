"""What the knowledge loader refuses, and what it holds of the real files."""

import re
import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from corrin.knowledge import KnowledgeError, load, load_from
from corrin.rules import facts_of, rule_book
from corrin.situation import FACTS
from corrin.terms import ADVICE, Country, Tag

REAL = Path(str(files("corrin.knowledge")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the knowledge that a test may spoil."""
    shutil.copytree(REAL / "sources", tmp_path / "sources")
    shutil.copytree(REAL / "protocols", tmp_path / "protocols")
    shutil.copy(REAL / "disagreements.toml", tmp_path)
    return tmp_path


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_real_knowledge_loads_and_an_equal_copy_has_the_same_edition(folder: Path) -> None:
    assert load_from(folder).edition == load().edition


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("sources/uk-gems-2025.toml", "checked = 2026", "# checked = 2026", "`checked` is missing"),
        ("sources/uk-gems-2025.toml", 'title = "', 'heading = "', "`title` is missing"),
        ("protocols/dk.toml", 'unknown = "ask"', "", "`unknown` is missing"),
        ("protocols/dk.toml", 'unknown = "ask"', 'unknown = "guess"', "not one of ask"),
        ("protocols/dk.toml", 'source = "DK-IRF-2009"', 'source = "HEARSAY"', "'HEARSAY'"),
        ("protocols/dk.toml", 'gives = "loading_series"', 'gives = "cure"', "'cure'"),
        ("protocols/dk.toml", "with = { n = 5,", "with = { m = 5,", "parameter 'm'"),
        ("protocols/dk.toml", 'unit = "pmol/L"', 'unit = "drops"', "'drops'"),
        ("protocols/dk.toml", 'id = "dk-start"', 'id = "dk-route"', "stand twice: dk-route"),
        (
            "protocols/dk.toml",
            'when = "starting"\nstrength = "consider"\nunknown = "ask"',
            'when = "starting"\nstrength = "consider"\nunknown = "apply"',
            "only alarms and restrictions",
        ),
        (
            "protocols/dk.toml",
            'cites = [{ source = "DK-SMPC-VIB", section = "4.2 Dosage", tag = "P" }]',
            'cites = [{ source = "DK-SMPC-VIB", section = "4.2 Dosage", tag = "M" }]',
            "memory alone",
        ),
        (
            "protocols/dk-seed.toml",
            'strength = "expert"',
            'strength = "must"',
            "has the strength `expert`",
        ),
    ],
)
def test_knowledge_that_may_not_be_used_is_refused_by_name(
    folder: Path, file: str, old: str, new: str, told: str
) -> None:
    spoil(folder, file, old, new)
    with pytest.raises(KnowledgeError, match=told):
        load_from(folder)


def test_british_editions_change_between_5_and_6_march_2024() -> None:
    known = load()
    assert known.protocol(Country.UK, date(2024, 3, 5)).id == "uk-2014"
    assert known.protocol(Country.UK, date(2024, 3, 6)).id == "uk-2024"


def test_a_day_before_any_guidance_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="no uk protocol is valid"):
        load().protocol(Country.UK, date(1950, 1, 1))


def test_the_edition_changes_with_any_number(folder: Path) -> None:
    spoil(folder, "protocols/dk.toml", "high = 250", "high = 251")
    assert load_from(folder).edition != load().edition


@pytest.mark.parametrize("protocol", load().editions, ids=lambda p: p.id)
def test_every_rule_compiles_and_cites(protocol: object) -> None:
    edition = next(p for p in load().editions if p is protocol)
    book = rule_book(edition)
    assert len(book.conditions) == len(edition.rules)
    assert all(rule.cites for rule in edition.rules)


def test_every_definition_is_used_somewhere() -> None:
    texts = [r.when for e in load().editions for r in e.rules]
    texts += [text for e in load().editions for text in e.definitions.values()]
    words = {word for text in texts for word in re.findall(r"[a-z_0-9]+", text)}
    assert not {name for e in load().editions for name in e.definitions} - words


def test_what_rests_on_memory_is_alarm_restriction_or_question() -> None:
    for edition in load().editions:
        for rule in edition.rules:
            if all(cite.tag is Tag.MEMORY for cite in rule.cites):
                assert ADVICE[rule.gives].family in ("urgency", "safety", "data", "test")
                assert rule.strength.value == "own"


def test_superseded_sources_carry_no_rule_in_force_today() -> None:
    known = load()
    for country in Country:
        protocol = known.protocol(country, date(2026, 11, 22))
        for threshold in protocol.thresholds:
            assert all(known.sources[c.source].status != "superseded" for c in threshold.cites)


def test_every_fact_is_asked_for_by_a_rule_and_every_rule_by_its_facts() -> None:
    asked: set[str] = set()
    for edition in load().editions:
        for rule, node in rule_book(edition).conditions:
            asked |= facts_of(node)
            asked |= {v[1:] for v in rule.params.values() if isinstance(v, str) and v[:1] == "="}
    assert asked == set(FACTS)


def test_a_rule_without_a_parameter_its_sentence_needs_is_refused(folder: Path) -> None:
    spoil(folder, "protocols/dk.toml", "with = { n = 5, every_days = [2, 2] }", "with = { n = 5 }")
    with pytest.raises(KnowledgeError, match="loading_series needs `every_days`"):
        load_from(folder)


def test_the_twenty_conflicts_stand_with_sources_on_both_sides() -> None:
    known = load()
    for number in range(1, 21):
        sources = {
            s.cite.source for d in known.disagreements if d.conflict == number for s in d.sides
        }
        assert len(sources) > 1, number


def test_every_topic_of_disagreement_is_shown_by_a_rule_in_every_country() -> None:
    known = load()
    topics = {d.topic for d in known.disagreements}
    for protocol in known.editions:
        shown = {r.params["topic"] for r in protocol.rules if r.gives == "conflict_shown"}
        assert shown == topics, protocol.id


def test_the_first_sides_of_a_disagreement_are_the_countrys_own_and_two_at_least() -> None:
    known = load()
    for d in known.disagreements:
        for country in Country:
            first = d.lead(country)
            assert len(first) >= 2
            own = [s for s in d.sides if s.country == country]
            assert not own or first[0] == own[0]


def test_advice_stands_before_experts_and_experts_before_other_countries() -> None:
    known = load()
    order = ("advising", "expert", "comparison")
    for d in known.disagreements:
        standings = [order.index(known.sources[s.cite.source].standing) for s in d.sides]
        assert standings == sorted(standings), d.id
