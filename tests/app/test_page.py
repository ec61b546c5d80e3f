"""The first page: the demo, one's own record, what is refused, and what stays secret."""

import logging
import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from corrin.app import demo, intake, urls
from corrin.terms import Ask, Country, Lang, Reader
from corrin.words import catalog

ALARM = """\
undated born 1960
2026-01-05 condition pernicious_anaemia
2026-01-05 gave hydroxocobalamin 1000 ug im every 84 days until 2026-09-14
2026-10-20 symptom bladder_retention 8 worse
2026-10-20 symptom saddle_numbness 6
"""
NOTATION = """\
undated born 1960
2026-01-05 condition pernicious_anaemia
2026-01-05 gave hydroxocobalamin 1000 ug im
"""
START = """\
undated born 1973
undated condition alcohol_heavy
undated pregnancy no
undated none allergies
undated none family_history
undated none treatments
2026-09-08 symptom fatigue 5
2026-10-07 lab b12_total 95 pmol/L
2026-10-07 lab hb 6.9 mmol/L
"""
CASE = (
    '{"birth_year": 1960, "conditions": [{"code": "pernicious_anaemia"}], "treatments": '
    '[{"drug": "hydroxocobalamin", "dose_ug": 1000, "route": "im", "date": "2026-01-05"}]}'
)
RECORD = next(page for page in urls.urlpatterns if page.name == "record")
CHOSEN = {"country": "dk", "reader": "patient", "lang": "en", "ask": "assess", "on": "2026-10-26"}


class Outline(HTMLParser):
    """The tags of a page in their order, the ids, and the levels of its headings."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.labelled: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(str(value))
            if name in ("for", "aria-labelledby", "aria-describedby", "form"):
                self.labelled += str(value).split()

    @property
    def levels(self) -> list[int]:
        return [int(tag[1]) for tag in self.tags if re.fullmatch("h[1-6]", tag)]


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": "localhost"}, raise_request_exception=False)


def send(page: Client, record: str, /, **more: str) -> tuple[int, str]:
    answer = page.post("/record/", {**CHOSEN, "record": record, **more})
    return answer.status_code, answer.text


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("who", list(Reader))
def test_the_demo_is_shown_in_each_language_to_each_reader(
    reader: Client, lang: Lang, who: Reader
) -> None:
    answer = reader.get("/record/", {"lang": lang, "reader": who, "country": "dk"})
    words = catalog(lang)
    assert answer.status_code == 200
    assert f'<html lang="{lang}">' in answer.text
    assert words.text("page", "synthetic_patient") in answer.text
    assert words.text("page", "do_not_wait") in answer.text
    assert words.text("advice", "do_not_stop_irreversible_cause", who.value) in answer.text
    assert (words.text("page", "journal_text") in answer.text) == (who is Reader.CLINICIAN)


@pytest.mark.parametrize("who", list(Reader))
def test_the_languages_show_the_same_page(reader: Client, who: Reader) -> None:
    pages = [
        Outline(reader.get("/record/", {"lang": lang, "country": "uk", "reader": who}).text).tags
        for lang in Lang
    ]
    assert pages[0] == pages[1] == pages[2]


@pytest.mark.parametrize("country", list(Country))
@pytest.mark.parametrize("ask", list(Ask))
def test_every_question_in_every_country_is_answered(
    reader: Client, country: Country, ask: Ask
) -> None:
    answer = reader.get("/record/", {"country": country, "ask": ask})
    assert answer.status_code == 200
    assert "<article" in answer.text


def test_the_demo_does_not_grow_old(reader: Client) -> None:
    assert f"# on {demo.ON.isoformat()}" in demo.notation().splitlines()[0]
    page = reader.get("/record/", {"lang": "en"}).text
    assert "Thu 5 November 2026" in page
    assert catalog(Lang.EN).text("page", "due_now") not in page


@pytest.mark.parametrize("record", [demo.notation(), ALARM, NOTATION, CASE, "2026-13-01 gave"])
def test_headings_go_down_one_level_at_a_time_and_labels_find_their_fields(
    reader: Client, record: str
) -> None:
    outline = Outline(send(reader, record)[1])
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    steps = zip(outline.levels, outline.levels[1:], strict=False)
    assert all(b - a <= 1 for a, b in steps)
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.labelled) <= set(outline.ids)
    assert {"header", "nav", "main", "footer"} <= set(outline.tags)


def test_the_browser_says_the_language_until_the_reader_does(reader: Client) -> None:
    asked = {"Accept-Language": "fr;q=0.9, nl-BE;q=0.8, en;q=0.1"}
    assert '<html lang="nl">' in reader.get("/record/", headers=asked).text
    assert '<html lang="da">' in reader.get("/record/?lang=da", headers=asked).text
    assert '<html lang="da">' in reader.get("/record/", headers=asked).text


@pytest.mark.parametrize("odd", ["", ";;;", "en;q=x", "da;q=0", "*", "q" * 9000, "nan;q=nan"])
def test_an_odd_wish_for_a_language_gives_english(reader: Client, odd: str) -> None:
    assert '<html lang="en">' in reader.get("/record/", headers={"Accept-Language": odd}).text


@pytest.mark.parametrize("record", [NOTATION, CASE, NOTATION.replace("\n", "\r\n")])
def test_a_pasted_record_is_advised_on_and_stays_in_the_form(reader: Client, record: str) -> None:
    status, page = send(reader, record)
    assert status == 200
    assert "Treatment goes on: the cause is lasting" in page
    assert "pernicious_anaemia" in page
    assert 'value="2026-10-26"' in page
    assert "This is an invented patient." not in page


@pytest.mark.parametrize("name", ["diary.b12", "case.json"])
def test_a_file_is_advised_on_and_its_text_stays_in_the_form(reader: Client, name: str) -> None:
    record = CASE if name.endswith("json") else NOTATION
    file = SimpleUploadedFile(name, b"\xef\xbb\xbf" + record.encode())
    answer = reader.post("/record/", {**CHOSEN, "file": file, "record": "not this"})
    assert answer.status_code == 200
    assert "pernicious_anaemia" in answer.text
    assert "not this" not in answer.text


def test_a_vignette_brings_its_own_day_where_the_form_names_none(reader: Client) -> None:
    vignette = f'{{"id": "x", "on": "2026-02-03", "ask": "assess", "record": {CASE}}}'
    assert "3 February 2026" in send(reader, vignette, on="")[1]


def test_alarms_come_first_and_no_interval_beside_them(reader: Client) -> None:
    status, page = send(reader, ALARM)
    assert status == 200
    assert page.index('id="alarms"') < page.index('id="advice"')
    assert page.index('class="alarms"') < page.index('class="interval panel"')
    assert "No proposal beside an alarm sign" in page
    assert 'class="due"' not in page


def test_without_a_signed_band_the_page_says_whom_to_ask(reader: Client) -> None:
    assert "No proposal: no clinician has signed" in send(reader, NOTATION)[1]


def test_a_switch_around_ones_own_record_keeps_the_record(reader: Client) -> None:
    _, page = send(reader, NOTATION, switch_reader="clinician", switch_lang="da")
    assert '<html lang="da">' in page
    assert "Tekst til journalen" in page
    assert "pernicious_anaemia" in page


def test_a_question_met_many_times_is_asked_once(reader: Client) -> None:
    record = "".join(f"2026-01-{day:02} felt gloom 3\n" for day in range(1, 29))
    page = send(reader, record)[1]
    assert page.count("gloom” is a word corrin does not know") == 1
    assert "+ 22" in page


def test_clinic_days_move_a_course_to_those_days(reader: Client) -> None:
    sent = {**CHOSEN, "ask": "plan_start", "record": START, "clinic_days": ["0", "3"]}
    answer = reader.post("/record/", sent)
    days = set(re.findall(r'<time datetime="[-\d]+">(\w+)', answer.text))
    assert days == {"Mon", "Thu"}


@pytest.mark.parametrize(
    ("record", "place", "met"),
    [
        ("2026-13-01 gave hydroxocobalamin 1000 ug im", "line 1", "2026-13-01"),
        ("2026-01-05 gvae x\n2026-01-06 felt fatigue much", "line 2", "much"),
        ("2026-01-05 gave hydroxocobalamin 0 ug im", "line 1", "0"),
        ('{"birth_year": "soon"}', "/birth_year", "soon"),
        ('{"labs": [{"test": "hb", "value": NaN, "date": "2026-01-01"}]}', "NaN", "NaN"),
        ('{"labs": ', "line 1", "{"),
        ('{"resourceType": "Patient"}', "file", "FHIR"),
        ("   ", "Paste or write the record", "Nothing has been entered"),
        ("2026-01-05 felt fatigue\u202e 7", "line 1", "\\u202e"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_else_shown(
    reader: Client, record: str, place: str, met: str
) -> None:
    status, page = send(reader, record)
    assert status == 400
    assert "The record could not be read: nothing was used." in page
    assert place in page
    assert met in page
    assert "What to do" in page
    assert 'class="card' not in page
    assert "\u202e" not in page.split("<form")[0]


def test_the_place_of_a_fault_is_said_in_the_readers_language(reader: Client) -> None:
    page = send(reader, "soon felt fatigue 3", lang="da")[1]
    assert "linje 1" in page
    assert "en dato som 2026-03-05" in page
    assert "skriv år-måned-dag, dagen til sidst" in page
    assert "write year-month-day" not in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("country", "fr"),
        ("ask", "everything"),
        ("lang", "xx"),
        ("reader", "nobody"),
        ("on", "soon"),
        ("on", "0001-01-01"),
        ("on", "1950-01-01"),
        ("clinic_days", "7"),
        ("clinic_days", "٣"),
        ("switch_lang", "<b>"),
    ],
)
def test_a_choice_that_cannot_be_meant_is_told(reader: Client, name: str, value: str) -> None:
    status, page = send(reader, NOTATION, **{name: value})
    assert status == 400
    assert "What was expected" in page
    assert 'class="card' not in page
    assert "pernicious_anaemia" in page


def test_a_day_without_guidance_is_told(reader: Client) -> None:
    status, page = send(reader, "undated born 1930", on="1950-01-01")
    assert status == 400
    assert "a day on which guidance is in force" in page


@pytest.mark.parametrize("name", ["country", "ask", "lang", "reader"])
def test_a_choice_in_the_address_that_cannot_be_meant_is_told(reader: Client, name: str) -> None:
    answer = reader.get("/record/", {name: "<script>x</script>"})
    assert answer.status_code == 400
    assert "<script>x" not in answer.text


def test_faults_of_choices_and_of_the_record_are_told_together(reader: Client) -> None:
    _, page = send(reader, "", country="fr", on="soon")
    assert page.count('class="fault-place"') == 3


def test_a_file_that_is_not_utf8_is_refused(reader: Client) -> None:
    file = SimpleUploadedFile("diary.b12", "2026-01-05 ill forkølet".encode("latin-1"))
    answer = reader.post("/record/", {**CHOSEN, "file": file})
    assert answer.status_code == 400
    assert "not text in UTF-8" in answer.text


def test_a_file_that_is_too_large_is_refused(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "LARGEST", 100)
    file = SimpleUploadedFile("diary.b12", b"# much\n" * 100)
    for room in (intake.FORM_ROOM, 0):
        monkeypatch.setattr(intake, "FORM_ROOM", room)
        file.seek(0)
        answer = reader.post("/record/", {**CHOSEN, "file": file})
        assert answer.status_code == 400
        assert "The file is too large: at most 20 MB." in answer.text


def test_html_in_a_record_is_text(reader: Client) -> None:
    hostile = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    for record in (
        f"2026-01-05 felt {hostile} 3",
        f'2026-01-05 felt "{hostile.replace(chr(34), "")}" 3',
        f'{{"diet": "{hostile.replace(chr(34), "")}"}}',
        "</textarea><script>alert(3)</script>",
    ):
        page = send(reader, record)[1]
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_nothing_of_a_record_is_logged_or_put_in_an_address(
    reader: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django").propagate = True
    try:
        for record in (NOTATION + "2026-01-06 ill Karen", "Karen", '{"sex": "Karen"}'):
            page = send(reader, record)[1]
            links = re.findall(r'(?:href|action|src)="([^"]*)"', page)
            assert not [link for link in links if "Karen" in link or "pernicious" in link]
    finally:
        logging.getLogger("django").propagate = False
    said = caplog.text + "".join(capfd.readouterr())
    assert "Karen" not in said
    assert "pernicious" not in said


def test_no_cookie_but_the_language_and_the_forms_own(reader: Client) -> None:
    reader.get("/record/?lang=nl")
    send(reader, NOTATION)
    assert set(reader.cookies) <= {"lang", "csrftoken"}
    assert reader.cookies["lang"].value in [lang.value for lang in Lang]


def test_the_first_page_is_read_or_sent_and_nothing_else(reader: Client) -> None:
    assert reader.head("/record/").status_code == 200
    assert reader.head("/record/").content == b""
    for ask in (reader.put, reader.delete, reader.patch):
        assert ask("/record/").status_code == 405


@pytest.mark.parametrize("lang", list(Lang))
def test_what_cannot_be_answered_is_said_kindly_in_the_readers_language(
    lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"host": "localhost", "accept-language": lang.value}
    reader = Client(headers=told, raise_request_exception=False, enforce_csrf_checks=True)
    words = catalog(lang)
    for answer, status, key in (
        (reader.get("/no-such-page"), 404, "not_found"),
        (reader.post("/record/", {"record": NOTATION}), 403, "form_refused"),
        (reader.get("/record/", headers={"host": "evil.example"}), 400, "bad_request"),
    ):
        assert answer.status_code == status
        assert words.text("page", key) in answer.text
        assert "pernicious" not in answer.text
    monkeypatch.setattr(RECORD, "callback", lambda request: 1 / 0)
    sender = Client(headers=told, raise_request_exception=False)
    for answer, key in (
        (reader.get("/record/"), "not_shown"),
        (sender.post("/record/"), "went_wrong"),
    ):
        assert answer.status_code == 500
        assert words.text("page", key) in answer.text


def test_a_form_sent_with_its_token_is_answered() -> None:
    reader = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', reader.get("/record/").text)
    assert token
    sent = {**CHOSEN, "record": NOTATION, "csrfmiddlewaretoken": token[1]}
    assert reader.post("/record/", sent).status_code == 200


def test_no_page_has_styles_or_scripts_of_its_own(reader: Client) -> None:
    for page in (reader.get("/record/").text, send(reader, ALARM)[1], reader.get("/nowhere").text):
        assert not re.search(r"<style|\sstyle=|<script(?! src)|\son\w+=", page)
