"""The six questions for clinicians: answered with advice and a journal text, nothing kept."""

import html
import logging
import re
from typing import Any

import pytest
from django.test import Client

from corrin.terms import Ask, Country, Lang
from corrin.words import catalog

TREATED: dict[str, Any] = {
    "lang": "en",
    "country": "dk",
    "ask": "next_interval",
    "cause": ["pernicious_anaemia", "metformin"],
    "nerves": ["fatigue"],
    "birth_year": "1960",
    "pregnancy": "no",
    "treatment": "injections",
    "drug": "hydroxocobalamin",
    "dose": "1000",
    "every": "12",
    "every_unit": "weeks",
    "since": "2025-01-01",
    "last": "2026-09-20",
    "test_1": "b12_total",
    "value_1": "<150",
    "unit_1": "pmol/L",
    "taken": "2026-09-01",
}


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": "localhost"}, raise_request_exception=False)


def ask(page: Client, **more: Any) -> tuple[int, str]:
    answer = page.post("/check/", {**TREATED, **more})
    return answer.status_code, html.unescape(answer.text)


def journal(page: str) -> str:
    found = re.search(r'id="journal-text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1]


def test_the_answers_become_advice_with_sources_and_a_journal_text(reader: Client) -> None:
    status, page = ask(reader)
    assert status == 200
    text = journal(page)
    assert text.startswith("B12, ")
    assert "Told: pernicious anaemia; metformin; tiredness; born 1960;" in text
    assert "hydroxocobalamin 1000 µg into the muscle, every 84 days" in text
    assert "to 20 September 2026; planned interval: 84 days" in text
    assert "total B12 <150 pmol/L (1 September 2026)" in text
    assert "The cause is permanent" in text
    assert re.search(r"\[must; [A-Z-]+", text)
    assert len(text.splitlines()) <= 25


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("country", list(Country))
def test_it_answers_in_each_language_for_each_country(
    reader: Client, lang: Lang, country: Country
) -> None:
    status, page = ask(reader, lang=lang.value, country=country.value)
    words = catalog(lang)
    assert status == 200
    assert f'<html lang="{lang}">' in page
    assert words.text("check", "told") in journal(page)
    assert words.code("country", country) in journal(page)
    assert "{" not in journal(page)


@pytest.mark.parametrize("question", list(Ask))
def test_every_question_can_be_put(reader: Client, question: Ask) -> None:
    assert ask(reader, ask=question.value)[0] == 200


def test_an_alarm_sign_comes_first_on_the_page_and_in_the_journal(reader: Client) -> None:
    _, page = ask(reader, nerves=["bladder_retention", "saddle_numbness"])
    assert page.index('class="alarms"') < page.index('id="advice"')
    text = journal(page)
    assert text.index("Do this first:") < text.index("Advice:")
    assert "Same-day" in text.split("Advice:")[0]


def test_what_is_not_answered_is_asked_for(reader: Client) -> None:
    answer = reader.post("/check/", {"cause": ["pernicious_anaemia"], "lang": "en"})
    assert answer.status_code == 200
    assert "What is missing to say more" in answer.text


def test_without_an_answer_there_is_no_advice(reader: Client) -> None:
    answer = reader.post("/check/", {"lang": "en"})
    assert answer.status_code == 200
    assert "Nothing has been answered yet" in answer.text
    assert "<article" not in answer.text


def test_tablets_and_no_treatment_are_told_too(reader: Client) -> None:
    assert "by mouth" in journal(ask(reader, treatment="tablets", dose="2000", last="")[1])
    assert "no B12 treatment so far" in journal(ask(reader, treatment="none")[1])


def test_no_nerve_signs_is_an_answer(reader: Client) -> None:
    assert "no nerve signs and no complaints" in journal(ask(reader, nerves=["none"])[1])


def test_a_result_in_words_needs_no_unit(reader: Client) -> None:
    _, page = ask(reader, test_2="if_antibody", value_2="positiv", lang="da")
    assert "positiv" in journal(page)


WRONG = [
    ("birth_year", "1850"),
    ("birth_year", "2090"),
    ("birth_year", "19,5"),
    ("birth_year", "😀"),
    ("dose", "0"),
    ("dose", "much"),
    ("dose", "1.000"),
    ("dose", ""),
    ("dose", "9" * 10_000),
    ("every", "0"),
    ("every", "400"),
    ("since", "31.2.2026"),
    ("since", "2027-12-31"),
    ("since", "1850-01-01"),
    ("last", "soon"),
    ("last", "2024-01-01"),
    ("last", ""),
    ("taken", "2090-01-01"),
    ("value_1", "-3"),
    ("value_1", "low\u202e"),
    ("value_1", "date\ttest\n1\t2\n"),
    ("unit_1", ""),
    ("unit_1", "furlongs"),
    ("test_1", ""),
    ("test_1", "<script>"),
    ("drug", "water"),
    ("pregnancy", "perhaps"),
    ("treatment", "prayer"),
    ("cause", "fate"),
    ("nerves", "gloom"),
]


@pytest.mark.parametrize(
    ("name", "value", "lang"), [(*wrong, list(Lang)[n % 3]) for n, wrong in enumerate(WRONG)]
)
def test_a_wrong_answer_gets_a_message_at_its_field_and_nothing_typed_is_lost(
    reader: Client, name: str, value: str, lang: Lang
) -> None:
    status, page = ask(reader, **{"lang": lang.value, name: value})
    assert status == 400
    assert f'id="{name}-error"' in page
    assert catalog(lang).text("form", "look_here") in page
    assert 'value="1960"' in page or name == "birth_year"
    assert 'value="<150"' in page or name == "value_1"
    if len(value) < 100 and name in ("birth_year", "dose", "every", "since", "last"):
        assert f'value="{value}"' in page
    assert "<article" not in page


def test_no_signs_beside_a_sign_is_asked_about(reader: Client) -> None:
    status, page = ask(reader, nerves=["none", "fatigue"])
    assert status == 400
    assert 'id="nerves-error"' in page


def test_every_message_names_a_field_that_points_back_to_it(reader: Client) -> None:
    for name, value in WRONG:
        _, page = ask(reader, **{name: value})
        described = {
            i for found in re.findall(r'describedby="([^"]*)"', page) for i in found.split()
        }
        assert described <= set(re.findall(r' id="([^"]*)"', page))


def test_nothing_of_the_answers_is_logged_kept_or_put_in_an_address(
    reader: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django").propagate = True
    try:
        _, page = ask(reader)
    finally:
        logging.getLogger("django").propagate = False
    links = " ".join(re.findall(r'(?:href|action|src)="([^"]*)"', page))
    assert "pernicious" not in links + caplog.text
    assert "1960" not in links + caplog.text
    assert set(reader.cookies) <= {"lang", "csrftoken"}


def test_the_check_needs_the_forms_token() -> None:
    strict = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    assert strict.post("/check/", TREATED).status_code == 403


def test_the_page_is_light(reader: Client) -> None:
    assert len(reader.get("/check/").content) < 60_000
    assert len(ask(reader)[1]) < 100_000


STARTING: dict[str, Any] = {
    "lang": "en",
    "country": "uk",
    "ask": "plan_start",
    "cause": ["pernicious_anaemia"],
    "nerves": ["none"],
    "birth_year": "1960",
    "pregnancy": "no",
    "treatment": "none",
    "test_1": "b12_total",
    "value_1": "90",
    "unit_1": "pmol/L",
}


def test_a_start_waits_until_allergy_and_leber_are_answered(reader: Client) -> None:
    waiting = journal(reader.post("/check/", STARTING).content.decode())
    answered = journal(
        html.unescape(reader.post("/check/", {**STARTING, "against": ["none"]}).text)
    )
    leber = journal(html.unescape(reader.post("/check/", {**STARTING, "against": ["leber"]}).text))
    assert "Start injected" not in waiting
    assert "allergies to B12 products" in waiting
    assert "Start injected" in answered
    assert "no allergy to B12 or cobalt, no Leber’s disease" in answered
    assert "Start injected" not in leber


def test_none_and_an_allergy_cannot_both_be_chosen(reader: Client) -> None:
    answer = reader.post("/check/", {**STARTING, "against": ["none", "cobalt"]})
    assert answer.status_code == 400
    assert "cannot both be chosen" in html.unescape(answer.text)
