"""The band EXERCICE, on every page of an exercise: no template has to think of it."""

from django.http import HttpRequest

# What the addresses of an exercise hold: itself, the personal link of who takes part, the code of
# its questionnaire.
OF_A_RUN = frozenset({"run_id", "secret", "code"})


def exercise_band(request: HttpRequest) -> dict[str, bool]:
    """`exercise_band` of web/base.html."""
    match = request.resolver_match
    if match is None or match.app_name != "exercises":
        return {}
    return {"exercise_band": not OF_A_RUN.isdisjoint(match.kwargs)}
