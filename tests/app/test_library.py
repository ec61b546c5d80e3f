"""The evidence library's pages: public, in three languages, honest at the top and to the end."""

import html
import re
from functools import cache
from itertools import pairwise

import pytest
from django.test import Client, override_settings

from corrin.app import library_urls
from corrin.knowledge import load_library
from corrin.terms import Lang, Reader
from corrin.words.evidence import claim_stamp
from corrin.words.library import library_catalog
from corrin.words.unbroken import MINUS, NO_BREAK
from corrin.words.wording import doses
from tests.app.test_page import Outline
from tests.words.test_evidence_words import ABOUT_ALS

LIBRARY = load_library()
PARTS = {"<slug:answer>": "als_help", "<slug:claim>": "B24"}
PLACES = [
    route.address.replace("<slug:answer>", "als_help").replace("<slug:claim>", "B24")
    for route in library_urls.ROUTES
    if route.name != "library-csl"
]
ALS = ["library/b12-and-als/", "library/b12-or-als/", "library/questions/als_help/",
       "library/questions/als_or_b12/"]  # fmt: skip
STAMPED = [*ALS, "library/tablets-or-injections/", "library/how-often/", "library/b12/",
           "library/questions/cancer/", "library/claims/A8/"]  # fmt: skip
LANGS = list(Lang)


@cache
def sent(place: str, lang: Lang, who: Reader = Reader.PATIENT) -> str:
    answer = Client(headers={"host": "localhost"}).get(f"/{place}", {"lang": lang, "reader": who})
    assert answer.status_code == 200, place
    return answer.text


def read(place: str, lang: Lang, who: Reader = Reader.PATIENT) -> str:
    """A page with ordinary spaces and hyphens, as its words were written."""
    return sent(place, lang, who).replace(NO_BREAK, " ").replace(MINUS, "-")


def said(page: str, *, quotes: bool = True) -> str:
    """The words of the page's main part, without tags; without quotations where it is asked."""
    main = page[page.index("<main") : page.index("</main>")]
    main = main if quotes else re.sub(r"<q>.*?</q>|<h1>.*?</h1>", " ", main, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


@pytest.mark.parametrize("place", PLACES)
def test_every_page_opens_without_an_account_and_is_the_same_in_each_language(place: str) -> None:
    for who in Reader:
        plain = [re.sub(r"<svg.*?</svg>", "", read(place, g, who), flags=re.DOTALL) for g in LANGS]
        pages = [Outline(page) for page in plain]
        assert pages[0].tags == pages[1].tags == pages[2].tags
        assert len(set(pages[0].ids)) == len(pages[0].ids)
        levels = pages[0].levels
        assert levels[0] == 1
        assert all(b <= a + 1 for a, b in pairwise(levels)), levels


@pytest.mark.parametrize("place", PLACES)
def test_a_page_needs_no_script_and_has_no_style_of_its_own(place: str) -> None:
    page = read(place, Lang.EN)
    assert page.count("<script") == 1 and "page.js" in page
    assert ' style="' not in page and " onclick" not in page


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("place", STAMPED)
def test_certainty_day_and_country_stand_before_everything_else(place: str, lang: Lang) -> None:
    page, words = read(place, lang), library_catalog(lang)
    top = page[page.index("<h1") : page.index("<section")]
    for key in ("checked", "holds_in", "nobody_read"):
        assert words.text("library", key) in html.unescape(top), key
    assert re.search(r'class="level rank-[0-4]"', top)
    assert re.search(
        r"<dt>({certainty}|{certainty_today}|{how_sure})</dt>".format(**words.tables["library"]),
        top,
    )
    assert "2026" in top


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("who", list(Reader))
def test_no_page_names_a_dose_or_an_interval_before_its_gate(lang: Lang, who: Reader) -> None:
    words = library_catalog(lang)
    gates = [words.text("library", "gate"), words.text("library", "gate_clinician")]
    places = [f"library/questions/{name}/" for name in LIBRARY.answers]
    for place in [*PLACES, *places, "library/claims/A13/", "library/claims/A20/"]:
        if place != "library/sources/":  # the titles of labels, as they are called
            text = said(read(place, lang, who), quotes=False)
            gate = min((text.index(each) for each in gates if each in text), default=len(text))
            assert not doses(text[:gate], lang), place


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("place", ALS)
@pytest.mark.parametrize("who", list(Reader))
def test_no_als_page_says_that_b12_treats_als_or_was_shown_not_to(
    place: str, lang: Lang, who: Reader
) -> None:
    text = said(read(place, lang, who), quotes=False)
    for pattern in ABOUT_ALS[lang]:
        assert not re.findall(pattern, text, re.IGNORECASE), pattern


@pytest.mark.parametrize("lang", LANGS)
def test_the_als_page_answers_five_questions_on_its_first_screens(lang: Lang) -> None:
    page, words = read("library/b12-and-als/", lang), library_catalog(lang)
    five = page[page.index('class="five"') : page.index("</dl>", page.index('class="five"'))]
    for n in range(1, 6):
        assert html.escape(words.text("als", f"a{n}"), quote=True) in five.replace(
            "&#x27;", "&#x27;"
        )
    for number in ("16", "48", "24"):
        assert number in five
    assert page.index('id="neutral"') < page.index('id="small"')
    assert words.text("als", "months_1") in html.unescape(page)
    assert len(re.findall("<li>", page[page.index('id="ask"') : page.index("</ol>")])) == 6


@pytest.mark.parametrize("lang", LANGS)
def test_the_als_page_begins_with_its_answer_and_explains_its_words(lang: Lang) -> None:
    page, words = read("library/b12-and-als/", lang), library_catalog(lang)
    assert page.index(words.text("answer", "als_help", "short")) < page.index('class="stamp"')
    explained = html.unescape(page[page.index('class="terms"') : page.index('id="claims"')])
    for n in range(1, 7):
        for key in (f"term_{n}", f"means_{n}"):
            assert words.text("als", key) in explained
    assert all(word in explained.lower() for word in ("placebo", "riluzol", "post hoc"))
    assert words.text("als", "small_2") in html.unescape(page)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("place", [*STAMPED, "library/claims/A9/", "library/"])
@pytest.mark.parametrize("who", list(Reader))
def test_no_number_is_torn_from_its_sign_its_unit_or_its_thousands(
    place: str, lang: Lang, who: Reader
) -> None:
    text = re.sub(r"<[^>]*>", "\n", sent(place, lang, who))
    torn = re.findall(r"\d (?:%|mg\b|points?\b|punt\b|punten\b|nmol/L)|(?<= )-\d|\d \d{3}\b", text)
    assert not torn


@pytest.mark.parametrize("lang", [Lang.DA, Lang.NL])
def test_sources_are_told_in_the_readers_language(lang: Lang) -> None:
    page, words = html.unescape(read("library/sources/", lang)), library_catalog(lang)
    for text, told in words.tables["source_text"].items():
        assert text[:1].islower() or f">{text}<" not in page
        assert told == text or f" {text} (" not in page
    assert words.text("kind", "review") in page and words.text("library", "undated") in page
    assert "not stated" not in page and "2026-11-22" not in page


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_due_for_review_marks_the_doubtful_and_the_unchecked(lang: Lang) -> None:
    page, words = html.unescape(read("library/review/", lang)), library_catalog(lang)
    items = dict(re.findall(r'<li[^>]*><a href="/library/claims/(\w+)/">(.*?)</li>', page))
    assert set(items) == set(LIBRARY.claims)
    for name, text in items.items():
        claim = LIBRARY.claims[name]
        assert (words.text("library", "shown_doubted") in text) == LIBRARY.doubted(claim), name
        assert (f">{words.text('library', 'not_checked')}<" in text) != claim.checked, name


@pytest.mark.parametrize("lang", LANGS)
def test_a_list_begins_with_its_day_and_each_card_tells_certainty_day_and_country(
    lang: Lang,
) -> None:
    words = library_catalog(lang)
    for place in ("library/", "library/questions/", "library/claims/", "library/two-documents/"):
        page = html.unescape(read(place, lang))
        stamp = page[page.index('class="stamp"') : page.index("</dl>")]
        assert "2026" in stamp and words.text("library", "with_each") in stamp, place
    page = html.unescape(read("library/claims/", lang))
    cards = re.findall(r'<article class="claim[^"]*" id="(\w+)">(.*?)</article>', page, re.DOTALL)
    assert {name for name, _ in cards} == set(LIBRARY.claims)
    for name, text in cards:
        told = claim_stamp(LIBRARY.claims[name], words)
        assert f"{told.checked} · {told.countries}" in text, name
        assert (words.text("library", "certainty") in text) == LIBRARY.claims[name].checked, name


def test_a_page_of_many_statements_is_as_sure_as_the_weakest() -> None:
    page = read("library/b12/", Lang.EN)
    shown = page[page.index('id="claims"') :]
    ranks = set(map(int, re.findall(r"rank-(\d)", shown)))
    top = page[page.index('class="stamp"') : page.index("</dl>")]
    assert re.findall(r"rank-(\d)", top) == [str(min(ranks))] and len(ranks) > 1


def test_the_report_page_does_not_lead_to_itself() -> None:
    assert "/library/report/" not in read("library/report/", Lang.EN)
    assert "/library/report/?page=%2Flibrary%2Fb12%2F" in read("library/b12/", Lang.EN)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("place", ["library/claims/", "library/two-documents/"])
def test_nothing_doubtful_is_shown_as_a_fact(place: str, lang: Lang) -> None:
    page, words = read(place, lang), library_catalog(lang)
    cards = r'<article class="claim[^"]*" id="(\w+)">(.*?)</article>'
    articles = {
        name: html.unescape(text)
        for name, text in re.findall(cards, page, re.DOTALL)
    }  # fmt: skip
    seeds = {name for name, claim in LIBRARY.claims.items() if claim.seed}
    assert seeds <= set(articles)
    for name, text in articles.items():
        claim = LIBRARY.claims[name]
        marked = words.text("library", "shown_doubted") in text
        assert marked == LIBRARY.doubted(claim), name
        assert (words.text("claim", name, "today") in text) == claim.checked, name
        assert words.text("claim", name, "verdict") in text, name


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["A1", "A7", "A8", "A17", "A34", "B14", "B23", "B24"])
def test_a_doubtful_claim_says_so_before_its_sources(name: str, lang: Lang) -> None:
    page, words = read(f"library/claims/{name}/", lang), library_catalog(lang)
    top = html.unescape(page[: page.index('class="stamp"')])
    assert words.text("library", "not_as_fact") in top and 'class="verdict"' in top
    assert words.text("library", "certainty_today") in page
    assert words.text("library", "against_it") in page


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_not_checked_is_shown_only_as_that(lang: Lang) -> None:
    text, words = said(read("library/claims/B20/", lang)), library_catalog(lang)
    assert words.text("library", "not_checked_long") in text
    assert words.text("claim", "B20", "today") not in text
    assert f"{words.text('library', 'certainty')} {words.text('library', 'not_checked')}" in text


@pytest.mark.parametrize("lang", LANGS)
def test_the_two_pictures_begin_with_alarms_and_end_with_the_examination(lang: Lang) -> None:
    page, words = read("library/b12-or-als/", lang), library_catalog(lang)
    assert page.index('class="alarms"') < page.index("<table")
    assert words.text("pictures", "flags_now") in html.unescape(page)
    last = re.findall(r'<p class="wait decides"><strong>(.*?)</strong></p>', page)
    assert last == [words.text("pictures", "decides")]
    assert page.index('class="wait decides"') > page.rindex("</article>")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("who", list(Reader))
def test_could_it_be_als_is_answered_with_the_alarms(lang: Lang, who: Reader) -> None:
    page, words = read("library/questions/als_or_b12/", lang, who), library_catalog(lang)
    for key in ("flags_now", "flags_today", "flags_soon"):
        assert words.text("pictures", key) in html.unescape(page)
    assert page.index('class="alarms"') < page.index('id="claims"')


@pytest.mark.parametrize("lang", LANGS)
def test_the_clinicians_numbers_are_not_on_the_familys_page(lang: Lang) -> None:
    words = library_catalog(lang)
    numbers = words.text("answer", "als_help", "clinician")
    family, clinician = (said(read("library/b12-and-als/", lang, who)) for who in Reader)
    assert numbers in clinician and numbers not in family
    assert words.text("library", "gate_clinician") in clinician
    assert words.text("library", "gate") in family


def test_tablets_and_injections_are_shown_side_by_side_and_never_added_up() -> None:
    page, words = read("library/tablets-or-injections/", Lang.EN), library_catalog(Lang.EN)
    assert words.text("not_pooled", "different_doses") in page
    assert words.text("library", "pooled_row") not in said(page)
    assert said(page).count("OB12 2020") >= 4


def test_the_cancer_answer_prints_how_its_joint_interval_was_made() -> None:
    text = said(read("library/questions/cancer/", Lang.EN))
    assert "1.14 (0.82 to 1.59)" in text and "modified Hartung-Knapp, 3 trials" in text


def test_the_review_page_names_every_claim_and_every_search() -> None:
    page = read("library/review/", Lang.EN)
    assert all(f">{name}</a>" in page for name in LIBRARY.claims)
    assert all(html.escape(s.query) in page for s in LIBRARY.searches.values())


def test_an_address_nobody_knows_is_not_found_and_nothing_is_sent_to_the_library() -> None:
    client = Client(headers={"host": "localhost"})
    assert client.get("/library/claims/Z9/").status_code == 404
    assert client.get("/library/questions/nobody/").status_code == 404
    assert client.post("/library/b12-and-als/").status_code == 405


def test_a_language_nobody_speaks_is_left_aside_and_a_chosen_one_remembered() -> None:
    client = Client(headers={"host": "localhost"})
    assert '<html lang="en">' in client.get("/library/?lang=xx").text
    assert "lang" not in client.cookies
    client.get("/library/?lang=nl")
    assert '<html lang="nl">' in client.get("/library/b12/").text


@pytest.mark.parametrize(
    ("setting", "link"),
    [
        ("", ""),
        (
            "us@example.org",
            "mailto:us@example.org?subject=corrin&amp;body=The%20page%3A%20/library/b12/",
        ),
        ("https://example.org/new", "https://example.org/new"),
        ("javascript:alert(1)", ""),
        ("http://example.org/", ""),
        ("us@example.org?bcc=x", ""),
    ],
)
def test_a_reader_can_tell_of_a_mistake_where_an_address_is_set(setting: str, link: str) -> None:
    client = Client(headers={"host": "localhost"})
    with override_settings(REPORT_TO=setting):
        page = client.get("/library/report/?page=/library/b12/&lang=en").text
    found = re.findall(r'<a class="go" href="([^"]*)"', page)
    assert [each[: len(link)] for each in found] == ([link] if link else [])
    assert (library_catalog(Lang.EN).text("library", "report_none") in page) == (not link)
    assert ("<pre>The page: /library/b12/\n" in page) == (not link)


def test_only_a_page_of_the_library_is_named_in_a_report() -> None:
    client = Client(headers={"host": "localhost"})
    with override_settings(REPORT_TO="us@example.org"):
        page = client.get("/library/report/?page=/me/day/Karen&lang=en").text
    assert "Karen" not in page and "page%3A%20/library/%0A" in page


def test_the_sources_come_as_csl() -> None:
    answer = Client(headers={"host": "localhost"}).get("/library/sources.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert len(answer.json()) >= 65
