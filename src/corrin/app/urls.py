"""Addresses of the app, made from one table, and the pages for what cannot be answered."""

from datetime import date

from django.urls import register_converter

from corrin.app import (
    cds,
    check,
    courses,
    diary,
    doctor,
    history,
    imprint,
    injections,
    installed,
    keeping,
    labs,
    paper,
    texts,
    today,
    views,
)
from corrin.app.accounts.urls import ROUTES as ACCOUNTS
from corrin.app.api import views as api
from corrin.app.clinic import giving, joining, panel, people, sharing, signing
from corrin.app.library_urls import ROUTES as LIBRARY
from corrin.app.reminders import pages as reminders
from corrin.app.routes import Does, Of, Route, Who, of_patient
from corrin.app.whose import WhoseConverter


class DayConverter:
    """A day in an address, as 2026-11-22."""

    regex = r"(?:19|20|21)\d\d-\d\d-\d\d"

    def to_python(self, value: str) -> date:
        """The day; ValueError where there is none such, and the address is then not found."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """The day as a part of the address."""
        return value.isoformat()


register_converter(WhoseConverter, "whose")
register_converter(DayConverter, "day")

ROUTES = (
    Route("", today.front, "home", Who.ANYONE),
    Route("check/", check.check, "check", Who.ANYONE),
    Route("paper/", paper.paper, "paper", Who.ANYONE),
    Route("record/", views.home, "record", Who.ANYONE),
    Route("texts/", texts.texts, "texts", Who.ANYONE),
    Route("offline/", installed.offline, "offline", Who.ANYONE),
    Route("manifest.webmanifest", installed.manifest, "manifest", Who.ANYONE),
    Route("worker.js", installed.worker, "worker", Who.ANYONE),
    Route("imprint/", imprint.page, "imprint", Who.ANYONE),
    *LIBRARY,
    *ACCOUNTS,
    Route("clinic/", panel.panel, "clinic", Who.CLINICIAN, Does.READS, Of.CLINICS),
    Route("clinic/today/", panel.nurse, "clinic_today", Who.CLINICIAN, Does.READS, Of.CLINICS),
    Route(
        "clinic/people/", people.people, "clinic_people", Who.CLINICIAN, Does.NOTHING, Of.CLINICS
    ),
    Route("clinic/new/", joining.begin, "clinic_new", Who.SIGNED_IN),
    Route("invited/<str:token>/", joining.invited, "invited", Who.ACCOUNT),
    of_patient("", today.today, "today", Who.OWNER, Does.READS),
    of_patient("diary/", diary.diary, "diary", Who.SHARED, Does.READS),
    of_patient("day/<day:on>/", today.one_day, "day", Who.OWNER, Does.WRITES),
    of_patient("injections/", injections.injections, "injections", Who.SHARED, Does.WRITES),
    of_patient("injections/take-back/", injections.take_back, "take_back", Who.SHARED, Does.WRITES),
    of_patient("course/", courses.course_page, "course", Who.SHARED, Does.WRITES),
    of_patient("tests/", labs.tests, "tests", Who.SHARED, Does.WRITES),
    of_patient("history/", history.history, "history", Who.SHARED, Does.WRITES),
    of_patient("advice/", doctor.advice, "advice", Who.SHARED, Does.READS),
    of_patient("doctor/", doctor.doctor, "doctor", Who.SHARED, Does.READS),
    of_patient("doctor.pdf", doctor.doctor_pdf, "doctor_pdf", Who.SHARED, Does.READS),
    of_patient("import/", keeping.keeping, "keeping", Who.OWNER, Does.WRITES),
    of_patient("export/", keeping.export, "export", Who.OWNER, Does.READS),
    of_patient("reminders/", reminders.reminders, "reminders", Who.OWNER, Does.WRITES),
    of_patient("calendar.ics", reminders.calendar_file, "calendar_file", Who.OWNER, Does.READS),
    Route(
        "calendar/<slug:secret>.ics",
        reminders.calendar,
        "calendar",
        Who.TOKEN,
        Does.READS,
        Of.TOKEN,
    ),
    of_patient("sharing/", sharing.sharing, "sharing", Who.OWNER, Does.WRITES),
    of_patient("give/", giving.give, "give", Who.SHARED, Does.WRITES),
    of_patient("band/", signing.band, "band", Who.SHARED, Does.SIGNS),
    of_patient("undo/", today.undo, "undo", Who.SHARED, Does.WRITES),
    Route("api/openapi.json", api.description, "api-description", Who.ANYONE),
    Route("api/advice", api.advice, "api-advice", Who.ANYONE),
    Route("api/profile", api.profile, "api-profile", Who.ANYONE),
    Route("api/token", api.token, "api-token", Who.TOKEN),
    Route("api/record", api.record, "api-record", Who.TOKEN, Does.WRITES, Of.TOKEN),
    Route(
        "api/record/advice", api.kept_advice, "api-record-advice", Who.TOKEN, Does.READS, Of.TOKEN
    ),
    Route(
        "api/record/profile",
        api.kept_profile,
        "api-record-profile",
        Who.TOKEN,
        Does.READS,
        Of.TOKEN,
    ),
    Route("cds-services", cds.services, "cds", Who.ANYONE),
    Route("cds-services/", cds.services, "cds-all", Who.ANYONE),
    Route("cds-services/<slug:service>", cds.service, "cds-service", Who.ANYONE),
    Route("cds-services/<slug:service>/feedback", cds.feedback, "cds-feedback", Who.ANYONE),
)
urlpatterns = [route.path() for route in ROUTES]
handler400 = "corrin.app.pages.bad_request"
handler403 = "corrin.app.pages.refused"
handler429 = "corrin.app.pages.too_many"
handler404 = "corrin.app.pages.not_found"
handler500 = "corrin.app.pages.went_wrong"
