"""The first entry: one page of 25 lines gives a first situation in thirty minutes."""
