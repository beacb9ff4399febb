"""Screens of the plan: fetch with right, ask or write once, answer."""
