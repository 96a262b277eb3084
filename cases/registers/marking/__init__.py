"""The workbook as it was sent, given back with every bad cell coloured and commented; nothing else of it is touched.

A library would write anew what it understands of a workbook and lose the rest. Here the file's own parts are copied,
and only the tags of bad cells change, so that it works for 100,000 rows as for ten.
"""

from cases.registers.marking.workbook import marked_workbook

__all__ = ["marked_workbook"]
