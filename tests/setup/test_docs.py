"""The pages that people write, held together."""

import re
from pathlib import Path

import pytest

from tests.needs import absent

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "decisions").glob("*.md"))
WRITTEN = [*ROOT.glob("*.md"), *ROOT.glob("*/*.md")]
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


def test_decisions_are_numbered_one_by_one() -> None:
    assert [int(d.name[:4]) for d in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    for number, decision in enumerate(DECISIONS, 1):
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
