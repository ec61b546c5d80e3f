"""Closed lists of codes. A code outside them is kept in the record and questioned."""

from dataclasses import dataclass
from enum import StrEnum


class Country(StrEnum):
    """The rule book to apply, not where the patient lives."""

    DK = "dk"
    UK = "uk"
    NL = "nl"


class Lang(StrEnum):
    """The language advice is said in."""

    EN = "en"
    DA = "da"
    NL = "nl"


class Reader(StrEnum):
    """For whom the words are chosen."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


class Ask(StrEnum):
    """The question put to corrin; it orders the advice and never removes an alarm."""

    ASSESS = "assess"
    INFORMATION = "information"
    INTERPRET_LAB = "interpret_lab"
    LATE_DOSE = "late_dose"
    MAY_STOP = "may_stop"
    NEXT_INTERVAL = "next_interval"
    PLAN_START = "plan_start"
    REPORT_REACTION = "report_reaction"
    REVIEW = "review"


class Strength(StrEnum):
    """How strongly the source puts it; OWN marks our own caution or definition."""

    MUST = "must"
    SHOULD = "should"
    CONSIDER = "consider"
    EXPERT = "expert"
    OWN = "own"


class Tag(StrEnum):
    """How a fact was read: primary, secondary, quoted, from memory, or our own definition."""

    PRIMARY = "P"
    SECONDARY = "S"
    QUOTED = "Q"
    MEMORY = "M"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code from a list that is not ours, kept as it came."""

    system: str
    code: str
    display: str = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SEX = _words(
    """
    female male unknown
    """
)
PREGNANCY = _words(
    """
    breastfeeding no pregnant unknown
    """
)
DIET = _words(
    """
    omnivore restricted unknown vegan vegetarian
    """
)
CONDITIONS = _words(
    """
    alcohol_heavy als_confirmed arfid atrophic_gastritis autoimmune_gastritis_suspected
    b12_deficiency_cause_unknown b12_deficiency_diet b12_deficiency_medicine
    b12_deficiency_nitrous b12_treatment_without_documented_diagnosis chronic_kidney_disease
    coeliac coeliac_on_diet_stable colorectal_cancer_history copd dementia folate_deficiency
    gastric_bypass gastric_neuroendocrine_tumour gastritis graves_disease haemolysis
    helicobacter_pylori hiv hyperparathyroidism hypertension hypothyroidism ileal_resection
    infant_with_b12_deficiency iron_deficiency leber_carrier leber_optic_neuropathy
    macro_b12 megaloblastic_anaemia monoclonal_gammopathy myocardial_infarction
    neurological_involvement_at_diagnosis obesity pancreatoduodenectomy pancytopenia
    pernicious_anaemia psychosis_history pulmonary_embolism reflux schizophrenia
    sleeve_gastrectomy subacute_combined_degeneration tobacco total_gastrectomy
    transcobalamin_deficiency type1_diabetes type2_diabetes vitamin_d_deficiency
    """
)
MEDICINES = _words(
    """
    anticoagulant_oral antihypertensive antiretroviral b12_oral_otc clozapine
    combined_oral_contraceptive folic_acid glipizide h2_blocker insulin iron levothyroxine
    metformin multivitamin_with_b12 nsaid ppi risperidone thiazide vitamin_c_high_dose zinc
    """
)
ALLERGENS = _words(
    """
    cobalt cyanocobalamin hydroxocobalamin
    """
)
FAMILY = _words(
    """
    autoimmune b12_deficiency leber none_known pernicious_anaemia
    """
)
EXPOSURES = _words(
    """
    nitrous_oxide_anaesthesia nitrous_oxide_anaesthesia_planned nitrous_oxide_recreational
    nitrous_oxide_recreational_suspected welding
    """
)
SYMPTOMS = _words(
    """
    balance_gait bladder_retention bowel_incontinence breathlessness chest_pain confusion
    developmental_regression dizziness_orthostatic dysarthria dysphagia epigastric_pain
    face_swelling falls fasciculations fatigue feeding_difficulty foot_drop headache
    hearing_loss insomnia involuntary_movements irritability jaundice lhermitte low_mood
    memory_concentration muscle_pain muscle_wasting neuropathic_pain numbness palpitations
    paraesthesia psychosis saddle_numbness sore_tongue suicidal_thoughts syncope tinnitus
    urticaria visual_loss vomiting weakness_arms weakness_legs weakness_painless_progressive
    weight_loss wheeze word_finding
    """
)
SIGNS = _words(
    """
    absent_ankle_jerks ataxic_gait axonal_neuropathy brisk_reflexes central_scotoma
    extensor_plantars glossitis hypotonia loss_position loss_vibration megaloblastic_marrow
    mixed_umn_lmn motor_power_reduced mri_dorsal_columns mri_normal optic_disc_pallor
    optic_disc_swelling orthostatic_drop pallor parkinsonism romberg_positive schistocytes
    sensation_normal spasticity stocking_sensory_loss
    """
)
TESTS = _words(
    """
    b12_total bilirubin_total copper creatinine egfr ferritin folate_red_cell folate_serum
    gastrin haematocrit hb holotc homocysteine if_antibody ldh mcv mma mmse
    parietal_antibody phq9_item9 platelets potassium rdw reticulocytes tpo_antibody wbc zinc
    """
)
UNITS = _words(
    """
    % 1 10*9/L U/L fL g/L g/dL mL/min/{1.73_m2} mg/dL mmol/L ng/L ng/mL nmol/L pg/mL pmol/L
    ug/L umol/L {score}
    """
)
QUALITATIVE = _words(
    """
    high low negative normal positive undetectable
    """
)
DRUGS = _words(
    """
    b12_unspecified cyanocobalamin folic_acid hydroxocobalamin mecobalamin
    """
)
ROUTES = _words(
    """
    im oral sc
    """
)
DIARY_ITEMS = _words(
    """
    balance concentration fatigue limit mood pain sleep tingling tongue
    """
)
TRENDS = _words(
    """
    better fluctuating resolved returned stable worse
    """
)
# Words with which a source questions an entry of its own. Under the first group it is kept and
# asked about, and nothing rests on it; under the second it counts and is asked about.
VOID = _words(
    """
    cancelled differential draft ended entered-in-error intended not-done not-taken refuted
    unconfirmed
    """
)
QUESTIONED = _words(
    """
    code-not-verified in-progress on-hold partial preliminary provisional registered stopped
    unknown
    """
)
MISSING = _words(
    """
    age b12_total care_plan cause creatinine diagnosis diary folate hb holotc homocysteine
    if_antibody injections labs medicines mma pregnancy risk_factor signs symptoms treatment
    unit
    """
)
OTHER_CAUSES = _words(
    """
    adherence alcohol als coeliac copper cord_compression delirium diabetes folate iron
    nitrous_oxide other_diagnosis renal thyroid ttp vitamin_d zinc
    """
)
TOPICS = _words(
    """
    endoscopy_surveillance fatigue_testing high_b12 interval_individual leber
    loading_schedule maintenance_interval metformin_screening mma_monitoring neuro_schedule
    no_risk_claim oral_in_pernicious_anaemia pregnancy_test route_anticoagulant
    serum_b12_monitoring start_route stopping thresholds
    """
)
LABEL_TOPICS = _words(
    """
    benzyl_alcohol bleeding_im cobalt thrombosis vitamin_c
    """
)

# Parts of a record that may be stated as empty ("no medicines"), which is not the same as unknown.
SECTIONS = (
    "conditions",
    "medicines",
    "allergies",
    "family_history",
    "exposures",
    "symptoms",
    "signs",
    "labs",
    "treatments",
    "diary",
)

# The list each coded field is read against.
VOCABULARY: dict[str, frozenset[str]] = {
    "sex": SEX,
    "pregnancy": PREGNANCY,
    "diet": DIET,
    "conditions": CONDITIONS,
    "medicines": MEDICINES,
    "allergies": ALLERGENS,
    "family_history": FAMILY,
    "exposures": EXPOSURES,
    "symptoms": SYMPTOMS,
    "signs": SIGNS,
    "tests": TESTS,
    "units": UNITS,
    "qualitative": QUALITATIVE,
    "drugs": DRUGS,
    "routes": ROUTES,
    "diary": DIARY_ITEMS,
    "trends": TRENDS,
}

# Everyday words for complaints, in three languages, read as the code they mean. A word that could
# mean two things is left out: it is asked about.
EVERYDAY: dict[str, str] = {
    word: code
    for code, words in {
        "paraesthesia": "tingling pins_and_needles prikken snurren tintelingen tinteling",
        "numbness": "numb følelsesløshed foelelsesloeshed gevoelloosheid doof_gevoel",
        "balance_gait": "balance walking gait gang gangbesvær evenwicht lopen",
        "memory_concentration": "concentration memory brain_fog koncentration hukommelse "
        "concentratie geheugen hjernetåge",
        "fatigue": "tired tiredness træthed traethed træt vermoeidheid moe",
        "sore_tongue": "tongue tunge tong",
        "low_mood": "mood humør nedtrykthed stemming somberheid",
        "visual_loss": "vision sight blurred_vision syn sløret_syn zien wazig_zien",
        "confusion": "confused forvirring forvirret verwardheid verward",
        "breathlessness": "short_of_breath åndenød kortademigheid",
        "neuropathic_pain": "burning_feet nervesmerter zenuwpijn",
    }.items()
    for word in words.split()
}
