from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    name = "hygie.exercises"
    verbose_name = "1. Exercices de crise"

    def ready(self) -> None:
        from hygie.documents import subjects
        from hygie.domain.exercises import ExerciseFacts
        from hygie.exercises import refusals, run_drawing
        from hygie.exercises.facts import exercise_facts
        from hygie.exercises.models import Exercise
        from hygie.exercises.services import OBLIGATIONS
        from hygie.exercises.services.archives import archives_forget
        from hygie.notifications import chores
        from hygie.obligations import registry

        registry.register(exercise_facts, obligations=OBLIGATIONS, empty=ExerciseFacts())
        subjects.register(Exercise)
        refusals.declare()
        run_drawing.declare()
        chores.register(archives_forget)
