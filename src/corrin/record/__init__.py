"""The record of one patient: frozen dated entries, read from case JSON or diary notation."""

from corrin.record.case import case_from, load_json, read_case
from corrin.record.case_printer import case_of, write_case
from corrin.record.doubts import doubts, lab_doubt
from corrin.record.entries import (
    Administration,
    Attribute,
    Born,
    CarePlan,
    Code,
    Elsewhere,
    Entry,
    History,
    Ill,
    Lab,
    NoneStated,
    Pregnancy,
    Remembered,
    Retraction,
    Score,
    Symptom,
)
from corrin.record.fields import odd_characters, printable
from corrin.record.model import Case, Doubt, Fault, Record, RecordError, is_void, links_of
from corrin.record.notation import GRAMMAR, read_notation, read_notation_leniently
from corrin.record.order import plan_in_force
from corrin.record.printer import write_notation
from corrin.record.standing import Link, fallen

__all__ = [
    "GRAMMAR",
    "Administration",
    "Attribute",
    "Born",
    "CarePlan",
    "Case",
    "Code",
    "Doubt",
    "Elsewhere",
    "Entry",
    "Fault",
    "History",
    "Ill",
    "Lab",
    "Link",
    "NoneStated",
    "Pregnancy",
    "Record",
    "RecordError",
    "Remembered",
    "Retraction",
    "Score",
    "Symptom",
    "case_from",
    "case_of",
    "doubts",
    "fallen",
    "is_void",
    "lab_doubt",
    "links_of",
    "load_json",
    "odd_characters",
    "plan_in_force",
    "printable",
    "read_case",
    "read_notation",
    "read_notation_leniently",
    "write_case",
    "write_notation",
]
