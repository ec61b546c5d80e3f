"""Addresses of the evidence library. Everybody may read it; nothing of a person is in it."""

from corrin.app import library
from corrin.app.routes import Route

ROUTES = (
    Route("library/", library.index, "library"),
    Route("library/b12-and-als/", library.als, "library-als"),
    Route("library/tablets-or-injections/", library.tablets, "library-tablets"),
    Route("library/how-often/", library.often, "library-often"),
    Route("library/questions/", library.questions, "library-questions"),
    Route("library/questions/<slug:answer>/", library.one_answer, "library-answer"),
    Route("library/claims/", library.claims, "library-claims"),
    Route("library/claims/<slug:claim>/", library.one_claim, "library-claim"),
    Route("library/two-documents/", library.documents, "library-documents"),
    Route("library/sources/", library.sources, "library-sources"),
    Route("library/sources.json", library.sources_json, "library-csl"),
    Route("library/review/", library.watch, "library-watch"),
    Route("library/b12/", library.b12, "library-b12"),
    Route("library/b12-or-als/", library.pictures, "library-pictures"),
    Route("library/report/", library.report, "library-report"),
)
