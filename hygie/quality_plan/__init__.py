"""Action 5: the plan d'actions qualité (PAQ), its cyber actions and the findings they answer."""
