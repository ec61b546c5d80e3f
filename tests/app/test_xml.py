"""Workbooks whose XML asks for what is not in them."""

import io
import zipfile
from pathlib import Path

import pytest

from corrin.sheets import xlsx

BOOK = Path(__file__).parents[1] / "data" / "sheets" / "diary.xlsx"
PART = "xl/workbook.xml"  # read whole, before anything else
SECRET = "nobody may read this"
BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


def with_part(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(BOOK) as book, zipfile.ZipFile(out, "w") as copy:
        for name in book.namelist():
            copy.writestr(name, text if name == PART else book.read(name))
    return out.getvalue()


def asking(entity: str) -> bytes:
    """The true workbook, with a declaration before it and the entity used at its end."""
    with zipfile.ZipFile(BOOK) as book:
        part = book.read(PART).decode()
    return with_part(
        f"<!DOCTYPE x [{entity}]>{part.replace('</workbook>', '<a>&e;</a></workbook>')}"
    )


def test_a_workbook_that_names_a_file_or_an_address_reads_neither(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    for place in (secret.as_uri(), "http://192.0.2.1/x"):  # leaving would end the test (sockets.py)
        with pytest.raises(xlsx.Unreadable) as refused:
            xlsx.first_sheet(asking(f'<!ENTITY e SYSTEM "{place}">'))
        assert SECRET not in str(refused.value)


def test_a_workbook_that_doubles_itself_without_end_is_refused() -> None:
    with pytest.raises(xlsx.Unreadable):
        xlsx.first_sheet(asking('<!ENTITY l0 "ha">' + BOMB + '<!ENTITY e "&l11;">'))


def test_control_the_same_workbook_with_a_harmless_word_in_its_place_is_read() -> None:
    assert xlsx.first_sheet(asking("<!ENTITY e 'ha'>")) == xlsx.first_sheet(BOOK.read_bytes())
