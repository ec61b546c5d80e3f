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
    injections,
    installed,
    keeping,
    labs,
    paper,
    texts,
    today,
    views,
)
from corrin.app.api import views as api
from corrin.app.library_urls import ROUTES as LIBRARY
from corrin.app.reminders import pages as reminders
from corrin.app.routes import Does, Of, Route, Who
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
    Route("", today.front, "home"),
    Route("check/", check.check, "check"),
    Route("paper/", paper.paper, "paper"),
    Route("record/", views.home, "record"),
    Route("texts/", texts.texts, "texts"),
    Route("offline/", installed.offline, "offline"),
    Route("manifest.webmanifest", installed.manifest, "manifest"),
    Route("worker.js", installed.worker, "worker"),
    *LIBRARY,
    Route("<whose:whose>/", today.today, "today", Who.OWNER, Does.READS, Of.DEMO_OR_OWN),
    Route("<whose:whose>/diary/", diary.diary, "diary", Who.OWNER, Does.READS, Of.DEMO_OR_OWN),
    Route(
        "<whose:whose>/day/<day:on>/", today.one_day, "day", Who.OWNER, Does.WRITES, Of.DEMO_OR_OWN
    ),
    Route(
        "<whose:whose>/injections/",
        injections.injections,
        "injections",
        Who.OWNER,
        Does.WRITES,
        Of.DEMO_OR_OWN,
    ),
    Route(
        "<whose:whose>/injections/take-back/",
        injections.take_back,
        "take_back",
        Who.OWNER,
        Does.WRITES,
        Of.DEMO_OR_OWN,
    ),
    Route(
        "<whose:whose>/course/",
        courses.course_page,
        "course",
        Who.OWNER,
        Does.WRITES,
        Of.DEMO_OR_OWN,
    ),
    Route("<whose:whose>/tests/", labs.tests, "tests", Who.OWNER, Does.WRITES, Of.DEMO_OR_OWN),
    Route(
        "<whose:whose>/history/", history.history, "history", Who.OWNER, Does.WRITES, Of.DEMO_OR_OWN
    ),
    Route("<whose:whose>/advice/", doctor.advice, "advice", Who.OWNER, Does.READS, Of.DEMO_OR_OWN),
    Route("<whose:whose>/doctor/", doctor.doctor, "doctor", Who.OWNER, Does.READS, Of.DEMO_OR_OWN),
    Route(
        "<whose:whose>/doctor.pdf",
        doctor.doctor_pdf,
        "doctor_pdf",
        Who.OWNER,
        Does.READS,
        Of.DEMO_OR_OWN,
    ),
    Route(
        "<whose:whose>/import/", keeping.keeping, "keeping", Who.OWNER, Does.WRITES, Of.DEMO_OR_OWN
    ),
    Route("<whose:whose>/export/", keeping.export, "export", Who.OWNER, Does.READS, Of.DEMO_OR_OWN),
    Route(
        "<whose:whose>/reminders/",
        reminders.reminders,
        "reminders",
        Who.OWNER,
        Does.WRITES,
        Of.DEMO_OR_OWN,
    ),
    Route(
        "<whose:whose>/calendar.ics",
        reminders.calendar_file,
        "calendar_file",
        Who.OWNER,
        Does.READS,
        Of.DEMO_OR_OWN,
    ),
    Route(
        "calendar/<slug:secret>.ics",
        reminders.calendar,
        "calendar",
        Who.TOKEN,
        Does.READS,
        Of.TOKEN,
    ),
    Route("<whose:whose>/undo/", today.undo, "undo", Who.OWNER, Does.WRITES, Of.DEMO_OR_OWN),
    Route("api/openapi.json", api.description, "api-description"),
    Route("api/advice", api.advice, "api-advice"),
    Route("api/profile", api.profile, "api-profile"),
    Route("api/token", api.token, "api-token", Who.TOKEN),
    Route("api/record", api.record, "api-record", Who.TOKEN, Does.WRITES, Of.TOKEN),
    Route(
        "api/record/advice",
        api.kept_advice,
        "api-record-advice",
        Who.TOKEN,
        Does.READS,
        Of.TOKEN,
    ),
    Route(
        "api/record/profile",
        api.kept_profile,
        "api-record-profile",
        Who.TOKEN,
        Does.READS,
        Of.TOKEN,
    ),
    Route("cds-services", cds.services, "cds"),
    Route("cds-services/", cds.services, "cds-all"),
    Route("cds-services/<slug:service>", cds.service, "cds-service"),
    Route("cds-services/<slug:service>/feedback", cds.feedback, "cds-feedback"),
)
urlpatterns = [route.path() for route in ROUTES]
handler400 = "corrin.app.pages.bad_request"
handler403 = "corrin.app.pages.refused"
handler404 = "corrin.app.pages.not_found"
handler500 = "corrin.app.pages.went_wrong"
