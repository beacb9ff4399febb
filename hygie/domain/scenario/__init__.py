"""Scenarios of crisis exercises: a file read, checked and written again; no clock, no database."""
