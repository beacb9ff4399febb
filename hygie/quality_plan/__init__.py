"""Action 5: the plan d'amélioration de la qualité (PAQ), its cyber actions, what they answer."""
