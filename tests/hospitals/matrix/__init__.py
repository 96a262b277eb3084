"""The designation matrix: reasons, table, spreadsheet, holes, API."""
