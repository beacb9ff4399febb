"""Action 2: self-assessments on the mesures prioritaires and their entry on the platform."""
