"""Every statement of the guideline report stands somewhere, or says why it does not."""

from tools.coverage import TITLES, places, rows, unnamed


def test_every_row_names_a_place_that_exists_or_a_reason() -> None:
    for row in rows():
        assert row.stands or row.left_out, row.says
        assert set(row.stands) <= places(), (row.says, set(row.stands) - places())


def test_every_section_of_the_report_has_rows_and_no_row_another_section() -> None:
    assert {row.section for row in rows()} == set(TITLES)


def test_every_rule_with_a_source_stands_in_a_row() -> None:
    assert unnamed() == []
