"""Facts about pictures that may be another disease: motor neurones, stomach, infants, Parkinson."""

from corrin.situation.fact import NO, Fact, fact, found
from corrin.situation.reading import Reading
from corrin.situation.telling import looked, old, recent, severity, signs_among

MOTOR_SYMPTOMS = frozenset(
    {
        "weakness_painless_progressive",
        "fasciculations",
        "muscle_wasting",
        "dysarthria",
        "dysphagia",
        "foot_drop",
    }
)
UPPER_GI = frozenset({"dysphagia", "weight_loss", "epigastric_pain", "vomiting"})
REGRESSION = frozenset({"developmental_regression", "feeding_difficulty", "involuntary_movements"})


@fact()
def breathing_picture(r: Reading) -> Fact:
    """Breathlessness that is new or worsening beside the picture of the motor neurones."""
    short = [
        s
        for s in r.active_among(frozenset({"breathlessness"}))
        if severity(s) >= 5 and (s.trend == "worse" or recent(r, s, 14))
    ]
    return found(short if motor_neurone_picture(r).value else (), looked(r))


@fact(missing="signs")
def motor_neurone_picture(r: Reading) -> Fact:
    """Signs that need a motor neurone assessment: weakness without sensory loss, bulbar signs.

    Wasting, fasciculation, foot drop or slurred speech beside sensory complaints alone does not
    count; mixed upper and lower motor neurone signs always do. A foot drop alone counts where
    sensation was found normal, or where it gets worse without a sensory complaint.
    """
    mixed = signs_among(r, frozenset({"mixed_umn_lmn"}))
    motor = r.active_among(MOTOR_SYMPTOMS)
    painless = [s for s in motor if s.code == "weakness_painless_progressive"]
    telling = [s for s in motor if s.code not in ("dysphagia", "foot_drop")]
    sensory = r.active_among(frozenset({"paraesthesia", "numbness", "neuropathic_pain"}))
    spared = signs_among(r, frozenset({"sensation_normal"}))
    two = motor if len({s.code for s in motor}) > 1 and telling else ()
    alone = telling if telling and (spared or not sensory) else ()
    foot = [s for s in motor if s.code == "foot_drop" and (s.trend == "worse" or spared)]
    dropped = foot if foot and (spared or not sensory) else ()
    return found([*mixed, *painless, *two, *alone, *dropped], looked(r) or "signs" in r.stated)


@fact()
def upper_gi_alarm(r: Reading) -> Fact:
    """Alarm features of the stomach: trouble swallowing, weight loss, pain, vomiting; not old ones.

    Own definition: dysphagia or weight loss, or epigastric pain or vomiting that is getting
    worse or severe; not where the picture is that of the motor neurones.
    """
    told = [s for s in r.active_among(UPPER_GI) if not old(r, s)]
    several = len({s.code for s in told}) > 1
    grave = [
        s
        for s in told
        if s.code in ("dysphagia", "weight_loss")
        or s.trend == "worse"
        or severity(s) >= 6
        or several
    ]
    return NO if motor_neurone_picture(r).value else found(grave, looked(r))


@fact()
def infant_alarm(r: Reading) -> Fact:
    """A child who loses skills, feeds badly, is floppy or moves involuntarily."""
    floppy = signs_among(r, frozenset({"hypotonia"}))
    return found([*r.active_among(REGRESSION), *floppy], looked(r))


@fact(missing="signs")
def parkinsonism(r: Reading) -> Fact:
    """Parkinsonism found on examination."""
    return found(signs_among(r, frozenset({"parkinsonism"})), "signs" in r.stated)
