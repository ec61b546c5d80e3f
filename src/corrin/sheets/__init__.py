"""Spreadsheets: the rows of a CSV or XLSX file read as entries of a record, all or none."""

from corrin.sheets.columns import MEANINGS, Column, columns
from corrin.sheets.open import Sheet, SheetError, open_sheet
from corrin.sheets.rows import Import, Problem, Usual, read_sheet

__all__ = [
    "MEANINGS",
    "Column",
    "Import",
    "Problem",
    "Sheet",
    "SheetError",
    "Usual",
    "columns",
    "open_sheet",
    "read_sheet",
]
