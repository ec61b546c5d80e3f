"""The guidelines side by side, printed from the knowledge: limits, rules, disagreements."""

from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import fill
from typing import Any

from corrin.knowledge import Citation, Knowledge, Protocol, Rule
from corrin.terms import ADVICE, Country, Lang
from corrin.words.catalog import Catalog, catalog

WIDTH = 100
# The advice each topic is about, for `--topic`.
TOPIC_KEYS = {
    "start_route": ("start_injections_now", "injection_route_required", "oral_acceptable"),
    "loading_schedule": ("loading_series",),
    "neuro_schedule": ("alternate_day_until_plateau", "neuro_course_weekly", "slow_way_out"),
    "maintenance_interval": ("maintenance_injections_lifelong", "keep_interval"),
    "interval_individual": ("shorten_interval", "may_extend_slowly", "ask_clinician_outside_label"),
    "thresholds": ("result_class",),
    "oral_in_pernicious_anaemia": ("oral_acceptable", "switch_oral_to_injection"),
    "leber": ("avoid_cyanocobalamin_leber",),
    "pregnancy_test": ("first_test", "out_of_scope_pregnancy_refer"),
    "metformin_screening": ("review_medicine",),
    "fatigue_testing": ("first_test",),
    "endoscopy_surveillance": ("refer_upper_gi",),
    "serum_b12_monitoring": ("do_not_measure_serum_b12",),
    "mma_monitoring": ("check_mma_or_hcy", "mma_hcy_trend"),
    "stopping": (
        "do_not_stop_irreversible_cause",
        "may_stop_cause_resolved",
        "trial_stop_uncertain_diagnosis",
    ),
    "no_risk_claim": ("label_warning", "monitor_potassium"),
    "high_b12": ("high_b12_untreated_evaluate",),
    "route_anticoagulant": ("label_warning",),
}


def guide(known: Knowledge, *, on: date, topic: str | None, lang: Lang) -> dict[str, Any]:
    """The protocols in force on a day, side by side, as plain values."""
    words = catalog(lang)
    keys = TOPIC_KEYS[topic] if topic else tuple(ADVICE)
    protocols = [known.protocol(country, on) for country in Country]
    return {
        "on": on.isoformat(),
        "edition": known.edition,
        "protocols": [_protocol(p, keys, topic, words) for p in protocols],
        "disagreements": [
            {
                "topic": d.topic,
                "id": d.id,
                "conflict": d.conflict or None,
                "title": words.text("topic", d.topic, "title"),
                "sides": [
                    {
                        "country": s.country,
                        "standing": known.sources[s.cite.source].standing,
                        **_citation(s.cite),
                        "says": words.text("side", s.id, "text"),
                    }
                    for s in d.sides
                ],
            }
            for d in known.disagreements
            if topic in (None, d.topic)
        ],
    }


def _protocol(
    p: Protocol, keys: Iterable[str], topic: str | None, words: Catalog
) -> dict[str, Any]:
    limits = p.thresholds if topic in (None, "thresholds") else ()
    return {
        "id": p.id,
        "country": p.country.value,
        "valid_from": p.valid_from.isoformat(),
        "valid_until": p.valid_until.isoformat() if p.valid_until else None,
        "thresholds": [
            {
                "test": t.test,
                "unit": t.unit,
                "low": t.low,
                "high": t.high,
                "citations": [_citation(c) for c in t.cites],
            }
            for t in limits
        ],
        "definitions": {name: " ".join(text.split()) for name, text in p.definitions.items()},
        "rules": [_rule(r, words) for key in keys for r in p.rules if r.gives == key],
    }


def _rule(r: Rule, words: Catalog) -> dict[str, Any]:
    return {
        "id": r.id,
        "gives": r.gives,
        "when": " ".join(r.when.split()),
        "with": {k: list(v) if isinstance(v, tuple) else v for k, v in r.params.items()},
        "asks": list(r.asks),
        "unknown": r.unknown,
        "strength": r.strength.value,
        "reviewed_by": r.reviewed_by or None,
        "attributed": r.attributed or None,
        "citations": [_citation(c) for c in r.cites],
    }


def _citation(c: Citation) -> dict[str, str]:
    return {"source": c.source, "section": c.section, "tag": c.tag.value}


def guide_text(found: dict[str, Any], lang: Lang) -> str:
    """The same as text for people."""
    words = catalog(lang)
    return "\n".join(_lines(found, words)) + "\n"


def _lines(found: dict[str, Any], words: Catalog) -> Iterator[str]:
    yield words.text("page", "as_at", on=words.day(date.fromisoformat(found["on"])))
    for p in found["protocols"]:
        yield from ("", f"== {words.code('country', p['country'])} ({p['id']})")
        for t in p["thresholds"]:
            span = words.span(t["low"], t["high"])
            yield f"{words.code('test', t['test'])}: {span} {t['unit']} {_sources(t, words)}"
        for expert in dict.fromkeys(r["attributed"] for r in sorted(p["rules"], key=_by_expert)):
            if expert:
                yield from ("", f"-- {expert}: {words.code('standing', 'expert')}")
            for rule in p["rules"]:
                if rule["attributed"] == expert:
                    yield from _rule_lines(rule, words)
    for d in found["disagreements"]:
        yield from ("", f"== {d['title']}")
        yield from _side_lines(d["sides"], words)


def _by_expert(rule: dict[str, Any]) -> bool:
    return rule["attributed"] is not None


def _side_lines(sides: list[dict[str, Any]], words: Catalog) -> Iterator[str]:
    """The sides under what they count for: driving advice, an expert's, or for comparison."""
    for standing in dict.fromkeys(side["standing"] for side in sides):
        yield f"-- {words.code('standing', standing)}"
        for side in sides:
            if side["standing"] == standing:
                country, tag = (
                    words.code("country", side["country"]),
                    words.code("tag", side["tag"]),
                )
                yield fill(f"- {country}: {side['says']} [{side['source']}; {tag}]", WIDTH)


def _rule_lines(rule: dict[str, Any], words: Catalog) -> Iterator[str]:
    numbers = "; ".join(f"{k} {v}" for k, v in rule["with"].items())
    strength = words.code("strength", rule["strength"])
    reviewed = rule["reviewed_by"] or words.text("page", "reviewed_open")
    yield fill(f"{rule['gives']} [{strength}; {reviewed}] {numbers}", WIDTH)
    yield fill(rule["when"], WIDTH, initial_indent="    ", subsequent_indent="    ")
    yield fill(_sources(rule, words), WIDTH, initial_indent="    ", subsequent_indent="    ")


def _sources(row: dict[str, Any], words: Catalog) -> str:
    shown = (
        f"{c['source']}{', ' + c['section'] if c['section'] else ''} "
        f"({words.code('tag', c['tag'])})"
        for c in row["citations"]
    )
    return "[" + "; ".join(shown) + "]"
