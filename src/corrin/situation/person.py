"""Facts about the person and their history: age, pregnancy, cause, diagnoses."""

from datetime import date

from corrin.record import Born, Pregnancy
from corrin.situation.fact import NO, UNKNOWN, Fact, both, condition, either, fact, found, of
from corrin.situation.medicines import LOWERING, given_up, nitrous_recent, takes_lowering_medicine
from corrin.situation.reading import Reading

LIFELONG_CAUSES = frozenset(
    {
        "pernicious_anaemia",
        "atrophic_gastritis",
        "total_gastrectomy",
        "ileal_resection",
        "gastric_bypass",
        "sleeve_gastrectomy",
        "pancreatoduodenectomy",
        "transcobalamin_deficiency",
    }
)
RISKY_FAMILY = frozenset({"pernicious_anaemia", "b12_deficiency", "autoimmune"})
# Age up to which somebody counts as an infant for the choice of product.
INFANT_YEARS = 1
PAST_INFANCY = 3


def _ages(r: Reading, born: Born) -> tuple[int, int]:
    """Youngest and oldest possible age in whole years."""
    if born.age_months is not None:
        return born.age_months // 12, born.age_months // 12
    if born.birth:
        age = _years(born.birth, r.on)
        return age, age
    year = born.year or r.on.year
    return max(r.on.year - year - 1, 0), r.on.year - year


def _years(birth: date, on: date) -> int:
    return max(on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day)), 0)


@fact("number", missing="age")
def youngest_age(r: Reading) -> Fact:
    """Age in whole years, the younger of the two possible where only a birth year is known."""
    return of(float(_ages(r, r.born)[0]), [r.born]) if r.born else UNKNOWN


@fact(missing="pregnancy")
def pregnant(r: Reading) -> Fact:
    """Pregnant now."""
    return _pregnancy(r, "pregnant")


@fact(missing="pregnancy")
def breastfeeding(r: Reading) -> Fact:
    """Breast-feeding now."""
    return _pregnancy(r, "breastfeeding")


def _pregnancy(r: Reading, wanted: str) -> Fact:
    newest = r.pregnancy
    male = [a for a in r.attributes("sex") if a.value == "male"]
    if newest is None or newest.status == "unknown":
        return of(False, male) if male else UNKNOWN
    return of(newest.status == wanted, [newest])


@fact(missing="pregnancy")
def pregnancy_contradicts(r: Reading) -> Fact:
    """Pregnant or breast-feeding, and male, are both on record."""
    told = [e for e in r.record.of(Pregnancy) if e.status in ("pregnant", "breastfeeding")]
    male = [a for a in r.attributes("sex") if a.value == "male"]
    return of(bool(told and male), [*told, *male])


@fact(missing="age")
def birth_contradicts(r: Reading) -> Fact:
    """Two different births are on record, or one after today."""
    born = r.record.of(Born)
    several = len({(b.birth, b.year, b.age_months) for b in born}) > 1
    ahead = any((b.birth and b.birth > r.on) or (b.year and b.year > r.on.year) for b in born)
    return of(several or ahead, born)


@fact(missing="diagnosis")
def higher_reference_range(r: Reading) -> Fact:
    """Black ethnicity on record, for which NICE gives a higher reference range of B12."""
    told = [e for e in r.attributes("ethnicity") if "black" in str(e.value).lower()]
    return found(told)


@fact(missing="medicines")
def vegan(r: Reading) -> Fact:
    """Eats no animal food."""
    diets = r.attributes("diet")
    if not diets or diets[-1].value == "unknown":
        return UNKNOWN
    return of(diets[-1].value == "vegan", diets)


@fact(missing="medicines")
def low_b12_diet(r: Reading) -> Fact:
    """Eats little or nothing that holds B12."""
    causes = r.having("conditions", frozenset({"arfid"}))
    diets = r.attributes("diet")
    if causes:
        return of(True, causes)
    if not diets or diets[-1].value == "unknown":
        return UNKNOWN
    return of(diets[-1].value in ("vegan", "vegetarian", "restricted"), diets)


@fact(missing="if_antibody")
def if_antibody_positive(r: Reading) -> Fact:
    """Intrinsic factor antibody found, now or ever."""
    results = r.labs.get("if_antibody", ())
    positive = [lab for lab in results if lab.value == "positive"]
    return found(positive) if results else UNKNOWN


@fact(missing="if_antibody")
def if_antibody_measured(r: Reading) -> Fact:
    """Intrinsic factor antibody has been measured."""
    return found(r.labs.get("if_antibody", ()))


@fact(missing="cause")
def autoimmune_gastritis(r: Reading) -> Fact:
    """Pernicious anaemia on record, or intrinsic factor antibody found."""
    antibody = if_antibody_positive(r)
    return either(condition(r, "pernicious_anaemia"), antibody if antibody.known else NO)


@fact(missing="cause")
def autoimmune_gastritis_suspected(r: Reading) -> Fact:
    """Autoimmune gastritis suspected: on record as such, or parietal cell antibody found."""
    antibody = [lab for lab in r.labs.get("parietal_antibody", ()) if lab.value == "positive"]
    suspected = condition(r, "autoimmune_gastritis_suspected", "atrophic_gastritis")
    return either(suspected, found(antibody))


@fact(missing="cause")
def stomach_or_ileum_removed(r: Reading) -> Fact:
    """Total gastrectomy or resection of the terminal ileum."""
    return condition(r, "total_gastrectomy", "ileal_resection")


@fact(missing="cause")
def bariatric_surgery(r: Reading) -> Fact:
    """Gastric bypass or sleeve gastrectomy."""
    return condition(r, "gastric_bypass", "sleeve_gastrectomy")


@fact(missing="cause")
def other_malabsorption(r: Reading) -> Fact:
    """Malabsorption that is not autoimmune: coeliac, bariatric, pancreatic, atrophic gastritis."""
    codes = ("gastric_bypass", "sleeve_gastrectomy", "pancreatoduodenectomy", "atrophic_gastritis")
    return condition(r, *codes) if coeliac_settled(r).value else condition(r, *codes, "coeliac")


def coeliac_settled(r: Reading) -> Fact:
    """Coeliac disease that has settled on a gluten-free diet."""
    return condition(r, "coeliac_on_diet_stable")


@fact(missing="cause")
def irreversible_cause(r: Reading) -> Fact:
    """A cause that does not go away, so that treatment is for life."""
    return either(
        found(r.having("conditions", LIFELONG_CAUSES), "conditions" in r.stated),
        autoimmune_gastritis(r),
    )


@fact(missing="cause")
def inborn_error(r: Reading) -> Fact:
    """An inherited disorder of cobalamin transport or metabolism."""
    return condition(r, "transcobalamin_deficiency")


@fact(missing="cause")
def cause_on_record(r: Reading) -> Fact:
    """Some cause of the deficiency is on record."""
    reversible = condition(
        r,
        "coeliac",
        "b12_deficiency_diet",
        "b12_deficiency_medicine",
        "b12_deficiency_nitrous",
    )
    return either(irreversible_cause(r), reversible)


@fact(missing="cause")
def diet_cause(r: Reading) -> Fact:
    """Diet is known as the cause: on record as such, vegan, or restricted."""
    poor = [d for d in r.attributes("diet")[-1:] if d.value in ("vegan", "restricted")]
    return either(condition(r, "b12_deficiency_diet", "arfid"), found(poor))


@fact(missing="cause")
def medicine_cause(r: Reading) -> Fact:
    """A medicine is the cause on record, or one that lowers B12 is taken."""
    return either(
        condition(r, "b12_deficiency_medicine"),
        found(r.having("medicines", LOWERING), "medicines" in r.stated),
    )


@fact(missing="cause")
def cause_gone(r: Reading) -> Fact:
    """The cause on record has been put right: diet changed, coeliac settled, medicine stopped."""
    diet = both(condition(r, "b12_deficiency_diet"), _eats_all(r))
    medicine = both(
        condition(r, "b12_deficiency_medicine"),
        of("medicines" in r.stated and not r.having("medicines", LOWERING)),
    )
    nitrous = both(condition(r, "b12_deficiency_nitrous"), given_up(r))
    return either(coeliac_settled(r), diet, medicine, nitrous)


def _eats_all(r: Reading) -> Fact:
    diets = r.attributes("diet")
    return of(bool(diets) and diets[-1].value == "omnivore", diets)


@fact(missing="diagnosis")
def diagnosis_uncertain(r: Reading) -> Fact:
    """Treated although no certain diagnosis is on record."""
    return condition(r, "b12_treatment_without_documented_diagnosis")


@fact(missing="diagnosis")
def leber(r: Reading) -> Fact:
    """Leber's disease, carried or in the family."""
    own = condition(r, "leber_carrier", "leber_optic_neuropathy")
    family = r.having("family_history", frozenset({"leber"}))
    return either(own, found(family, "family_history" in r.stated))


@fact(missing="diagnosis")
def tobacco_or_alcohol(r: Reading) -> Fact:
    """Tobacco, or heavy use of alcohol."""
    return condition(r, "tobacco", "alcohol_heavy")


@fact(missing="diagnosis")
def drinks_heavily(r: Reading) -> Fact:
    """Heavy use of alcohol."""
    return condition(r, "alcohol_heavy")


@fact(missing="diagnosis")
def diabetes(r: Reading) -> Fact:
    """Diabetes on record, or a medicine for it."""
    taken = r.having("medicines", frozenset({"metformin", "insulin", "glipizide"}))
    return either(condition(r, "type1_diabetes", "type2_diabetes"), found(taken))


@fact(missing="diagnosis")
def gastric_tumour(r: Reading) -> Fact:
    """A neuroendocrine tumour of the stomach on record."""
    return condition(r, "gastric_neuroendocrine_tumour")


@fact(missing="diagnosis")
def als_confirmed(r: Reading) -> Fact:
    """ALS is on record as diagnosed; never unknown, for it excuses a referral."""
    return found(r.having("conditions", frozenset({"als_confirmed"})))


@fact(missing="diagnosis")
def macro_b12(r: Reading) -> Fact:
    """Macro-B12 on record: a high result that is not free B12."""
    return condition(r, "macro_b12")


@fact(missing="diagnosis")
def risk_factor(r: Reading) -> Fact:
    """A common risk factor for B12 deficiency (NICE NG239)."""
    conditions = condition(
        r,
        "atrophic_gastritis",
        "gastric_bypass",
        "sleeve_gastrectomy",
        "coeliac",
        "graves_disease",
        "hypothyroidism",
        "type1_diabetes",
        "arfid",
    )
    family = r.having("family_history", RISKY_FAMILY)
    return either(
        conditions,
        irreversible_cause(r),
        low_b12_diet(r),
        takes_lowering_medicine(r),
        nitrous_recent(r),
        found(family, "family_history" in r.stated),
    )


@fact(missing="age")
def past_infancy(r: Reading) -> Fact:
    """Known to be three years old or older."""
    return of(r.born is not None and _ages(r, r.born)[0] >= PAST_INFANCY, [r.born])


@fact(missing="age")
def infant(r: Reading) -> Fact:
    """Younger than one year."""
    return of(_ages(r, r.born)[1] < INFANT_YEARS, [r.born]) if r.born else UNKNOWN
