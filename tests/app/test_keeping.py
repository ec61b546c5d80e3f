"""Import, export, advice and the page for the doctor."""

import html
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from corrin import store
from corrin.app.models import Diary
from corrin.record import Administration, Record, Score, read_notation
from corrin.terms import Lang, Reader
from corrin.words import catalog

SHEET = "Dato;Træthed;Indsprøjtning;Energi\n5.1.2026;7;x;2\n6.1.2026;3,5;;3\n".encode("cp1252")


def mine() -> UUID:
    return Diary.objects.get(owner="").patient_id


def stored() -> Record:
    return store.read(mine()).current()


def look(owner: Client, data: bytes = SHEET, **more: Any) -> tuple[int, str]:
    file = SimpleUploadedFile("diary.csv", data)
    sent = {"form": str(uuid4()), "do": "look", "file": file, "lang": "en", **more}
    answer = owner.post("/me/import/", sent)
    return answer.status_code, html.unescape(answer.text)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(form|sheet)" value="([^"]*)"', page))


def test_a_sheet_is_looked_at_corrected_kept_and_undone_as_one(owner: Client) -> None:
    status, page = look(owner)
    assert status == 400
    assert "row 2, column Indsprøjtning" in page
    assert stored().entries == ()
    again = {"do": "look", "usual_dose": "1000", "usual_drug": "hydroxocobalamin", **hidden(page)}
    page = html.unescape(owner.post("/me/import/", again).text)
    assert "Ready to be kept: 3" in page
    assert stored().entries == ()
    kept = {**again, "do": "keep", **hidden(page)}
    assert owner.post("/me/import/", kept).status_code == 302
    assert [e.score for e in stored().of(Score)] == [7, 3.5]
    assert stored().of(Administration)[0].dose_ug == 1000
    page = owner.get("/me/diary/?lang=en").text
    act = re.search(r'name="act" value="([^"]+)"', page)
    assert act
    owner.post("/me/undo/", {"act": act[1], "form": str(uuid4()), "next": "diary"})
    assert stored().entries == ()
    assert len(store.history(mine())) == 6


TABLE = "Dato\tTræthed\tIndsprøjtning\r\n5.1.2026\t7\t1000 µg\r\n6.1.2026\t3,5\t\r\n"


def test_a_table_is_pasted_looked_at_and_kept(owner: Client) -> None:
    sent = {"form": str(uuid4()), "do": "look", "paste": TABLE, "lang": "en"}
    page = html.unescape(owner.post("/me/import/", sent).text)
    assert "Ready to be kept: 3" in page
    assert "5.1.2026\t7\t1000 µg" in page  # still there to be changed
    assert stored().entries == ()
    assert owner.post("/me/import/", {**sent, "do": "keep", **hidden(page)}).status_code == 302
    assert [e.score for e in stored().of(Score)] == [7, 3.5]
    assert stored().of(Administration)[0].dose_ug == 1000


def test_a_column_that_is_not_understood_is_named_before_anything_is_kept(owner: Client) -> None:
    table = "Date\tFatigue\tBath\tMood swings\n2026-01-05\t7\t38\t4\n"
    sent = {"form": str(uuid4()), "do": "look", "paste": table, "lang": "en"}
    page = html.unescape(owner.post("/me/import/", sent).text)
    assert "Not used: Bath, Mood swings." in page
    wide = table.replace("Bath", "\t".join(f"b{n}" for n in range(40)))
    page = html.unescape(owner.post("/me/import/", sent | {"paste": wide}).text)
    assert "b11, …. What" in page
    page = html.unescape(owner.post("/me/import/", sent | {"paste": TABLE}).text)
    assert "Not used" not in page


def test_every_problem_of_a_pasted_table_is_told_and_nothing_is_lost(owner: Client) -> None:
    wrong = TABLE.replace("7", "37").replace("3,5", "🙂").replace("6.1.2026", "never")
    sent = {"form": str(uuid4()), "do": "keep", "paste": wrong, "lang": "da"}
    answer = owner.post("/me/import/", sent)
    page = html.unescape(answer.text)
    assert answer.status_code == 400
    for place in ("række 2, kolonne Træthed", "række 3, kolonne Dato"):
        assert place in page
    assert "5.1.2026\t37\t1000 µg" in page
    assert stored().entries == ()
    nothing = owner.post("/me/import/", {**sent, "paste": "💉 " * 5000})
    assert nothing.status_code == 400
    assert 'id="paste-error"' in nothing.text
    assert "💉 " * 4000 in nothing.text


def test_an_import_of_long_ago_is_taken_back_as_a_whole(owner: Client) -> None:
    for day in ("5.1.2026", "7.1.2026"):
        sent = {"form": str(uuid4()), "do": "keep", "paste": f"Date\tTired\n{day}\t4\n"}
        assert owner.post("/me/import/", sent).status_code == 302
    owner.cookies.clear()  # the note with its undo is gone
    page = owner.get("/me/import/?lang=en").text
    listed = re.findall(r'name="act" value="([^"]+)"', page)
    assert len(listed) == 2
    assert "entries that stand: 1" in page
    owner.post("/me/undo/", {"act": listed[0], "form": str(uuid4()), "next": "keeping"})
    assert [str(e.on) for e in stored().of(Score)] == ["2026-01-05"]
    owner.cookies.clear()
    assert owner.get("/me/import/").text.count('name="act"') == 1


def test_the_same_sheet_twice_is_kept_once(owner: Client) -> None:
    for _ in range(2):
        _, page = look(owner, usual_dose="1000")
        sent = {"do": "keep", "usual_dose": "1000", **hidden(page)}
        assert owner.post("/me/import/", sent).status_code == 302
    assert len(store.history(mine())) == 3


def kept(owner: Client, table: str) -> str:
    """Keep a pasted table; the act it can be taken back by."""
    act = str(uuid4())
    answer = owner.post("/me/import/", {"form": act, "do": "keep", "paste": table})
    assert answer.status_code == 302
    return act


def test_an_import_that_was_taken_back_can_be_kept_again_and_then_but_once(owner: Client) -> None:
    table = "Date\tTired\n5.1.2026\t4\n6.1.2026\t5\n"
    for _ in range(3):
        act = kept(owner, table)
        assert [e.score for e in stored().of(Score)] == [4, 5]
        kept(owner, table)
        assert [e.score for e in stored().of(Score)] == [4, 5]
        owner.post("/me/undo/", {"act": act, "form": str(uuid4()), "next": "keeping"})
        assert stored().entries == ()


def test_what_was_taken_back_or_mended_by_hand_does_not_come_again_with_its_sheet(
    owner: Client,
) -> None:
    table = "Date\tTired\tInjection\n5.1.2026\t4\t1000 µg\n6.1.2026\t5\t\n"
    kept(owner, table)
    (dose,) = stored().of(Administration)
    owner.post("/me/injections/take-back/", {"row": dose.id})
    five = {"form": str(uuid4()), "code": "fatigue", "item_0": "7"}
    assert owner.post("/me/day/2026-01-06/", five).status_code == 302
    kept(owner, table)
    assert stored().of(Administration) == ()
    assert [e.score for e in stored().of(Score)] == [4, 7]


def test_a_column_gets_another_meaning(owner: Client) -> None:
    _, page = look(owner, usual_dose="1000", column_3="own")
    sent = {"do": "keep", "usual_dose": "1000", "column_3": "own", **hidden(page)}
    owner.post("/me/import/", sent)
    assert {str(e.item) for e in stored().of(Score)} == {"fatigue", "Energi"}


@pytest.mark.parametrize(
    "data", [b"", b"rubbish", b"PK\x03\x04x", b"Date;Tired\nnever;3\n", b"\x00\x01" * 99]
)
def test_a_file_that_is_no_diary_gets_a_message_at_its_field(owner: Client, data: bytes) -> None:
    status, page = look(owner, data)
    assert status == 400
    assert 'id="file-error"' in page
    assert stored().entries == ()


def test_keeping_without_a_sheet_or_with_problems_keeps_nothing(owner: Client) -> None:
    assert owner.post("/me/import/", {"do": "keep"}).status_code == 400
    assert owner.post("/me/import/", {"do": "keep", "sheet": "%%%"}).status_code == 400
    _, page = look(owner)
    assert owner.post("/me/import/", {"do": "keep", **hidden(page)}).status_code == 400
    assert stored().entries == ()


def test_everything_comes_out_again_changes_included(owner: Client) -> None:
    for score in ("7", "5"):
        sent = {"form": str(uuid4()), "code": ["fatigue"], "item_0": score}
        owner.post("/me/day/2026-02-03/", sent)
    answer = owner.get("/me/export/")
    assert "attachment" in answer.headers["Content-Disposition"]
    found = read_notation(answer.text)
    assert [e.score for e in found.of(Score)] == [7, 5]
    assert [e.score for e in found.current().of(Score)] == [5]


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("reader", list(Reader))
def test_advice_is_shown_with_reasons_sources_and_where_guidance_differs(
    owner: Client, lang: Lang, reader: Reader
) -> None:
    page = html.unescape(owner.get(f"/demo/advice/?lang={lang}&reader={reader}").text)
    words = catalog(lang)
    assert words.text("advice", "do_not_stop_irreversible_cause", reader.value) in page
    assert words.text("page", "disagreements") in page
    assert words.text("page", "because") in page


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("view", ["interval", "recovery"])
def test_the_page_for_the_doctor_is_in_the_doctors_language(
    owner: Client, lang: Lang, view: str
) -> None:
    page = owner.get(f"/demo/doctor/?lang={lang}&view={view}").text
    assert f'lang="{lang}' in page
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg"') == 1
    assert catalog(lang).text("check", "told") in page
    pdf = owner.get(f"/demo/doctor.pdf?lang={lang}&view={view}")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"] == 'inline; filename="corrin.pdf"'


def test_an_empty_diary_has_a_page_for_the_doctor_too(owner: Client) -> None:
    assert owner.get("/me/doctor/").status_code == 200
    assert owner.get("/me/doctor/?view=everything").status_code == 404
    assert owner.get("/me/advice/").status_code == 200
    assert owner.get("/me/doctor.pdf").status_code == 200
