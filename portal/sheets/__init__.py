"""Workbooks that people send: opened safely, read line by line, every refusal with its place, run by nobody."""
