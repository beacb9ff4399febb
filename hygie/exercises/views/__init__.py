"""Screens of the exercises and of the scenarios of a unit."""
