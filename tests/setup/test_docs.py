"""The pages that people write, held together."""

import re
from pathlib import Path

import pytest

from tests.needs import absent

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "decisions").glob("*.md"))
WRITTEN = [*ROOT.glob("*.md"), *ROOT.glob("*/*.md")]
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [int(d.name[:4]) for d in DECISIONS]
    assert len(set(numbers)) == len(numbers)
    for number, decision in zip(numbers, DECISIONS, strict=True):
        assert decision.read_text(encoding="utf-8").startswith(f"# {number}. ")


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_what_is_absent_fails_in_ci_and_is_skipped_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="a sundial is not here"):
        absent("a sundial")
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="a sundial is not here"):
        absent("a sundial")
