"""A crisis exercise as it is played: its clock, whether it is ready, what its criteria say."""
