"""Advice as CDS Hooks cards. Each stands alone, with its reasons and sources; words are given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

from corrin.advice import Assessment, Recommendation
from corrin.advice.safety import OUT_OF_SCOPE, RED_FLAGS
from corrin.fhir import names
from corrin.fhir.orders import Order
from corrin.fhir.values import Json
from corrin.terms import ADVICE

LONGEST_SUMMARY = 139
MOST_CARDS = 6
OVERRIDES = ("wanted_anyway", "not_on_injections", "study", "patient_wish")
# What a card on opening the record is for; the rest is a click away.
WORTH_A_CARD = ("urgency", "safety", "interval", "start")


@dataclass(frozen=True, slots=True)
class Said:
    """One recommendation in words: heading, text, why, and its sources with their addresses."""

    title: str
    text: str
    reasons: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """The words around the cards, in the reader's language."""

    because: str
    sources: str
    remove: str
    missing_title: str
    missing: tuple[str, ...] = ()
    not_a_device: str = ""
    overrides: dict[str, str] = field(default_factory=dict)


def view_cards(assessment: Assessment, said: Sequence[Said], labels: Labels) -> list[Json]:
    """The cards on opening a record: alarms first, then what is due; then what is missing."""
    pairs = zip(assessment.advice, said, strict=True)
    worth = [(r, s) for r, s in pairs if ADVICE[r.key].family in WORTH_A_CARD]
    alarms = [pair for pair in worth if pair[0].key in RED_FLAGS]
    cards = [_card(assessment, r, s, labels) for r, s in (alarms or worth)[:MOST_CARDS]]
    if labels.missing and not alarms:
        cards.append(_missing(assessment, labels))
    return cards


def order_cards(
    assessment: Assessment, said: Sequence[Said], orders: Sequence[Order], labels: Labels
) -> list[Json]:
    """The cards on ordering: the advice that bears on an order, each with a way out of it."""
    given = {r.key: (r, s) for r, s in zip(assessment.advice, said, strict=True)}
    cards = []
    for order in orders:
        key = next((key for key in order.keys if key in given), None)
        if key is not None:
            recommendation, words = given[key]
            card = _card(assessment, recommendation, words, labels, order.reference)
            cards.append(card | _ways_out(card["uuid"], order, labels))
    return cards


def _card(
    assessment: Assessment, r: Recommendation, said: Said, labels: Labels, about: str = ""
) -> Json:
    label, url = said.sources[0] if said.sources else ("corrin", "")
    source = {"label": label} | ({"url": url} if url.startswith("https://") else {})
    return {
        "uuid": _uuid(assessment, r.key, about),
        "summary": _short(said.title),
        "detail": _detail(said, labels),
        "indicator": _indicator(r.key),
        "source": source,
    }


def _uuid(assessment: Assessment, *parts: str) -> str:
    """The same card for the same record, day and guidance has the same name."""
    told = "/".join(
        (assessment.record_sha256, assessment.on.isoformat(), assessment.edition, *parts)
    )
    return str(uuid5(NAMESPACE_URL, f"urn:corrin:card/{told}"))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SUMMARY else text[: LONGEST_SUMMARY - 1] + "…"


def _indicator(key: str) -> str:
    if key in RED_FLAGS:
        return "critical"
    restricts = key in OUT_OF_SCOPE or key == "do_not_measure_serum_b12"
    return "warning" if restricts or ADVICE[key].family == "safety" else "info"


def _detail(said: Said, labels: Labels) -> str:
    """Markdown: the text, what helps instead, why, by which sources."""
    parts = [_plain(said.text), _plain(said.instead)]
    if said.reasons:
        parts.append(f"**{labels.because}:** " + "; ".join(map(_plain, said.reasons)))
    if said.sources:
        told = "; ".join(_plain(label) for label, _ in said.sources)
        parts.append(f"**{labels.sources}:** {told}")
    return "\n\n".join(part for part in [*parts, _plain(labels.not_a_device)] if part)


def _plain(text: str) -> str:
    """Text that Markdown cannot read as anything else."""
    return "".join("\\" + c if c in "\\`*_[]<>#|" else c for c in text)


def _ways_out(card: str, order: Order, labels: Labels) -> Json:
    """A suggestion to take the order back, and the reasons for which one may keep it."""
    action = {"type": "delete", "description": labels.remove, "resourceId": order.reference}
    suggestion = {
        "label": labels.remove,
        "uuid": str(uuid5(NAMESPACE_URL, f"{card}/remove")),
        "isRecommended": True,
        "actions": [action],
    }
    system = names.CODES + "override"
    reasons = [
        {"code": code, "system": system, "display": labels.overrides[code]} for code in OVERRIDES
    ]
    return {
        "suggestions": [suggestion],
        "selectionBehavior": "at-most-one",
        "overrideReasons": reasons,
    }


def _missing(assessment: Assessment, labels: Labels) -> Json:
    asked = "\n".join(f"* {_plain(question)}" for question in labels.missing)
    return {
        "uuid": _uuid(assessment, "missing"),
        "summary": _short(labels.missing_title),
        "detail": asked,
        "indicator": "info",
        "source": {"label": "corrin"},
    }
