"""Action 1: the cyber crisis exercises held, their RETEX and their entry on the platform."""
