"""Registers as spreadsheets: which columns there are, how a file is opened, read, compared and written."""
