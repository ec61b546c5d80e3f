"""FHIR: mapping, advice, cards."""

from datetime import date

LAST = date(2035, 12, 31)  # the day of reading that lets every generated date pass
