"""Addresses of the evidence library. Everybody may read it; nothing of a person is in it."""

from corrin.app import library
from corrin.app.routes import Route, Who

ROUTES = (
    Route("library/", library.index, "library", Who.ANYONE),
    Route("library/b12-and-als/", library.als, "library-als", Who.ANYONE),
    Route("library/tablets-or-injections/", library.tablets, "library-tablets", Who.ANYONE),
    Route("library/how-often/", library.often, "library-often", Who.ANYONE),
    Route("library/questions/", library.questions, "library-questions", Who.ANYONE),
    Route("library/questions/<slug:answer>/", library.one_answer, "library-answer", Who.ANYONE),
    Route("library/claims/", library.claims, "library-claims", Who.ANYONE),
    Route("library/claims/<slug:claim>/", library.one_claim, "library-claim", Who.ANYONE),
    Route("library/two-documents/", library.documents, "library-documents", Who.ANYONE),
    Route("library/sources/", library.sources, "library-sources", Who.ANYONE),
    Route("library/sources.json", library.sources_json, "library-csl", Who.ANYONE),
    Route("library/review/", library.watch, "library-watch", Who.ANYONE),
    Route("library/b12/", library.b12, "library-b12", Who.ANYONE),
    Route("library/b12-or-als/", library.pictures, "library-pictures", Who.ANYONE),
    Route("library/report/", library.report, "library-report", Who.ANYONE),
)
