"""The designation matrix as a workbook: written with drop-downs, read cell by cell, compared line by line."""

from hospitals.sheets.comparing import Change, Difference, difference
from hospitals.sheets.writing import workbook_of

__all__ = ["Change", "Difference", "difference", "workbook_of"]
