"""What the evidence library holds, and what its loader refuses."""

import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from corrin.knowledge import (
    KnowledgeError,
    Role,
    Seen,
    Verdict,
    csl,
    load,
    load_library,
    load_library_from,
    problems,
)

REAL = Path(str(files("corrin.knowledge"))) / "library"
LIBRARY = load_library()
TODAY = date(2026, 11, 22)
SEED_IDS = [f"A{n}" for n in range(1, 53)] + [f"B{n}" for n in range(1, 26)]
VERDICTS = {  # the research's own verdicts, by group
    Verdict.CONTESTED: "A1 A28 A42",
    Verdict.OVERSTATED: "A2 A7 A8 A16 A23 B14 B23",
    Verdict.OUTDATED: "A17 A41 B24",
    Verdict.DUPLICATE: "A34 A52",
    Verdict.UNVERIFIED: "A12 A36 A47 A49 B20",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the library that a test may spoil."""
    return Path(shutil.copytree(REAL, tmp_path / "library"))


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_statement_of_both_documents_is_here_under_its_id() -> None:
    seeds = [claim.id for claim in LIBRARY.claims.values() if claim.seed]
    assert seeds == SEED_IDS
    assert {LIBRARY.claims[i].seed for i in SEED_IDS[:52]} == {"DK-SEED"}
    assert {LIBRARY.claims[i].seed for i in SEED_IDS[52:]} == {"NL-ALSC-2023"}


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_doubtful_statements_are_called_so(verdict: Verdict) -> None:
    found = [c.id for c in LIBRARY.claims.values() if c.verdict is verdict]
    assert found == VERDICTS[verdict].split()


def test_what_rests_on_memory_or_on_a_place_nobody_read_is_not_checked() -> None:
    assert [c.id for c in LIBRARY.claims.values() if not c.checked] == VERDICTS[
        Verdict.UNVERIFIED
    ].split()


def test_japan_dsam_and_nice_changed_what_the_documents_say() -> None:
    changed = {c.id: (c.changed, c.changed_by) for c in LIBRARY.claims.values() if c.changed}
    assert changed["B24"] == ("2024-09-24", "JP-EISAI-2024")
    assert changed["A17"] == changed["A1"] == ("2025", "DK-DSAM-2025")
    assert LIBRARY.claims["B24"].superseded_by == "C1"
    assert any(r.source == "UK-NICE-NG239" for r in LIBRARY.claims["C5"].refs)


def test_nothing_doubted_stands_without_a_source_against_it() -> None:
    for claim in LIBRARY.claims.values():
        if LIBRARY.doubted(claim) and claim.id != "A23":  # no source says it at all
            assert any(r.role is Role.AGAINST for r in claim.refs), claim.id


def test_what_is_said_twice_is_as_doubtful_as_its_twin() -> None:
    assert all(LIBRARY.doubted(LIBRARY.claims[name]) for name in ("A7", "A34", "A52"))
    assert not LIBRARY.doubted(LIBRARY.claims["A6"])


def test_both_links_of_the_danish_document_lead_to_one_review() -> None:
    """One link holds the PubMed number, the other Cochrane's own: one study counts once."""
    review = LIBRARY.references["INT-COCH-2018"]
    assert (review.pmid, review.also) == ("29543316", ("CD004655",))
    for mark in (review.pmid, *review.also):
        assert LIBRARY.study(f"https://example.org/{mark}/a-title") == "INT-COCH-2018"
        assert LIBRARY.study(f"https://example.org/{mark}1/") == ""


def test_there_are_twelve_answers_and_no_claim_without_a_search() -> None:
    assert len(LIBRARY.answers) == 12
    assert all(c.search in LIBRARY.searches for c in LIBRARY.claims.values())


def test_als_and_approvals_are_reviewed_twice_a_year() -> None:
    for claim in LIBRARY.claims.values():
        if claim.topic == "als":
            assert (claim.due - claim.reviewed).days <= 184, claim.id


def test_every_source_of_the_library_says_how_much_was_read() -> None:
    for claim in LIBRARY.claims.values():
        for ref in claim.refs:
            assert LIBRARY.sources[ref.source].read, ref.source
            assert ref.place


def test_nothing_is_wrong_or_overdue_today_and_everything_is_a_year_later() -> None:
    assert not problems(LIBRARY, on=TODAY)
    late = {p.about for p in problems(LIBRARY, on=date(2027, 11, 23))}
    assert {*LIBRARY.claims, *LIBRARY.answers} <= late
    early = {p.about for p in problems(LIBRARY, on=date(2027, 5, 23))}
    assert "B24" in early and "als_help" in early and "A3" not in early
    assert "search als" in early and "search cancer" not in early
    assert {f"search {name}" for name in LIBRARY.searches} <= late
    assert not {p.about for p in problems(LIBRARY, on=date(2027, 5, 22))}


def test_a_library_read_tomorrow_is_wrong_today() -> None:
    assert {p.code for p in problems(LIBRARY, on=date(2026, 11, 21))} == {"date"}


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("claims.toml", 'place = "Treatment"', 'place = ""', "`place` is missing"),
        ("claims.toml", 'role = "against"', 'role = "sure"', "'sure'"),
        ("claims.toml", 'seen = "opening"', 'seen = "heard"', "'heard'"),
        ("claims.toml", 'source = "DK-DSAM-2025"', 'source = "HEARSAY"', "'HEARSAY'"),
        ("claims.toml", 'certainty = "very_low"', 'certainty = "sure"', "'sure'"),
        ("claims.toml", 'verdict = "contested"', 'verdict = "true"', "'true'"),
        ("claims.toml", 'reviewed_by = ""', "", "name somebody"),
        ("claims.toml", "due = 2027-11-22", "due = 2028-11-22", "due within 366"),
        ("claims.toml", "due = 2027-11-22", "due = 2026-11-22", "due within 366"),
        ("claims.toml", 'status = "draft"', 'status = "published"', "named reviewer"),
        ("claims.toml", 'id = "A2"', 'id = "A1"', "stands twice"),
        ("claims.toml", 'countries = ["dk", "uk"]', "", "must name its country"),
        ("claims.toml", 'countries = ["jp"]', "", "must name its country"),
        ("claims.toml", 'superseded_by = "C4"', 'superseded_by = "Z1"', "'Z1'"),
        ("claims.toml", 'changed = "2025"\nchanged_by = "DK-DSAM-2025"\nsuperseded_by', "superseded_by", "outdated"),  # noqa: E501
        ("claims.toml", 'same_as = "A7"', 'same_as = "A8"', "other places than A8"),
        ("claims.toml", 'same_as = "A7"', "", "names `same_as`"),
        ("claims.toml", "on = 2024-09-24", "", "its day and a source"),
        ("claims.toml", 'source = "JP-EISAI-2024", place = "page", role = "against"', 'source = "JP-KAJI-2015", place = "page", role = "for"', "E0302 is counted twice"),  # noqa: E501
        ("answers.toml", 'certainty = "low", claims = ["C2"]', 'certainty = "high", claims = ["C2"]', "surer than its weakest"),  # noqa: E501
        ("answers.toml", 'claims = ["C2"]', 'claims = ["Z2"]', "'Z2'"),
        ("answers.toml", "due = 2027-05-22", "due = 2027-11-22", "due within 184"),
        ("trials.csv", "2.0,0.4,3.5", "2.0,2.4,3.5", "outside 2.4 to 3.5"),
        ("trials.csv", "133,129", "233,129", "more people with the outcome"),
        ("trials.csv", "cancer,NO-EBBING", "colour,NO-EBBING", "'colour'"),
        ("references.csv", "30636701", "35532908", "35532908 is also JP-JETALS-2022"),
        ("references.csv", "JP-KAJI-2019", "JP-KAJI-2020", "'JP-KAJI-2020'"),
    ],
)  # fmt: skip
def test_what_may_not_be_shown_is_refused_by_name(
    folder: Path, file: str, old: str, new: str, told: str
) -> None:
    spoil(folder, file, old, new)
    with pytest.raises(KnowledgeError, match=told):
        load_library_from(folder, load().sources)


def test_one_place_nobody_read_makes_the_whole_claim_unchecked(folder: Path) -> None:
    assert LIBRARY.claims["A1"].checked
    spoil(folder, "claims.toml", 'seen = "opening"', f'seen = "{Seen.MEMORY}"')
    assert not load_library_from(folder, load().sources).claims["A1"].checked


def test_a_published_claim_may_not_rest_on_what_was_retracted(folder: Path) -> None:
    text = (folder / "references.csv").read_text(encoding="utf-8").splitlines()
    text = [line + "yes" if line.startswith("JP-KAJI-2019,") else line for line in text]
    (folder / "references.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    spoiled = load_library_from(folder, load().sources)
    told = {p.about for p in problems(spoiled, on=TODAY) if p.code == "retracted"}
    assert "B17" in told and "B1" not in told


def test_a_wrong_identifier_and_a_paper_entered_twice_are_told(folder: Path) -> None:
    spoil(folder, "references.csv", "10.1001/jamaneurol.2022.0901", "jamaneurol.2022.0901")
    spoil(folder, "references.csv", "30636701", "PMID30636701")
    spoil(folder, "references.csv", "INT-HU-2022,", "INT-LIU-2021,")
    with pytest.raises(KnowledgeError, match="stands twice"):
        load_library_from(folder, load().sources)
    spoil(folder, "references.csv", "INT-LIU-2021,", "INT-HU-2022,")
    found = problems(load_library_from(folder, load().sources), on=TODAY)
    assert {(p.about, p.code) for p in found} == {
        ("JP-JETALS-2022", "identifier"),
        ("JP-KAJI-2019", "identifier"),
    }


def test_the_edition_changes_with_any_number(folder: Path) -> None:
    assert load_library_from(folder, load().sources).edition == LIBRARY.edition
    spoil(folder, "trials.csv", "0.4,3.5", "0.4,3.6")
    assert load_library_from(folder, load().sources).edition != LIBRARY.edition


def test_sources_are_exported_in_the_form_reference_managers_read() -> None:
    items = {item["id"]: item for item in csl(LIBRARY)}
    jetals = items["JP-JETALS-2022"]
    assert jetals["type"] == "article-journal"
    assert jetals["author"] == [{"family": "Oki", "given": "R"}]
    assert (jetals["volume"], jetals["issue"], jetals["page"]) == ("79", "6", "575-583")
    assert (jetals["DOI"], jetals["PMID"]) == ("10.1001/jamaneurol.2022.0901", "35532908")
    assert items["JP-EISAI-2024"]["author"] == [{"literal": "Eisai"}]
    assert len(items) == len(csl(LIBRARY)) >= 65
    assert all(item["issued"] for item in items.values() if item["type"] == "article-journal")
