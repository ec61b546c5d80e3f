"""Facts about medicines, allergies and exposures."""

from datetime import date, timedelta

from corrin.record import Administration, History
from corrin.situation.fact import (
    UNKNOWN,
    Fact,
    codes_of,
    condition,
    either,
    fact,
    found,
    medicine,
    of,
)
from corrin.situation.reading import Reading

LOWERING = frozenset({"metformin", "ppi", "h2_blocker"})
NITROUS = frozenset(
    {
        "nitrous_oxide_recreational",
        "nitrous_oxide_recreational_suspected",
        "nitrous_oxide_anaesthesia",
    }
)
# Own definitions (tag own): how long after the last use nitrous oxide still counts.
NITROUS_DAYS = 365
TOLERATED = frozenset({"hydroxocobalamin", "cyanocobalamin", "mecobalamin"})
TOLERATED_DOSES = 3
GIVEN_UP_DAYS = 182


@fact("codes", missing="medicines")
def lowering_medicines(r: Reading) -> Fact:
    """Medicines taken now that lower B12."""
    taken = r.having("medicines", LOWERING)
    if not taken:
        return of(()) if "medicines" in r.stated else UNKNOWN
    return of(codes_of(m.code for m in taken), taken)


@fact(missing="medicines")
def takes_lowering_medicine(r: Reading) -> Fact:
    """Takes a medicine that lowers B12 (metformin, acid blocker)."""
    return found(r.having("medicines", LOWERING), "medicines" in r.stated)


@fact(missing="medicines")
def takes_metformin(r: Reading) -> Fact:
    """Takes metformin."""
    return medicine(r, "metformin")


@fact(missing="medicines")
def oral_contraceptive(r: Reading) -> Fact:
    """Takes a combined oral contraceptive, which lowers total B12 without deficiency."""
    return medicine(r, "combined_oral_contraceptive")


@fact(missing="medicines")
def takes_b12_supplement(r: Reading) -> Fact:
    """Takes B12 bought over the counter, alone or in a multivitamin."""
    return medicine(r, "b12_oral_otc", "multivitamin_with_b12")


@fact(missing="medicines")
def takes_folic_acid(r: Reading) -> Fact:
    """Takes folic acid."""
    given = [
        e for e in r.record.of(Administration) if e.drug == "folic_acid" and _lasts(e.until, r)
    ]
    return either(found(given), medicine(r, "folic_acid"))


def _lasts(until: date | None, r: Reading) -> bool:
    return until is None or until >= r.on - timedelta(days=31)


@fact(missing="medicines")
def takes_zinc(r: Reading) -> Fact:
    """Takes zinc, which can cause copper deficiency."""
    return medicine(r, "zinc")


@fact(missing="medicines")
def vitamin_c_high_dose(r: Reading) -> Fact:
    """Takes gram doses of vitamin C."""
    return medicine(r, "vitamin_c_high_dose")


@fact(missing="medicines")
def anticoagulant(r: Reading) -> Fact:
    """Takes an anticoagulant."""
    return medicine(r, "anticoagulant_oral")


@fact(missing="medicines")
def thrombosis_history(r: Reading) -> Fact:
    """Predisposed to thrombosis: an earlier embolism or infarction."""
    return condition(r, "pulmonary_embolism", "myocardial_infarction")


@fact(missing="medicines")
def cobalt_allergy(r: Reading) -> Fact:
    """Allergic to cobalt."""
    return _allergy(r, "cobalt")


@fact(missing="medicines")
def cobalamin_allergy(r: Reading) -> Fact:
    """Allergic to hydroxocobalamin or cyanocobalamin, and no other one tolerated since."""
    told = r.having("allergies", frozenset({"hydroxocobalamin", "cyanocobalamin"}))
    return found(() if told and _tolerates(r, told) else told, "allergies" in r.stated)


def _tolerates(r: Reading, told: tuple[History, ...]) -> bool:
    """A cobalamin that is none of these, given three times or more after the last of them."""
    codes, dated = {str(a.code) for a in told}, [a.on for a in told if a.on]
    other = [d for d in r.injections if d.drug in TOLERATED and d.drug not in codes]
    since = [d for d in other if len(dated) == len(told) and d.on > max(dated)]
    return len(since) >= TOLERATED_DOSES


def _allergy(r: Reading, *codes: str) -> Fact:
    return found(r.having("allergies", frozenset(codes)), "allergies" in r.stated)


@fact(missing="medicines")
def nitrous_recent(r: Reading) -> Fact:
    """Nitrous oxide within the last year (own definition)."""
    used = r.having("exposures", NITROUS)
    recent = [e for e in used if _within(r, e.until or e.on, NITROUS_DAYS)]
    return found(recent, "exposures" in r.stated)


def _within(r: Reading, day: date | None, days: int) -> bool:
    """Whether a day is at most so many days ago; an unknown day counts as recent."""
    return day is None or r.days_since(day) <= days


def given_up(r: Reading) -> Fact:
    """Nitrous oxide was given up half a year ago or longer (own definition)."""
    used = r.having("exposures", NITROUS)
    recent = [e for e in used if _within(r, e.until or e.on, GIVEN_UP_DAYS)]
    return of("exposures" in r.stated and not recent, used)


@fact(missing="medicines")
def nitrous_planned(r: Reading) -> Fact:
    """An anaesthetic with nitrous oxide is planned."""
    planned = r.having("exposures", frozenset({"nitrous_oxide_anaesthesia_planned"}))
    ahead = [e for e in r.future_of(History) if str(e.code).startswith("nitrous_oxide_anaesthesia")]
    return found([*planned, *ahead], "exposures" in r.stated)
