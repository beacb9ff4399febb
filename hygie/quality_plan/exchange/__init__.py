"""The plan as a file, both ways: what is written for the quality suite, and what comes back."""
