"""Facts about complaints and signs: how bad, how fast, and the pictures that are alarms.

Where a picture needs a number of days or a severity that no source gives, it is our own
definition (tag own) and errs towards the alarm.
"""

from corrin.record import Symptom
from corrin.situation.blood import hb_value, severe_blood_picture
from corrin.situation.fact import NO, UNKNOWN, Fact, either, fact, found, of
from corrin.situation.reading import Reading
from corrin.situation.telling import (
    TELLING,
    begun_long,
    looked,
    old,
    recent,
    severity,
    signs_among,
    treated_for,
)
from corrin.terms.codes import SYMPTOMS

NERVE = frozenset(
    {
        "paraesthesia",
        "numbness",
        "balance_gait",
        "falls",
        "weakness_legs",
        "weakness_arms",
        "neuropathic_pain",
        "lhermitte",
        "word_finding",
        "visual_loss",
    }
)
NERVE_SIGNS = frozenset(
    {
        "loss_vibration",
        "loss_position",
        "romberg_positive",
        "ataxic_gait",
        "extensor_plantars",
        "absent_ankle_jerks",
        "brisk_reflexes",
        "spasticity",
        "motor_power_reduced",
        "stocking_sensory_loss",
        "mri_dorsal_columns",
        "axonal_neuropathy",
    }
)
CORD_SIGNS = frozenset(
    {
        "loss_vibration",
        "loss_position",
        "romberg_positive",
        "ataxic_gait",
        "extensor_plantars",
        "spasticity",
        "mri_dorsal_columns",
    }
)
OPTIC_SIGNS = frozenset({"optic_disc_pallor", "optic_disc_swelling", "central_scotoma"})
ANAPHYLAXIS = frozenset({"face_swelling", "wheeze", "urticaria", "syncope", "breathlessness"})
AIRWAY = frozenset({"face_swelling", "wheeze"})
MENTAL = frozenset({"psychosis", "confusion"})
SPHINCTER = frozenset({"bladder_retention", "bowel_incontinence", "saddle_numbness"})
CARDIAC = frozenset({"chest_pain", "syncope", "palpitations"})
NEW_DAYS = 90
ACUTE_DAYS = 182
REACTION_DAYS = 3


@fact()
def symptomatic(r: Reading) -> Fact:
    """Complaints that bother now: severity 3 or more, worsening or returned."""
    bothering = [s for s in r.active if severity(s) >= 3 or s.trend in ("worse", "returned")]
    return found(bothering, looked(r))


@fact()
def unread_complaint(r: Reading) -> Fact:
    """A marked or worsening complaint is told in a word that is not known."""
    unknown = [s for s in r.active if s.code not in SYMPTOMS]
    return found([s for s in unknown if severity(s) >= TELLING or s.trend == "worse"])


@fact()
def any_complaint(r: Reading) -> Fact:
    """Any complaint at all is there now."""
    return found(r.active, looked(r))


@fact()
def symptoms_returned(r: Reading) -> Fact:
    """Complaints that had gone or eased and have come back."""
    return found([s for s in r.active if s.trend == "returned"], looked(r))


@fact()
def symptoms_gone(r: Reading) -> Fact:
    """Complaints were recorded, and all of them are gone or hardly felt."""
    if not r.symptoms:
        return NO if looked(r) else UNKNOWN
    left = [s for s in r.active if severity(s) > 1]
    return of(not left, left or r.symptoms)


@fact()
def tired_only(r: Reading) -> Fact:
    """Fatigue is the only complaint."""
    if not looked(r):
        return UNKNOWN
    return of(bool(r.active) and all(s.code == "fatigue" for s in r.active), r.active)


@fact()
def nerve_symptom(r: Reading) -> Fact:
    """A complaint that can come from the nerves, however mild."""
    return found(r.active_among(NERVE), looked(r))


@fact(missing="signs")
def nerve_sign(r: Reading) -> Fact:
    """An examination finding of nerve or cord involvement."""
    return found(signs_among(r, NERVE_SIGNS | OPTIC_SIGNS), "signs" in r.stated)


@fact(missing="signs")
def nerve_involvement(r: Reading) -> Fact:
    """Clear nerve involvement: a sign, a telling nerve complaint, or one on record.

    Own definition: one nerve complaint of severity 4 or more or getting worse, or two of them.
    """
    told = r.active_among(NERVE)
    telling = [s for s in told if severity(s) >= TELLING or s.trend == "worse"]
    several = told if len({s.code for s in told}) > 1 else ()
    on_record = r.having(
        "conditions",
        frozenset({"subacute_combined_degeneration", "neurological_involvement_at_diagnosis"}),
    )
    signs = signs_among(r, NERVE_SIGNS | OPTIC_SIGNS)
    known = looked(r) or "signs" in r.stated
    return found([*signs, *telling, *several, *on_record], known)


@fact()
def nerve_worse(r: Reading) -> Fact:
    """Nerve complaints that are getting worse, or that began within the last 90 days."""
    worse = [
        s
        for s in r.active_among(NERVE)
        if s.trend == "worse"
        or (recent(r, s, NEW_DAYS) and s.trend not in ("better", "returned", "fluctuating"))
    ]
    return found([s for s in worse if severity(s) >= 3], looked(r))


@fact(missing="signs")
def cord_picture(r: Reading) -> Fact:
    """Signs of the spinal cord that are not a known, steady remainder under treatment."""
    signs = signs_among(r, CORD_SIGNS)
    if not signs:
        return NO if "signs" in r.stated else UNKNOWN
    telling = [s for s in r.active_among(NERVE) if severity(s) >= 3]
    settled = treated_for(r, NEW_DAYS) and not any(
        s.trend == "worse" or recent(r, s, NEW_DAYS) or (s.trend is None and not begun_long(r, s))
        for s in telling
    )
    return NO if settled else of(True, signs)


@fact(missing="signs")
def optic_picture(r: Reading) -> Fact:
    """New or worsening loss of vision, or signs at the optic disc."""
    visual = [
        s
        for s in r.active_among(frozenset({"visual_loss"}))
        if s.trend not in ("stable", "better") or recent(r, s, NEW_DAYS)
    ]
    return found([*visual, *signs_among(r, OPTIC_SIGNS)], looked(r))


@fact(missing="signs")
def optic_alarm(r: Reading) -> Fact:
    """The optic picture, unless it is an old and steady loss of vision."""
    picture = optic_picture(r)
    lost = r.active_among(frozenset({"visual_loss"}))
    return NO if lost and all(old(r, s) for s in lost) else picture


@fact()
def acute_mental_picture(r: Reading) -> Fact:
    """Confusion or psychosis that is new or worsening; of half a year without a word is not."""
    acute = [
        s
        for s in r.active_among(MENTAL)
        if severity(s) >= 3
        and (s.trend not in ("stable", "better") or recent(r, s, 14))
        and (s.trend is not None or s.on is None or recent(r, s, ACUTE_DAYS))
    ]
    return found(acute, looked(r))


@fact()
def suicidal_thoughts(r: Reading) -> Fact:
    """Thoughts of suicide told, or item 9 of the PHQ-9 above 0 at the last asking."""
    told = r.active_among(frozenset({"suicidal_thoughts"}))
    asked = r.latest("phq9_item9")
    above = asked is not None and not isinstance(asked.value, str) and asked.value > 0
    return found([*told, *([asked] if asked and above else [])], looked(r) or asked is not None)


@fact()
def sphincter_picture(r: Reading) -> Fact:
    """Retention, incontinence of the bowel, or numb saddle area, unless old and steady."""
    return found([s for s in r.active_among(SPHINCTER) if not old(r, s)], looked(r))


@fact()
def rapid_weakness(r: Reading) -> Fact:
    """Marked weakness of the limbs of the last 14 days, or of four weeks and getting worse."""
    weak = r.active_among(frozenset({"weakness_legs", "weakness_arms"}))
    new = [s for s in weak if recent(r, s, 14) or (recent(r, s, 28) and s.trend == "worse")]
    return found([s for s in new if severity(s) >= 5], looked(r))


@fact()
def anaphylaxis_picture(r: Reading) -> Fact:
    """Swelling, wheeze, faint or hives that began within 3 days after a dose."""
    doses = {min(day, r.on) for a in r.administrations if (day := a.until or a.on)}
    told = [s for s in r.active_among(ANAPHYLAXIS) if recent(r, s, NEW_DAYS)]
    after = [s for s in told if s.on and any(0 <= (s.on - d).days <= REACTION_DAYS for d in doses)]
    grave = any(s.code in AIRWAY for s in after) or len({s.code for s in after}) > 1
    return found(after if grave else (), looked(r))


@fact()
def reaction_picture(r: Reading) -> Fact:
    """Hives that began within 3 days after a dose."""
    doses = {d.on for d in r.injections}
    hives = [
        s
        for s in r.active_among(frozenset({"urticaria", "face_swelling", "wheeze"}))
        if s.on and any(0 <= (s.on - d).days <= REACTION_DAYS for d in doses)
    ]
    return found(hives, looked(r))


@fact()
def cardiac_picture(r: Reading) -> Fact:
    """Chest pain, faint or palpitations in severe anaemia, told within the last 14 days."""
    told = [s for s in r.active_among(CARDIAC) if recent(r, s, 14)]
    hb = hb_value(r)
    anaemic = severe_blood_picture(r).value is True or (hb is not None and hb < 100)
    return found(told if anaemic else (), looked(r))


@fact()
def nerves_not_better(r: Reading) -> Fact:
    """Marked nerve complaints of over 90 days that treatment of over 90 days has not eased."""
    return _not_better(r, r.active_among(NERVE))


@fact()
def not_better(r: Reading) -> Fact:
    """Marked complaints of over 90 days that treatment of over 90 days has not eased."""
    return _not_better(r, tuple(s for s in r.active if isinstance(s.code, str)))


def _not_better(r: Reading, told: tuple[Symptom, ...]) -> Fact:
    if not treated_for(r, NEW_DAYS):
        return NO
    steady = [s for s in told if severity(s) >= TELLING and s.trend in ("stable", "worse", None)]
    return found([s for s in steady if s.on and not recent(r, s, NEW_DAYS)], looked(r))


@fact()
def worse_since_start(r: Reading) -> Fact:
    """Complaints that began or got worse after treatment was begun."""
    begun = r.begun
    if begun is None:
        return NO
    worse = [s for s in r.active if s.trend == "worse" or (s.on and s.on > begun)]
    return found([s for s in worse if s.trend != "better"], looked(r))


@fact(missing="signs")
def haematological_picture(r: Reading) -> Fact:
    """Suspected megaloblastic anaemia: on record, seen in the marrow, or large red cells."""
    known = r.having("conditions", frozenset({"megaloblastic_anaemia", "pancytopenia"}))
    marrow = signs_among(r, frozenset({"megaloblastic_marrow"}))
    return either(found([*known, *marrow]), _macrocytosis(r))


def _macrocytosis(r: Reading) -> Fact:
    large = [
        lab
        for lab in r.labs.get("mcv", ())
        if lab.value == "high" or (not isinstance(lab.value, str) and lab.value > 100)
    ]
    return found(large)
